"""One core: what is made here is seen everywhere, and what is made elsewhere is found here."""

from typing import Any

import pytest

from tests.api.epos.client import House, Json, at_table, item, order, pounds
from tests.api.online_order.carts import LONDON, documented_cart


def kitchen(house: House) -> list[Json]:
    tickets: list[Json] = house.guest.staff("kitchen").get("/kitchen/orders").data
    return tickets


def test_an_order_from_a_terminal_stands_in_the_kitchen(london: House) -> None:
    pint = {"amountPerItem": pounds(660), "quantity": 1, "name": "Pale ale", "plu": "PALPIN"}
    jalapeno = {"name": "Jalapeños", "quantity": 2, "amountPerModifier": pounds(100), "plu": "BUEJAL"}
    burger = item("BURGER", 1750, 2, "Burger", note="no onions", subItems=[pint], modifiers=[jalapeno])
    london.seat(5)
    total = 2 * (1750 + 660 + 200)
    placed = london.place(burger, totalAmount=pounds(total), note="birthday", details=at_table(london.table(5)))
    (ticket,) = kitchen(london)
    assert (ticket["id"], ticket["notes"], ticket["status"], ticket["table_number"]) == (
        placed["id"],
        "birthday",
        "confirmed",
        5,
    )
    (line,) = ticket["items"]
    assert (line["name"], line["quantity"], line["notes"]) == ("Burger", 2, "no onions")
    words = str(ticket)
    assert "Pale ale" in words
    assert "Jalape" in words


def test_the_kitchens_progress_is_seen_by_the_terminal(london: House) -> None:
    placed = london.place()
    collected = london.place(details={"orderType": "Collection", "collection": {"asap": True}})
    cook = london.guest.staff("kitchen")
    for status, eaten_here, fetched in (
        ("preparing", "Preparing", "Preparing"),
        ("ready", "Prepared", "Ready"),
        ("served", "Ready", "Ready"),
    ):
        for one in (placed, collected):
            assert cook.patch(f"/orders/{one['id']}/status", {"status": status}).status == 200
        assert london.terminal.order(placed["id"])["status"] == eaten_here
        assert london.terminal.order(collected["id"])["status"] == fetched


def test_an_order_from_a_terminal_is_on_the_phones_of_its_table(london: House) -> None:
    ana = london.guest.seat(4, "Ana")
    placed = london.place(details=at_table(london.table(4)))
    (seen,) = ana.orders(scope="session")
    assert (seen["id"], seen["total"]) == (placed["id"], 5500)
    bill = ana.bill
    assert (bill["total"], bill["outstanding"]) == (5500, 5500)
    london.terminal.pay(placed["id"], 5000, 200)
    bill = ana.bill
    assert (bill["paid"], bill["tips"], bill["outstanding"]) == (5000, 200, 500)
    assert ana.orders(scope="session")[0]["total_paid"] == 5000
    assert ana.orders() == []


def test_a_phones_round_is_found_here(london: House) -> None:
    ana = london.guest.seat(4, "Ana")
    placed = ana.order(london.guest.line("chips", qty=8), notes="hot")
    (party,) = london.terminal.found("parties", tableId=london.table(4))
    assert (party["id"], party["name"], party["tableIds"]) == (ana.session_id, "Ana", london.tables(4))
    for filters in ({"tableId": london.table(4)}, {"partyId": ana.session_id}):
        (found,) = london.terminal.found(dineIn=filters)
        assert found == london.terminal.order(placed["id"])
    assert found["status"] == "Submitted"
    assert found["note"] == "hot"
    assert found["reference"] == placed["order_number"]
    assert found["details"] == {
        "orderType": "DineIn",
        "dineIn": {"tableId": london.table(4), "partyId": ana.session_id},
    }
    # Eight at 5.50 are 44.00, with 12.5 % of it.
    assert (found["totalAmount"], found["serviceChargeAmount"]) == (pounds(4950), pounds(550))
    assert found["taxLines"] == []
    assert [(line["plu"], line["quantity"], line["amountPerItem"]) for line in found["items"]] == [
        ("CHIPSX", 8, pounds(550))
    ]
    london.guest.staff().patch(f"/orders/{placed['id']}/status", {"status": "confirmed"})
    assert london.terminal.order(placed["id"])["status"] == "Accepted"


def test_a_waiters_order_is_found_by_its_table(london: House) -> None:
    said = {"items": [london.guest.line("chips")], "tableId": london.table(6)}
    session = london.guest.staff().post("/tables/sessions", {"tableId": london.table(6), "customerName": "Walk-in"})
    assert session.status in (200, 201), session.body
    placed = london.guest.staff().post("/orders", said).created
    assert london.terminal.ids(dineIn={"tableId": london.table(6)}) == [placed["id"]]
    (party,) = london.terminal.found("parties", tableId=london.table(6))
    assert london.terminal.ids(dineIn={"partyId": party["id"]}) == [placed["id"]]


def test_a_partners_order_is_found_and_paid_here(london: House) -> None:
    cart = LONDON.cart(
        LONDON.line("chips", "Regular", qty=2),
        dining="takeaway",
        order_info={"first_name": "Mark", "last_name": "Clinton", "email": "mark@example.com", "phone": "+44 1"},
        payments=[LONDON.pays("cash", 1)],
    )
    placed = london.partner.post("/cart/submit", cart).data
    (found,) = london.terminal.found(payableOnly=True)
    assert found["id"] == placed["id"]
    assert found["details"]["orderType"] == "Collection"
    assert found["customer"] == {"emailAddress": "mark@example.com", "phoneNumber": "+44 1", "name": "Mark Clinton"}
    assert found["reference"] == placed["order_no"]
    assert (found["totalAmount"], found["paidAmount"]) == (pounds(1100), pounds(100))
    london.terminal.pay(placed["id"], 1000, 99)
    seen = london.partner.get(f"/orders/{placed['id']}").data
    assert (seen["paid"], seen["financial_status"]) == (11, "paid")


def test_what_a_partner_chose_is_shown_with_its_modifiers(london: House) -> None:
    line = LONDON.line(
        "burger", "Regular", ("doneness", "Medium"), ("burger-extras", "Smoked bacon"), qty=2, notes="no onions"
    )
    line["modifier_options"][1]["qty"] = 2
    placed = london.partner.post("/cart/submit", LONDON.cart(line, dining="takeaway")).data
    (shown,) = london.terminal.order(placed["id"])["items"]
    assert (shown["plu"], shown["quantity"], shown["amountPerItem"], shown["note"]) == (
        "BURGER",
        2,
        pounds(1750),
        "no onions",
    )
    assert [(one["plu"], one["quantity"], one["amountPerModifier"]) for one in shown["modifiers"]] == [
        ("DONMED", 1, pounds(0)),
        ("BUEBAC", 2, pounds(200)),
    ]


def test_what_is_sold_by_weight(london: House) -> None:
    """0.998 kg of beef at 82.00: 81.84 (81.836); one item whose name says how much."""
    line = LONDON.line("rib-of-beef", "By weight", ("doneness", "Rare"), ("sauce", "Peppercorn"), qty_unit=0.998)
    line.pop("qty")
    placed = london.partner.post("/cart/submit", LONDON.cart(line, dining="takeaway")).data
    (shown,) = london.terminal.order(placed["id"])["items"]
    assert (shown["quantity"], shown["amountPerItem"], shown["plu"]) == (1, pounds(8184), "RIBBEE")
    assert "0.998 kg" in shown["name"]


def test_an_order_from_a_terminal_in_the_partners_list(london: House) -> None:
    placed = london.place(payments=[{"paidAmount": pounds(500), "paymentIntentId": "pi"}])
    listed = london.partner.get("/orders", location_id=london.guest.branch, detail="all", limit=100).data
    (seen,) = [one for one in listed if one["id"] == placed["id"]]
    assert (seen["total"], seen["paid"], seen["status"]) == (55, 5, "open")
    assert [one["id"] for one in london.partner.at_location("/orders")] == [placed["id"]]
    # An order that came so keeps its prices: staff may cancel it, not change it.
    refused = london.partner.put(f"/orders/{placed['id']}", {"items": [LONDON.line("chips", "Regular")]})
    assert refused.status == 409
    assert london.terminal.order(placed["id"]) == placed


def test_staff_cancel_an_order_from_a_terminal_and_do_not_change_it(london: House) -> None:
    placed = london.place(item(quantity=2), item("GREENS", 550))
    staff = london.guest.staff("branch_manager")
    seen = staff.get(f"/orders/{placed['id']}").data
    void = staff.post(f"/orders/{placed['id']}/items/{seen['items'][0]['id']}/void", {"reason": "x"})
    assert void.status == 409
    assert london.terminal.order(placed["id"]) == placed
    assert staff.patch(f"/orders/{placed['id']}/status", {"status": "cancelled"}).status == 200
    assert london.terminal.order(placed["id"])["status"] == "Canceled"


def test_a_party_seated_here_is_on_the_floor_and_takes_phones_in(london: House) -> None:
    party = london.seat(5, name="Martin B.", covers=4, hostNotes="window")
    seen = london.guest.party(party["id"])["session"]
    assert (seen["status"], seen["customer_name"], seen["guest_count"]) == ("active", "Martin B.", 4)
    tables = london.guest.staff().get("/tables").data["tables"]
    (five,) = [table for table in tables if table["number"] == 5]
    assert five["status"] == "occupied"
    phone = london.guest.ask(5, "Ana")
    assert phone.session_id == party["id"]
    placed = phone.order(london.guest.line("chips"))
    assert london.terminal.ids(dineIn={"partyId": party["id"]}) == [placed["id"]]


def test_staff_end_a_party_that_was_seated_here(london: House) -> None:
    party = london.seat(5)
    assert london.guest.end(party["id"]).data["status"] == "completed"
    ended = london.terminal.get(f"/parties/{party['id']}").good
    assert "endTime" in ended
    assert london.terminal.found("parties") == []


def test_the_till_pays_what_a_terminal_placed(london: House) -> None:
    london.seat(5)
    placed = london.place(details=at_table(london.table(5)))
    assert london.guest.pay(5500, orderId=placed["id"], tip=100).created["fully_paid"] is True
    now = london.terminal.order(placed["id"])
    (paid,) = now["payments"]
    assert (paid["paidAmount"], paid["tipsAmount"], now["payable"]) == (pounds(5500), pounds(100), False)
    assert london.terminal.pay(placed["id"], 1).conflict


def test_a_location_may_take_terminals_orders_by_hand(own_london: House) -> None:
    """ "accepted at once (a location may say otherwise)"."""
    own_london.truth.rows(
        'UPDATE locations SET auto_accept = \'{"online": true, "terminal": false}\' WHERE id = %s RETURNING id',
        own_london.guest.branch,
    )
    placed = own_london.place()
    assert (placed["status"], placed["payable"]) == ("Submitted", True)


@pytest.mark.parametrize("status", ["pending_payment"])
def test_an_order_that_waits_for_its_payment(status: str, london: House) -> None:
    cart: dict[str, Any] = LONDON.cart(
        LONDON.line("chips", "Regular"), dining="takeaway", order_info={"status": status}
    )
    placed = london.partner.post("/cart/submit", cart).data
    assert london.terminal.order(placed["id"])["status"] == "New"
    assert london.partner.post(f"/orders/{placed['id']}/cancel").status in (200, 204)
    failed = london.terminal.order(placed["id"])
    assert (failed["status"], failed["payable"]) == ("Failed", False)


def test_nothing_of_other_restaurants_in_any_search(london: House, singapore: House, lima: House) -> None:
    london.place()
    london.seat(1)
    london.book(1)
    for house in (singapore, lima):
        for what in ("orders", "parties", "reservations"):
            assert house.terminal.found(what) == []
    assert lima.terminal.post("/orders", order()).status == 400


def test_an_order_with_everything_in_it_adds_up(lima: House) -> None:
    """The Online Order contract's own example: discounts on lines and orders, vouchers, a fee, a weighed fish.

    128.00 + 8.00 + 199.99 + 109.78 and 6.50 for the ride, less 12.80, 11.52, 10, 20, 20, 12 and 25: 340.95.
    """
    placed = lima.partner.post("/cart/submit", documented_cart()).data
    shown = lima.terminal.order(placed["id"])
    assert shown["totalAmount"] == pounds(34095, "PEN")
    lines = [(line["quantity"], line["amountPerItem"]["value"], len(line["modifiers"])) for line in shown["items"]]
    assert lines == [(2, 4200, 3), (1, 800, 0), (1, 19999, 0), (1, 10978, 0), (1, 650, 0)]
    assert [row["amountTotal"]["value"] for row in shown["discounts"]] == [1280, 1152, 1000, 2000, 2000, 1200, 2500]
    assert {row.get("affectedPlu") for row in shown["discounts"][:2]} == {shown["items"][0]["plu"]}
    assert "FELIZDIA" in {row.get("code") for row in shown["discounts"]}
    # 25.55 by voucher and 4.45 in cash, less 6.00 and 1.55 that were given back.
    assert sum(paid["paidAmount"]["value"] for paid in shown["payments"]) == 2245
    assert shown["note"] == "Self-collect at 3.30pm later"
    assert shown["details"] == {
        "orderType": "DineIn",
        "dineIn": {"tableId": lima.table(7), "readyAt": "2026-11-18T10:00:00.000Z"},
    }


def test_what_staff_take_off_a_bill_is_off_it(london: House) -> None:
    ana = london.guest.seat(4, "Ana")
    placed = ana.order(london.guest.line("chips", qty=8), london.guest.line("greens"))
    london.guest.staff().patch(f"/orders/{placed['id']}/status", {"status": "confirmed"})
    greens = next(line for line in placed["items"] if line["name"].startswith("Buttered"))
    manager = london.guest.staff("branch_manager")
    gone = manager.post(f"/orders/{placed['id']}/items/{greens['id']}/void", {"reason": "cold"})
    assert gone.status == 200, gone.body
    shown = london.terminal.order(placed["id"])
    assert [line["plu"] for line in shown["items"]] == ["CHIPSX"]
    assert shown["totalAmount"] == pounds(4950)


def test_staff_move_a_party(london: House) -> None:
    party = london.seat(5)
    placed = london.place(details=at_table(london.table(5)))
    moved = london.guest.staff("branch_manager").post(
        f"/tables/{london.table(5)}/session/move", {"targetTableId": london.table(6)}
    )
    assert moved.status == 200, moved.body
    assert london.terminal.get(f"/parties/{party['id']}").good["tableIds"] == london.tables(6)
    assert london.terminal.order(placed["id"])["details"]["dineIn"]["tableId"] == london.table(6)
    assert london.terminal.ids(dineIn={"tableId": london.table(6)}) == [placed["id"]]
    assert london.seat(5)["tableIds"] == london.tables(5)


def test_staff_merge_two_parties(london: House) -> None:
    first, second = london.seat(5), london.seat(6)
    orders = [london.place(details=at_table(london.table(number)))["id"] for number in (5, 6)]
    merged = london.guest.staff("branch_manager").post(
        f"/tables/{london.table(5)}/session/merge", {"targetTableId": london.table(6)}
    )
    assert merged.status == 200, merged.body
    (left,) = london.terminal.found("parties")
    assert left["id"] in (first["id"], second["id"])
    assert set(london.terminal.ids(dineIn={"partyId": left["id"]})) == set(orders)
