"""How orders and items move along, and what the kitchen sees."""

import pytest

from tests.api.guest.client import NOBODY, Json, Phone, Place

ORDERS = ("pending", "confirmed", "preparing", "ready", "served", "completed", "cancelled")
FORWARD = {
    "pending": {"confirmed", "preparing", "cancelled"},
    "confirmed": {"preparing", "cancelled"},
    "preparing": {"ready", "cancelled"},
    "ready": {"served"},
    "served": {"completed"},
    "completed": set[str](),
    "cancelled": set[str](),
}
BACK = {"preparing": {"confirmed"}, "ready": {"preparing"}, "served": {"ready"}}
"""One step back while it is being made."""
WAYS = {
    "pending": (),
    "confirmed": ("confirmed",),
    "preparing": ("preparing",),
    "ready": ("preparing", "ready"),
    "served": ("preparing", "ready", "served"),
    "completed": ("preparing", "ready", "served", "completed"),
    "cancelled": ("cancelled",),
}
ITEMS = ("pending", "preparing", "ready", "served")
ITEM_STEPS = {
    "pending": {"preparing", "ready"},
    "preparing": {"ready", "pending"},
    "ready": {"served", "preparing"},
    "served": {"ready"},
}
ITEM_WAYS = {"pending": (), "preparing": ("preparing",), "ready": ("ready",), "served": ("ready", "served")}


def _move(place: Place, order_id: str, status: str, role: str = "waiter") -> tuple[int, Json]:
    answer = place.staff(role).patch(f"/orders/{order_id}/status", {"status": status})
    return answer.status, answer.body


def _two(place: Place, guest: Phone) -> Json:
    found: Json = guest.order(place.line("arroz-blanco"), place.line("choclo-queso"))
    return found


@pytest.mark.parametrize("was", ORDERS)
def test_every_step_of_an_order(was: str, lima: Place) -> None:
    carlos = lima.seat()
    for wanted in ORDERS:
        order_id = carlos.order(lima.line("arroz-blanco"))["id"]
        for step in WAYS[was]:
            assert _move(lima, order_id, step)[0] == 200
        status, body = _move(lima, order_id, wanted)
        allowed = wanted in FORWARD[was] | BACK.get(was, set()) | {was}
        if allowed:
            assert (status, body["data"]["status"]) == (200, wanted), (was, wanted)
        else:
            assert (status, body["error"]["code"]) == (400, "BAD_REQUEST"), (was, wanted)
        seen = carlos.get(f"/customer/orders/{order_id}").data["status"]
        assert seen == (wanted if allowed else was)


@pytest.mark.parametrize("was", ITEMS)
@pytest.mark.parametrize("by", ["kitchen", "order"])
def test_every_step_of_an_item(by: str, was: str, lima: Place) -> None:
    carlos = lima.seat()
    cook = lima.staff("kitchen")
    for wanted in ITEMS:
        order = carlos.order(lima.line("arroz-blanco"))
        line = order["items"][0]["id"]
        path = f"/kitchen/items/{line}/status" if by == "kitchen" else f"/orders/{order['id']}/items/{line}/status"
        for step in ITEM_WAYS[was]:
            assert cook.patch(path, {"status": step}).status == 200
        answer = cook.patch(path, {"status": wanted})
        allowed = wanted in ITEM_STEPS[was] | {was}
        if not allowed:
            assert answer.refusal == (400, "BAD_REQUEST"), (was, wanted)
        else:
            assert answer.data["items"][0]["status"] == wanted
        (shown,) = carlos.get(f"/customer/orders/{order['id']}").data["items"]
        assert shown["status"] == (wanted if allowed else was)


def test_starting_an_item_accepts_its_order(lima: Place) -> None:
    carlos = lima.seat()
    order = _two(lima, carlos)
    first, second = (line["id"] for line in order["items"])
    cook = lima.staff("kitchen")
    statuses = []
    for line, status in (
        (first, "preparing"),
        (first, "ready"),
        (second, "ready"),
        (first, "served"),
        (second, "served"),
    ):
        moved = cook.patch(f"/kitchen/items/{line}/status", {"status": status}).data
        statuses.append(moved["status"])
    assert statuses == ["preparing", "preparing", "ready", "ready", "served"]
    assert [line["status"] for line in carlos.orders()[0]["items"]] == ["served", "served"]


def test_moving_an_order_moves_its_items(lima: Place) -> None:
    carlos = lima.seat()
    order = _two(lima, carlos)
    for status, lines in (
        ("confirmed", "pending"),
        ("preparing", "preparing"),
        ("ready", "ready"),
        ("served", "served"),
    ):
        assert _move(lima, order["id"], status)[0] == 200
        shown = carlos.get(f"/customer/orders/{order['id']}").data
        assert {line["status"] for line in shown["items"]} == {lines}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "VALIDATION_ERROR"),
        ({"status": 5}, "VALIDATION_ERROR"),
        ({"status": None}, "VALIDATION_ERROR"),
        ({"status": "\x00"}, "VALIDATION_ERROR"),
        ({"status": "done"}, "BAD_REQUEST"),
    ],
)
def test_a_status_that_is_none(body: Json, code: str, lima: Place) -> None:
    order = _two(lima, lima.seat())
    staff = lima.staff()
    for path in (
        f"/orders/{order['id']}/status",
        f"/orders/{order['id']}/items/{order['items'][0]['id']}/status",
        f"/kitchen/items/{order['items'][0]['id']}/status",
        f"/tables/{lima.table(15)}/status",
    ):
        assert staff.patch(path, body).refusal == (400, code), path


def test_what_is_not_there(lima: Place) -> None:
    order, other = _two(lima, lima.seat()), _two(lima, lima.seat(14))
    staff = lima.staff()
    for bad in (NOBODY, "no-id"):
        assert staff.patch(f"/orders/{bad}/status", {"status": "ready"}).refusal == (404, "NOT_FOUND")
        assert staff.patch(f"/kitchen/items/{bad}/status", {"status": "ready"}).refusal == (404, "NOT_FOUND")
        path = f"/orders/{order['id']}/items/{bad}/status"
        assert staff.patch(path, {"status": "ready"}).refusal == (404, "NOT_FOUND")
        assert staff.get(f"/orders/{bad}").refusal == (404, "NOT_FOUND")
        assert staff.post(f"/orders/{bad}/void").refusal == (404, "NOT_FOUND")
        assert staff.post(f"/orders/{order['id']}/items/{bad}/void").refusal == (404, "NOT_FOUND")
        assert staff.post(f"/kitchen/voids/{bad}/seen").refusal == (404, "NOT_FOUND")
        for what in ("bump", "serve", "recall"):
            assert staff.post(f"/kitchen/orders/{bad}/{what}").refusal == (404, "NOT_FOUND")
    strange = f"/orders/{order['id']}/items/{other['items'][0]['id']}/status"
    assert staff.patch(strange, {"status": "ready"}).refusal == (404, "NOT_FOUND")


def test_what_a_client_reads_of_the_kitchen(lima: Place) -> None:
    carlos, maria = lima.seat(7), lima.seat(14, "Maria Garcia")
    first = carlos.order(lima.line("arroz-blanco", notes="Alergia al ajo"), notes="Rápido")
    second = maria.order(lima.line("ceviche-clasico", ("picor", "Bravo"), ("pesca", "Corvina"), qty=2))
    tickets = lima.staff("kitchen").get("/kitchen/orders").data
    assert [ticket["id"] for ticket in tickets] == [first["id"], second["id"]]
    ticket, other = tickets
    assert {key: ticket[key] for key in ("order_number", "status", "notes", "table_name", "customer_name", "type")} == {
        "order_number": first["order_number"],
        "status": "pending",
        "notes": "Rápido",
        "table_name": "Ventana",
        "customer_name": "Carlos Rodriguez",
        "type": "dine_in",
    }
    assert ticket["table_number"] == 7
    (rice,), (ceviche,) = ticket["items"], other["items"]
    assert (rice["name"], rice["quantity"], rice["status"], rice["notes"]) == (
        "Arroz blanco",
        1,
        "pending",
        "Alergia al ajo",
    )
    assert (rice["allergy_note"], rice["station"]) == (True, "hot")
    assert (ceviche["quantity"], ceviche["station"], ceviche["allergy_note"]) == (2, "cold", False)
    assert [one["name"] for one in ceviche["modifiers"]] == ["Bravo", "Corvina"]


def test_tickets_by_status_and_view(lima: Place) -> None:
    carlos = lima.seat()
    cook = lima.staff("kitchen")
    order = _two(lima, carlos)
    for status in ("pending", "confirmed", "preparing", "ready"):
        if status != "pending":
            _move(lima, order["id"], status)
        for asked in ("pending", "confirmed", "preparing", "ready"):
            found = [ticket["id"] for ticket in cook.get("/kitchen/orders", status=asked).data]
            assert found == ([order["id"]] if asked == status else [])
        assert [ticket["id"] for ticket in cook.get("/kitchen/orders").data] == [order["id"]]
    _move(lima, order["id"], "served")
    assert cook.get("/kitchen/orders").data == []
    assert cook.get("/kitchen/orders", view="attic").status == 400
    assert cook.get("/kitchen/orders", status="served").status == 400


def test_bump_serve_and_recall(lima: Place) -> None:
    carlos = lima.seat()
    cook = lima.staff("kitchen")
    order = _two(lima, carlos)

    def views() -> list[str]:
        return [
            view
            for view in ("kitchen", "expedite", "recent")
            if [ticket["id"] for ticket in cook.get("/kitchen/orders", view=view).data] == [order["id"]]
        ]

    assert views() == ["kitchen"]
    assert cook.post(f"/kitchen/orders/{order['id']}/bump").data["status"] == "ready"
    assert views() == ["expedite", "recent"]
    assert cook.post(f"/kitchen/orders/{order['id']}/recall").data["status"] == "preparing"
    assert views() == ["kitchen"]
    cook.post(f"/kitchen/orders/{order['id']}/bump")
    assert cook.post(f"/kitchen/orders/{order['id']}/serve").data["status"] == "served"
    assert views() == ["recent"]
    assert cook.post(f"/kitchen/orders/{order['id']}/serve").data["status"] == "served"
    assert carlos.orders()[0]["status"] == "served"


def _struck(place: Place, view: str = "kitchen") -> list[tuple[str, int, str | None]]:
    found = place.staff("kitchen").get("/kitchen/orders", view=view).data
    return [(void["name"], void["quantity"], void["reason"]) for ticket in found for void in ticket["voided"]]


def test_a_voided_item_is_struck_through_until_the_kitchen_has_seen_it(lima: Place) -> None:
    carlos = lima.seat()
    order = carlos.order(lima.line("arroz-blanco", qty=2), lima.line("choclo-queso"))
    _move(lima, order["id"], "confirmed")
    rice, corn = order["items"]
    changed = lima.staff().post(f"/orders/{order['id']}/items/{rice['id']}/void", {"reason": "Se enfrió"}).data
    # Only the corn at 16.00 is left, with 2.44 of tax in it.
    assert (changed["total"], changed["tax"], [line["id"] for line in changed["items"]]) == (1600, 244, [corn["id"]])
    assert _struck(lima) == [("Arroz blanco", 2, "Se enfrió")]
    (ticket,) = lima.staff("kitchen").get("/kitchen/orders").data
    (void,) = ticket["voided"]
    for _ in range(2):
        assert lima.staff("kitchen").post(f"/kitchen/voids/{void['id']}/seen").data["seen"] is True
    assert _struck(lima) == []
    assert carlos.bill["total"] == 1600


def test_a_voided_order_is_struck_through_until_the_kitchen_has_seen_it(lima: Place) -> None:
    carlos = lima.seat()
    order = _two(lima, carlos)
    _move(lima, order["id"], "preparing")
    assert lima.staff().post(f"/orders/{order['id']}/void", {"reason": "Se fueron"}).data["status"] == "cancelled"
    assert _struck(lima) == [("Arroz blanco", 1, "Se fueron"), ("Choclo con queso", 1, "Se fueron")]
    for ticket in lima.staff("kitchen").get("/kitchen/orders", view="kitchen").data:
        for void in ticket["voided"]:
            lima.staff("kitchen").post(f"/kitchen/voids/{void['id']}/seen")
    assert lima.staff("kitchen").get("/kitchen/orders", view="kitchen").data == []
    assert lima.staff().post(f"/orders/{order['id']}/void").refusal[0] in (400, 409)


def test_voiding_the_last_item_cancels_the_order(lima: Place) -> None:
    carlos = lima.seat()
    order = carlos.order(lima.line("arroz-blanco"))
    _move(lima, order["id"], "confirmed")
    path = f"/orders/{order['id']}/items/{order['items'][0]['id']}/void"
    assert lima.staff().post(path).data["status"] == "cancelled"
    assert _struck(lima) == [("Arroz blanco", 1, None)]
    assert carlos.bill["total"] == 0


def test_what_nobody_accepted_or_was_served_is_not_struck_through(lima: Place) -> None:
    carlos = lima.seat()
    pending, served = _two(lima, carlos), _two(lima, carlos)
    lima.staff().post(f"/orders/{pending['id']}/void")
    line = served["items"][0]["id"]
    for status in ("ready", "served"):
        lima.staff("kitchen").patch(f"/kitchen/items/{line}/status", {"status": status})
    lima.staff().post(f"/orders/{served['id']}/items/{line}/void")
    assert _struck(lima) == []


def test_an_item_is_not_voided_below_what_was_paid(lima: Place) -> None:
    carlos = lima.seat()
    order = _two(lima, carlos)
    assert lima.pay(2400, orderId=order["id"]).created["fully_paid"] is True
    refused = lima.staff().post(f"/orders/{order['id']}/items/{order['items'][0]['id']}/void")
    assert refused.status in (400, 409)
    assert lima.staff().post(f"/orders/{order['id']}/void").refusal[0] == 409
    assert carlos.bill["total"] == 2400


def test_the_list_of_orders(lima: Place) -> None:
    carlos, maria = lima.seat(), lima.seat(14, "Maria Garcia")
    orders = [_two(lima, carlos), _two(lima, maria), _two(lima, carlos)]
    _move(lima, orders[0]["id"], "confirmed")
    _move(lima, orders[1]["id"], "preparing")
    answer = lima.staff().get("/orders", limit=2)
    assert [row["id"] for row in answer.data] == [orders[2]["id"], orders[1]["id"]]
    pagination = answer.body["pagination"]
    assert (pagination["page"], pagination["total"], pagination["totalPages"]) == (1, 3, 2)
    (last,) = lima.staff().get("/orders", limit=2, page=2).data
    assert {key: last[key] for key in ("id", "customer_name", "table_number", "status", "payment_status")} == {
        "id": orders[0]["id"],
        "customer_name": "Carlos Rodriguez",
        "table_number": 15,
        "status": "confirmed",
        "payment_status": "unpaid",
    }
    assert (last["item_count"], last["total"], last["subtotal"], last["tax"], last["total_paid"]) == (
        2,
        2400,
        2400,
        366,
        0,
    )
    for status, place in (("pending", 2), ("confirmed", 0), ("preparing", 1)):
        assert [row["id"] for row in lima.staff().get("/orders", status=status).data] == [orders[place]["id"]]
    for status in ("ready", "served", "completed", "cancelled"):
        assert lima.staff().get("/orders", status=status).data == []
    for query in ({"status": "lost"}, {"page": "0"}, {"page": "x"}, {"limit": "0"}, {"limit": "301"}):
        assert lima.staff().get("/orders", **query).status == 400
    shown = lima.staff().get(f"/orders/{orders[0]['id']}").data
    assert [(line["name"], line["quantity"], line["unit_price"], line["total"]) for line in shown["items"]] == [
        ("Arroz blanco", 1, 800, 800),
        ("Choclo con queso", 1, 1600, 1600),
    ]


def test_nothing_of_a_cancelled_order_is_made(lima: Place) -> None:
    carlos = lima.seat()
    order = carlos.order(lima.line("arroz-blanco"))
    carlos.post(f"/customer/orders/{order['id']}/cancel")
    cook = lima.staff("kitchen")
    for path in (
        f"/kitchen/items/{order['items'][0]['id']}/status",
        f"/orders/{order['id']}/items/{order['items'][0]['id']}/status",
    ):
        assert cook.patch(path, {"status": "ready"}).status in (400, 409)
    for what in ("bump", "serve", "recall"):
        assert cook.post(f"/kitchen/orders/{order['id']}/{what}").status in (400, 409)
    assert lima.staff().post(f"/orders/{order['id']}/items/{order['items'][0]['id']}/void").status in (400, 409)
    (shown,) = carlos.orders()
    assert (shown["status"], shown["items"][0]["status"]) == ("cancelled", "pending")
