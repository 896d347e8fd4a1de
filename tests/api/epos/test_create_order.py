"""CreateOrder, GetOrderById and CancelOrderById: the documented examples, the traps, and how amounts add up."""

import pytest

from tests.api.epos.client import House, Json, at_table, fresh, item, order, pounds
from tests.api.online_order.carts import LONDON


def full() -> Json:
    """The contract's example with everything in it, by the names of the schemas, with parts of London's menu.

    A burger 17.50 with a patty 5.00 and two jalapeños at 1.00, and beside it a pint 6.60 with a shot 0.60: 31.70
    each, 63.40 for two. Less 5.00 and 2.50, 55.90; with 1.00 of tax on top and 7.00 of service charge, 63.90.
    """
    return {
        "items": [
            {
                "amountPerItem": pounds(1750),
                "quantity": 2,
                "note": "no onions",
                "name": "Burger",
                "plu": "BURGER",
                "subItems": [
                    {
                        "amountPerItem": pounds(660),
                        "quantity": 1,
                        "note": "cold",
                        "name": "Pale ale",
                        "plu": "PALPIN",
                        "modifiers": [
                            {"name": "Shot", "quantity": 1, "amountPerModifier": pounds(60), "plu": "COFSHO"},
                        ],
                    }
                ],
                "modifiers": [
                    {"name": "Patty", "quantity": 1, "amountPerModifier": pounds(500), "plu": "BUEPAT"},
                    {"name": "Jalapeños", "quantity": 2, "amountPerModifier": pounds(100), "plu": "BUEJAL"},
                ],
            }
        ],
        "note": "birthday",
        "customer": {
            "id": "c-1",
            "emailAddress": "support@dojo.com",
            "phoneNumber": "448000443550",
            "name": "Sasha J.",
        },
        "discounts": [
            {
                "name": "Spring Sale",
                "amountTotal": pounds(500),
                "code": "SPRING2023",
                "discountReference": "123456",
                "affectedPlu": "BURGER",
                "amountPercentage": 2500,
            },
            {"name": "Regular", "amountTotal": pounds(250)},
        ],
        "taxLines": [
            {
                "id": "vat",
                "name": "VAT",
                "affectedPlu": "BURGER",
                "amountPercentage": 2000,
                "amountTotal": pounds(100),
            }
        ],
        "serviceChargeAmount": pounds(700),
        "totalAmount": pounds(6390),
        "reference": "R-77",
        "displayName": "Sasha, table 5",
        "dojoOrderId": fresh("order"),
        "payments": [{"paymentIntentId": fresh("pi"), "paidAmount": pounds(3195), "tipsAmount": pounds(300)}],
        "details": {
            "orderType": "DineIn",
            "dineIn": {"tableId": LONDON.table(5), "waiterId": "42", "readyAt": "2026-08-24T14:15:22Z"},
        },
    }


def test_the_smallest_documented_order(london: House) -> None:
    """T6: details say nothing but the type; T5: a payment says no id."""
    sent = {
        "items": [{"amountPerItem": pounds(1000), "quantity": 1, "name": "string", "plu": "CHIPSX"}],
        "totalAmount": pounds(1000),
        "dojoOrderId": "string",
        "payments": [{"paidAmount": pounds(1000)}],
        "details": {"orderType": "DineIn"},
    }
    placed = london.terminal.post("/orders", sent).good
    (paid,) = placed.pop("payments")
    assert paid.pop("paymentIntentId")
    assert paid == {"paidAmount": pounds(1000), "tipsAmount": pounds(0)}
    assert placed["createdAt"] == placed["updatedAt"]
    number = placed["reference"]
    for name in ("id", "createdAt", "updatedAt"):
        placed.pop(name)
    assert placed == {
        "items": [
            {
                "amountPerItem": pounds(1000),
                "quantity": 1,
                "name": "string",
                "plu": "CHIPSX",
                "subItems": [],
                "modifiers": [],
            }
        ],
        "discounts": [],
        "taxLines": [],
        "status": "Accepted",
        "totalAmount": pounds(1000),
        "payable": False,
        "paidAmount": pounds(1000),
        "serviceChargeAmount": pounds(0),
        "tipsAmount": pounds(0),
        "reference": number,
        "displayName": number,
        "details": {"orderType": "DineIn", "dineIn": {}},
    }


def test_the_whole_documented_order(london: House) -> None:
    sent = full()
    placed = london.terminal.post("/orders", sent).good
    for name in (
        "items",
        "note",
        "customer",
        "discounts",
        "taxLines",
        "serviceChargeAmount",
        "totalAmount",
        "reference",
        "displayName",
        "payments",
    ):
        expected = sent[name]
        if name == "items":
            expected = [expected[0]]
        assert placed[name] == expected, name
    assert placed["details"] == {
        "orderType": "DineIn",
        "dineIn": {"tableId": london.table(5), "waiterId": "42", "readyAt": "2026-08-24T14:15:22.000Z"},
    }
    assert (placed["paidAmount"], placed["tipsAmount"]) == (pounds(3195), pounds(300))
    assert (placed["payable"], placed["status"]) == (True, "Accepted")
    assert london.terminal.order(placed["id"]) == placed
    # 7.00 of 63.90 is service charge, so 3.50 of the half that was paid.
    assert london.payments(placed["id"]) == [(3195, 300, 350)]


def test_an_order_is_sent_again(london: House) -> None:
    sent = full()
    first = london.terminal.post("/orders", sent).good
    assert london.terminal.post("/orders", sent).good == first
    assert london.terminal.pay(first["id"], 195).status == 200
    now = london.terminal.order(first["id"])
    assert now["paidAmount"] == pounds(3390)
    assert london.terminal.post("/orders", sent).good == now
    assert london.truth.one("SELECT count(*) FROM orders") == 1
    assert london.truth.one("SELECT count(*) FROM payments") == 2


@pytest.mark.parametrize(
    "other",
    [
        {"note": "another note"},
        {"reference": "R-78"},
        {"displayName": "Somebody else"},
        {"payments": []},
        {"customer": {"name": "Sasha J."}},
        {"details": {"orderType": "DineIn"}},
        {"details": {"orderType": "Collection"}},
    ],
)
def test_the_same_id_with_another_request(other: Json, london: House) -> None:
    sent = full()
    first = london.terminal.post("/orders", sent).good
    assert london.terminal.post("/orders", sent | other).conflict
    assert london.terminal.order(first["id"]) == first
    assert london.truth.one("SELECT count(*) FROM orders") == 1


def test_the_same_request_in_other_words(london: House) -> None:
    """What means the same is the same: null and absent, another notation of a time, fields we do not know."""
    sent = full()
    first = london.terminal.post("/orders", sent).good
    where = sent["details"]["dineIn"] | {"readyAt": "2026-08-24T16:15:22.000+02:00"}
    again = sent | {
        "details": {"orderType": "DineIn", "dineIn": where, "collection": None},
        "unknown": {"a": 1},
    }
    assert london.terminal.post("/orders", again).good == first


def test_an_id_is_of_one_location(singapore: House, london: House) -> None:
    sent = order()
    here = london.terminal.post("/orders", sent).good
    dollars = order(item("OTAHXX", 650), dojoOrderId=sent["dojoOrderId"])
    menu = singapore.guest.shop
    dollars["items"][0]["plu"] = menu.item("otah")
    for amount in (dollars["items"][0]["amountPerItem"], dollars["totalAmount"]):
        amount["currencyCode"] = "SGD"
    there = singapore.terminal.post("/orders", dollars).good
    assert there["id"] != here["id"]


def test_discounts_by_the_names_of_the_example(london: House) -> None:
    """T2: 25 % of 20.00, as the example says it."""
    sent = order(
        item(price=500, quantity=4),
        totalAmount=pounds(1500),
        discounts=[
            {
                "isPercentage": True,
                "provider": "Order & Pay app",
                "name": "Spring Sale 25% off",
                "discountCode": "SPRING2023",
                "discountReference": "123456",
                "affectedPlu": "CHIPSX",
                "value": 2500,
                "amount": 500,
            }
        ],
    )
    placed = london.terminal.post("/orders", sent).good
    assert placed["discounts"] == [
        {
            "name": "Spring Sale 25% off",
            "code": "SPRING2023",
            "discountReference": "123456",
            "affectedPlu": "CHIPSX",
            "amountPercentage": 2500,
            "amountTotal": pounds(500),
        }
    ]


def test_a_collection_by_the_names_of_the_example(london: House) -> None:
    """T3: collectionTime, and more digits than we keep."""
    told = {"collectionTime": "2024-02-21T14:39:21.6050276Z", "asap": False}
    placed = london.place(details={"orderType": "Collection", "collection": told})
    assert placed["details"] == {
        "orderType": "Collection",
        "collection": {"asap": False, "collectAt": "2024-02-21T14:39:21.605Z"},
    }


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({"asap": True}, {"asap": True}),
        (
            {"asap": False, "collectAt": "2026-12-21T14:39:00+01:00"},
            {"asap": False, "collectAt": "2026-12-21T13:39:00.000Z"},
        ),
        ({"collectAt": "2026-12-21T14:39:00"}, {"asap": False, "collectAt": "2026-12-21T14:39:00.000Z"}),
        (None, {"asap": True}),
    ],
)
def test_when_an_order_is_collected(said: Json | None, shown: Json, london: House) -> None:
    details = {"orderType": "Collection"} | ({"collection": said} if said is not None else {})
    placed = london.place(details=details)
    assert placed["details"] == {"orderType": "Collection", "collection": shown}
    assert london.terminal.order(placed["id"]) == placed


def test_a_phone_number_may_be_a_number(london: House) -> None:
    """T4."""
    placed = london.place(customer={"emailAddress": "support@dojo.com", "phoneNumber": 448000443550})
    assert placed["customer"] == {"emailAddress": "support@dojo.com", "phoneNumber": "448000443550"}


def test_details_of_both_kinds(london: House) -> None:
    """The published sample has dineIn and collection at once; the type decides."""
    details = {
        "dineIn": {"tableId": london.table(3), "waiterId": "7"},
        "collection": {"collectionTime": "2024-02-21T14:39:21.605Z", "asap": False},
        "orderType": "DineIn",
    }
    placed = london.place(details=details)
    assert placed["details"] == {"orderType": "DineIn", "dineIn": {"tableId": london.table(3), "waiterId": "7"}}


def test_plus_are_skus_or_ids(london: House) -> None:
    shop = london.guest.shop
    for plu in (
        "CHIPSX",
        shop.item("chips"),
        shop.variant("chips", "Regular"),
        shop.variant("fish-chips", "Large"),
        "BUEPAT",
        shop.option("burger-extras", "Extra beef patty"),
        shop.option("burger-extras", "No onions"),
    ):
        placed = london.place(item(plu))
        assert [line["plu"] for line in placed["items"]] == [plu]


def test_the_callers_prices_and_names_are_kept(london: House) -> None:
    placed = london.place(item(price=1, name="House speciality"), item(price=0, name="On the house"))
    assert [(line["name"], line["amountPerItem"]["value"]) for line in placed["items"]] == [
        ("House speciality", 1),
        ("On the house", 0),
    ]
    assert placed["totalAmount"] == pounds(1)


def test_a_modifier_may_take_something_off(london: House) -> None:
    cheaper = {"name": "Small", "quantity": 1, "amountPerModifier": pounds(-150), "plu": "BUEJAL"}
    placed = london.place(item(modifiers=[cheaper]), totalAmount=pounds(400))
    assert placed["items"][0]["modifiers"] == [cheaper]
    assert placed["totalAmount"] == pounds(400)


@pytest.mark.parametrize("on_top", [True, False])
def test_taxes_inside_or_on_top(on_top: bool, london: House) -> None:
    tax = [{"name": "VAT", "amountTotal": pounds(100)}]
    placed = london.place(item(price=600), taxLines=tax, totalAmount=pounds(700 if on_top else 600))
    assert placed["taxLines"] == tax
    assert placed["totalAmount"] == pounds(700 if on_top else 600)


def test_an_order_without_anything_to_pay(london: House) -> None:
    placed = london.place(item(price=0))
    assert (placed["payable"], placed["totalAmount"]) == (False, pounds(0))


def test_an_order_joins_the_party_at_its_table(london: House) -> None:
    party = london.seat(5)
    placed = london.place(details=at_table(london.table(5)))
    assert placed["details"]["dineIn"] == {"tableId": london.table(5), "partyId": party["id"]}
    assert placed["displayName"] == london.terminal.post("/tables/search").good[0]["data"][4]["name"]


def test_an_order_joins_the_party_it_names(london: House) -> None:
    party = london.seat(5, 6)
    placed = london.place(details={"orderType": "DineIn", "dineIn": {"partyId": party["id"]}})
    assert placed["details"]["dineIn"]["partyId"] == party["id"]
    assert placed["details"]["dineIn"]["tableId"] == london.table(5)
    at_six = london.place(details=at_table(london.table(6), partyId=party["id"]))
    assert at_six["details"]["dineIn"] == {"tableId": london.table(6), "partyId": party["id"]}


def test_an_order_of_a_party_that_came_by_a_reservation(london: House) -> None:
    booked = london.book(5)
    party = london.seat(5, reservationId=booked["id"])
    placed = london.place(details=at_table(london.table(5)))
    assert placed["details"]["dineIn"] == {
        "tableId": london.table(5),
        "partyId": party["id"],
        "reservationId": booked["id"],
    }


def test_an_order_ahead_of_a_reservation(london: House) -> None:
    booked = london.book(5)
    ready = {"reservationId": booked["id"], "readyAt": "2026-12-12T13:15:00.000Z"}
    placed = london.place(details={"orderType": "DineIn", "dineIn": ready})
    assert placed["details"]["dineIn"] == ready


def test_an_order_is_read(london: House) -> None:
    placed = london.place()
    assert london.terminal.get(f"/orders/{placed['id']}").good == placed


def test_an_order_is_cancelled_once_and_twice(london: House) -> None:
    placed = london.place()
    cancelled = london.terminal.delete(f"/orders/{placed['id']}").good
    assert (cancelled["id"], cancelled["status"], cancelled["payable"]) == (placed["id"], "Canceled", False)
    assert london.terminal.delete(f"/orders/{placed['id']}").good == cancelled
    assert london.terminal.order(placed["id"]) == cancelled
    # Whoever sends the order again learns that it was cancelled.
    assert london.terminal.found(payableOnly=True) == []


def test_an_order_that_was_cancelled_and_is_sent_again(london: House) -> None:
    sent = order()
    placed = london.terminal.post("/orders", sent).good
    london.terminal.delete(f"/orders/{placed['id']}")
    assert london.terminal.post("/orders", sent).good["status"] == "Canceled"


def test_an_order_with_a_payment_is_not_cancelled(london: House) -> None:
    placed = london.place()
    assert london.terminal.pay(placed["id"], 100).status == 200
    before = london.terminal.order(placed["id"])
    assert london.terminal.delete(f"/orders/{placed['id']}").conflict
    assert london.terminal.order(placed["id"]) == before


def test_an_order_whose_payments_went_back_wholly_has_still_taken_money(london: House) -> None:
    placed = london.place()
    london.terminal.pay(placed["id"], 100, intent="pi-gone")
    london.terminal.tell("pi-gone", "Reversed")
    assert london.terminal.delete(f"/orders/{placed['id']}").conflict
    assert london.terminal.order(placed["id"])["status"] == "Accepted"


def test_an_order_that_is_locked_is_not_cancelled(london: House) -> None:
    placed = london.place()
    assert london.terminal.lock(placed["id"], "l1").status == 200
    assert london.terminal.delete(f"/orders/{placed['id']}").conflict
    london.terminal.unlock(placed["id"], "l1")
    assert london.terminal.delete(f"/orders/{placed['id']}").good["status"] == "Canceled"


def test_an_order_that_is_finished_is_not_cancelled(london: House) -> None:
    party = london.seat(5)
    placed = london.place(details=at_table(london.table(5)), payments=[{"paidAmount": pounds(5500)}])
    leave = {"startTime": party["startTime"], "status": "Paid", "tableIds": party["tableIds"]}
    assert london.terminal.put(f"/parties/{party['id']}", leave | {"endTime": "2026-08-12T11:00:00.000Z"}).good
    assert london.terminal.order(placed["id"])["status"] == "Finalized"
    assert london.terminal.delete(f"/orders/{placed['id']}").conflict
    assert london.terminal.pay(placed["id"], 1).conflict
    assert london.terminal.lock(placed["id"], "l1").conflict


def test_a_discount_that_is_no_percentage_by_the_names_of_the_example(london: House) -> None:
    """T2: where nothing else says what it is, `value` is the amount."""
    said = {"isPercentage": False, "name": "Fiver", "value": 500}
    placed = london.place(item(price=2000), totalAmount=pounds(1500), discounts=[said])
    assert placed["discounts"] == [{"name": "Fiver", "amountTotal": pounds(500)}]


def test_both_names_of_a_discount_at_once(london: House) -> None:
    """The schema's names count."""
    said = {"name": "Fiver", "amountTotal": pounds(500), "amount": 400, "code": "A", "discountCode": "B"}
    placed = london.place(item(price=2000), totalAmount=pounds(1500), discounts=[said])
    assert placed["discounts"] == [{"name": "Fiver", "amountTotal": pounds(500), "code": "A"}]


def test_texts_without_words_are_absent(london: House) -> None:
    placed = london.place(item(note=""), note="", reference="", displayName="", customer={})
    assert not {"note", "customer"} & placed.keys()
    assert "note" not in placed["items"][0]
    assert placed["reference"] == placed["displayName"] != ""


def test_an_order_of_every_size(london: House) -> None:
    lines = [item(quantity=1) for _ in range(100)]
    placed = london.place(*lines)
    assert (len(placed["items"]), placed["totalAmount"]) == (100, pounds(55000))
    large = london.place(item(price=999_999_99))
    assert large["totalAmount"] == pounds(999_999_99)
