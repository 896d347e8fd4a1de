"""Orders as terminals read them: the bill adds up from what is on the wire alone, and nothing is null."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comanda.api.epos import shapes
from comanda.api.epos.presenters import orders
from comanda.ordering.order import ChosenOption, Refund, RefundPart, UsedVoucher
from comanda.ordering.rules.status import Expedite, Kitchen, Status
from comanda.pricing.result import ChargeRow, DiscountRow, TaxRow
from tests.unit.api_epos.scene import (
    NO_BREAKDOWN,
    Json,
    catalogue,
    dish,
    gbp,
    paid,
    placed,
    quoted_order,
    seat,
    sold,
    uid,
)
from tests.unit.pricing.carts import Case, by_rule, cases

HERE = catalogue(eat_in="dine_in", fetch="takeaway")


def item_total(item: Json) -> int:
    """What an item costs: its own amount and all that goes with one of it, so many times."""
    with_it = sum(one["quantity"] * one["amountPerModifier"]["value"] for one in item["modifiers"])
    inside = sum(item_total(one) for one in item.get("subItems", []))
    total: int = item["quantity"] * (item["amountPerItem"]["value"] + with_it + inside)
    return total


def bill_total(shown: Json) -> int:
    items = sum(item_total(item) for item in shown["items"])
    off = sum(row["amountTotal"]["value"] for row in shown["discounts"])
    taxes = sum(row["amountTotal"]["value"] for row in shown["taxLines"])
    total: int = items - off + taxes + shown["serviceChargeAmount"]["value"]
    return total


def nulls(value: Any) -> bool:
    if isinstance(value, dict):
        return any(nulls(one) for one in value.values())
    return any(nulls(one) for one in value) if isinstance(value, list) else value is None


def present(*args: Any, **changed: Any) -> Json:
    here = changed.pop("here", HERE)
    shown = orders.order(placed(*args, **changed), here, None)
    shapes.Order.model_validate(shown)
    assert not nulls(shown)
    return shown


@by_rule
@given(cases(), st.lists(st.booleans(), min_size=2, max_size=2))
def test_every_bill_adds_up(case: Case, fees: list[bool]) -> None:
    order = quoted_order(case.quote(), fees)
    shown = orders.order(order, HERE, None)
    shapes.Order.model_validate(shown)
    assert bill_total(shown) == shown["totalAmount"]["value"] == order.due
    assert all(item["amountPerItem"]["value"] >= 0 for item in shown["items"])


def test_an_order_as_the_contract_shows_it() -> None:
    line = sold("Soup", 500, 2, notes="hot", options=(ChosenOption(uid("bread"), "Bread", 50, 1, "BREAD"),))
    shown = present(line, tables=(seat("Table 5"),), notes="quick", payments=(paid(400, 60, "pi_1"),))
    assert shown == {
        "id": str(uid("order")),
        "items": [
            {
                "name": "Soup",
                "amountPerItem": gbp(500),
                "plu": str(uid("variant Soup")),
                "quantity": 2,
                "note": "hot",
                "subItems": [],
                "modifiers": [{"name": "Bread", "quantity": 1, "amountPerModifier": gbp(50), "plu": "BREAD"}],
            }
        ],
        "note": "quick",
        "discounts": [],
        "taxLines": [],
        "status": "Accepted",
        "createdAt": "2026-03-06T12:00:30.123Z",
        "updatedAt": "2026-03-06T12:00:30.123Z",
        "totalAmount": gbp(1100),
        "payments": [{"paymentIntentId": "pi_1", "paidAmount": gbp(400), "tipsAmount": gbp(60)}],
        "payable": True,
        "paidAmount": gbp(400),
        "serviceChargeAmount": gbp(0),
        "reference": "0012",
        "tipsAmount": gbp(60),
        "details": {"orderType": "DineIn", "dineIn": {"tableId": str(uid("table Table 5"))}},
        "displayName": "Table 5",
    }


def test_an_item_inside_another_has_its_own_modifiers() -> None:
    options = (
        ChosenOption(uid("ice"), "Ice", 10, 1),
        ChosenOption(uid("chips"), "Chips", 200, 2, "CHIPS", "well done", is_item=True),
        # Three for each of two: six for each line.
        ChosenOption(uid("dip"), "Dip", 30, 6, "DIP", part=1),
    )
    (item,) = present(sold("Set", 1000, 2, options=options))["items"]
    assert [one["name"] for one in item["modifiers"]] == ["Ice"]
    (part,) = item["subItems"]
    assert part["note"] == "well done"
    assert (part["quantity"], part["plu"]) == (2, "CHIPS")
    assert part["modifiers"] == [{"name": "Dip", "quantity": 3, "amountPerModifier": gbp(30), "plu": "DIP"}]
    assert item_total(item) == 2 * (1000 + 10 + 400 + 180)


def test_what_is_weighed_says_how_much() -> None:
    line = sold("Ceviche", 4000, measure=998, price=3992, options=(ChosenOption(uid("aji"), "Ají", 100, 2),))
    here = catalogue({uid("item Ceviche"): dish("Ceviche", "kg")})
    (item,) = present(replace(line, price=4192), here=here)["items"]
    assert item["name"] == "Ceviche (0.998 kg)"
    assert item["quantity"] == 1
    assert item_total(item) == 4192


def test_which_way_is_said_when_there_are_several() -> None:
    line = sold("Coffee", 300, variant_name="Large", sku="COFFEE-L")
    one, several = dish("Coffee", None), dish("Coffee", None, None)
    assert present(line, here=catalogue({uid("item Coffee"): one}))["items"][0]["name"] == "Coffee"
    assert present(line, here=catalogue({uid("item Coffee"): several}))["items"][0]["name"] == "Coffee, Large"
    assert present(line)["items"][0]["plu"] == "COFFEE-L"


def test_fees_are_items_and_the_service_charge_is_not() -> None:
    charges = (ChargeRow(uid("service"), "Service", 60, "service"), ChargeRow(uid("box"), "Box", 30, "fee"))
    shown = present(
        sold(), total=590, breakdown=replace(NO_BREAKDOWN, charges=charges), service_charge=60, order_at=None
    )
    assert [(item["name"], item["plu"]) for item in shown["items"][1:]] == [("Box", str(uid("box")))]
    assert shown["serviceChargeAmount"] == gbp(60)
    assert bill_total(shown) == 590


def test_taxes_inside_the_prices_are_no_tax_lines() -> None:
    taxes = (TaxRow(uid("vat"), "VAT", 80, True), TaxRow(uid("city"), "City", 25, False))
    shown = present(sold(), total=525, breakdown=replace(NO_BREAKDOWN, taxes=taxes))
    assert shown["taxLines"] == [{"id": str(uid("city")), "name": "City", "amountTotal": gbp(25)}]
    assert bill_total(shown) == 525


def test_a_discount_says_of_what_it_is_and_by_which_voucher() -> None:
    line = replace(sold("Soup", 500, sku="SOUP"), discounts=(DiscountRow(50, "Happy hour"),))
    breakdown = replace(
        NO_BREAKDOWN,
        discounts=(DiscountRow(100, "Welcome", uid("welcome"), voucher_id=uid("voucher")),),
        vouchers=(UsedVoucher(uid("voucher"), "HELLO"),),
    )
    shown = present(line, total=350, breakdown=breakdown)
    assert shown["discounts"] == [
        {"name": "Happy hour", "amountTotal": gbp(50), "affectedPlu": "SOUP"},
        {"name": "Welcome", "amountTotal": gbp(100), "code": "HELLO"},
    ]


@pytest.mark.parametrize("rounding", [2, -2])
def test_rounding_is_an_item_or_a_discount(rounding: int) -> None:
    shown = present(sold(), rounding=rounding)
    named = [row["name"] for row in (shown["items"] if rounding > 0 else shown["discounts"])]
    assert orders.ROUNDING in named
    assert bill_total(shown) == shown["totalAmount"]["value"] == 500 + rounding


def test_payments_are_what_is_left_of_them() -> None:
    payments = (paid(100, 10, "pi_1", "one"), paid(200, 20, None, "two"), paid(50, 0, "pi_3", "three"))
    refunds = (
        Refund(uid("r1"), "r1", payments[0].created_at, (RefundPart(uid("card"), "Card", 50, 0, 0, payments[2].id),)),
        Refund(uid("r2"), "r2", payments[0].created_at, (RefundPart(uid("card"), "Card", 40, 5, 0, payments[1].id),)),
    )
    shown = present(sold(), payments=payments, refunds=refunds)
    assert [one["paymentIntentId"] for one in shown["payments"]] == ["pi_1", str(uid("two"))]
    assert shown["paidAmount"] == gbp(260)
    assert sum(one["paidAmount"]["value"] for one in shown["payments"]) == 260
    assert shown["tipsAmount"] == gbp(25)
    assert sum(one["tipsAmount"]["value"] for one in shown["payments"]) == 25


def test_a_paid_order_is_not_payable() -> None:
    assert present(sold(), payments=(paid(500),))["payable"] is False
    assert present(sold(), status=Status.CANCELLED)["payable"] is False


SERVED = {"kitchen": Kitchen.FULFILLED, "expedite": Expedite.EXPEDITED}


@pytest.mark.parametrize(
    ("status", "line", "at_table", "fetched"),
    [
        (Status.PENDING_PAYMENT, {}, "New", "New"),
        (Status.PENDING, {}, "Submitted", "Submitted"),
        (Status.OPEN, {}, "Accepted", "Accepted"),
        (Status.OPEN, {"kitchen": Kitchen.PENDING}, "Preparing", "Preparing"),
        (Status.OPEN, {"kitchen": Kitchen.FULFILLED}, "Prepared", "Ready"),
        (Status.OPEN, SERVED, "Ready", "Ready"),
        (Status.CLOSED, SERVED, "Finalized", "Finalized"),
        (Status.CANCELLED, {}, "Canceled", "Canceled"),
        (Status.CANCELLED_PAYMENT, {}, "Failed", "Failed"),
    ],
)
def test_statuses(status: Status, line: dict[str, Any], at_table: str, fetched: str) -> None:
    assert present(sold(**line), status=status, tables=(seat("1"),))["status"] == at_table
    assert present(sold(**line), status=status)["status"] == fetched


def test_where_an_order_is() -> None:
    assert present(session_id=uid("party"))["details"] == {
        "orderType": "DineIn",
        "dineIn": {"partyId": str(uid("party"))},
    }
    assert present(dining_option_id=uid("eat_in"))["details"] == {"orderType": "DineIn", "dineIn": {}}
    fetched = {"orderType": "Collection", "collection": {"asap": True}}
    assert present(dining_option_id=uid("fetch"))["details"] == fetched
    assert present()["details"] == fetched
    later = present(order_at=placed().created_at)["details"]["collection"]
    assert later == {"asap": False, "collectAt": "2026-03-06T12:00:30.123Z"}


def test_whose_party_came_by_reservation() -> None:
    shown = orders.order(placed(session_id=uid("party")), HERE, uid("reservation"))
    assert shown["details"]["dineIn"]["reservationId"] == str(uid("reservation"))


def test_who_ordered_as_far_as_it_is_known() -> None:
    assert "customer" not in present()
    contact = {"first_name": "Ana", "last_name": "Paz", "email": "ana@example.com", "phone": "1", "city": "Lima"}
    shown = present(contact=contact, customer_id=uid("ana"))["customer"]
    assert shown == {"id": str(uid("ana")), "name": "Ana Paz", "emailAddress": "ana@example.com", "phoneNumber": "1"}


def test_an_order_that_was_sent_says_what_was_sent() -> None:
    sent = {
        "details": {"orderType": "DineIn", "dineIn": {"waiterId": "42", "reservationId": str(uid("reservation"))}},
        "displayName": "Window",
        "reference": "A-17",
        "customer": {"name": "Ana", "phoneNumber": "448000443550"},
        "discounts": [{"name": "Spring", "amountTotal": gbp(50), "affectedPlu": "", "discountReference": "123456"}],
        "taxLines": [{"amountTotal": gbp(10), "amountPercentage": 2000}],
    }
    shown = present(sold(), total=460, as_sent=sent, tables=(seat("Table 5"),))
    assert shown["displayName"] == "Window"
    assert shown["reference"] == "A-17"
    assert shown["customer"] == sent["customer"]
    # An empty plu is the whole order, which is said by none.
    assert shown["discounts"] == [{"name": "Spring", "amountTotal": gbp(50), "discountReference": "123456"}]
    assert shown["taxLines"] == sent["taxLines"]
    assert shown["details"]["dineIn"] == {
        "tableId": str(uid("table Table 5")),
        "waiterId": "42",
        "reservationId": str(uid("reservation")),
    }


def test_an_order_that_was_sent_without_saying_falls_back() -> None:
    shown = present(as_sent={"details": {"orderType": "Collection", "collection": {"asap": True}}}, tables=(seat("7"),))
    assert (shown["displayName"], shown["reference"]) == ("7", "0012")
    assert (shown["discounts"], shown["taxLines"]) == ([], [])
    assert shown["details"] == {"orderType": "Collection", "collection": {"asap": True}}
