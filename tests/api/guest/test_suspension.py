"""A location that may not trade takes nothing new from the next request on; what is open is paid and closed."""

from tests.api.guest.client import Place

SUSPEND = "UPDATE location_directory SET governance = 'suspended' WHERE slug = 'downtown-lima' RETURNING slug"
REINSTATE = "UPDATE location_directory SET governance = 'approved' WHERE slug = 'downtown-lima' RETURNING slug"
CLOSE_DOWN = "UPDATE location_directory SET active = false WHERE slug = 'downtown-lima' RETURNING slug"
FORBIDDEN = (403, "FORBIDDEN")


def test_nothing_new_begins(own_lima: Place) -> None:
    carlos, waiting = own_lima.seat(15), own_lima.ask(14, "Waiting")
    waiter = own_lima.staff()
    line = own_lima.line("arroz-blanco")
    for change in (SUSPEND, CLOSE_DOWN):
        own_lima.truth.rows(change)
        for path in ("session", "register"):
            for table in (15, 13):
                asked = own_lima.public.post(f"{own_lima.path(table)}/{path}", {"customerName": "New"})
                assert asked.refusal == FORBIDDEN
        assert carlos.post("/customer/orders", {"items": [line]}).refusal == FORBIDDEN
        assert carlos.post("/customer/quote", {"items": [line]}).refusal == FORBIDDEN
        assert own_lima.approve(waiting.session_id).refusal == FORBIDDEN
        assert waiter.post("/tables/sessions", {"tableId": own_lima.table(12)}).refusal == FORBIDDEN
        assert waiter.post("/orders", {"items": [line], "tableId": own_lima.table(12)}).refusal == FORBIDDEN
        assert own_lima.public.get(f"{own_lima.path()}/menu").data["branch"]["takes_orders"] is False
    assert own_lima.truth.one("SELECT count(*) FROM orders") == 0
    assert own_lima.truth.one("SELECT count(*) FROM dining_sessions") == 2


def test_staff_take_no_new_round_for_a_party_either(own_lima: Place) -> None:
    carlos = own_lima.seat()
    own_lima.truth.rows(SUSPEND)
    said = {"items": [own_lima.line("arroz-blanco")]}
    for where in ({"tableSessionId": carlos.session_id}, {"tableId": own_lima.table(15)}):
        assert own_lima.staff().post("/orders", said | where).refusal == FORBIDDEN
    assert carlos.bill["total"] == 0


def test_what_is_open_is_made_paid_and_closed(own_lima: Place) -> None:
    carlos, waiting = own_lima.seat(15), own_lima.ask(14, "Waiting")
    order = carlos.order(own_lima.line("arroz-blanco"), own_lima.line("choclo-queso"))
    pending = carlos.order(own_lima.line("arroz-blanco"))
    own_lima.truth.rows(SUSPEND)
    assert carlos.bill["outstanding"] == 3200
    assert carlos.act("request_bill").status == 200
    assert carlos.post(f"/customer/orders/{pending['id']}/cancel").data["status"] == "cancelled"
    for status in ("confirmed", "preparing", "ready", "served"):
        assert own_lima.staff("kitchen").patch(f"/orders/{order['id']}/status", {"status": status}).status == 200
    assert own_lima.pay(2400, tableSessionId=carlos.session_id).created["fully_paid"] is True
    assert own_lima.end(carlos.session_id).data["status"] == "completed"
    assert own_lima.reject(waiting.session_id).data["status"] == "rejected"


def test_a_location_that_is_reinstated_trades_from_the_next_request(own_lima: Place) -> None:
    carlos = own_lima.seat()
    said = {"items": [own_lima.line("arroz-blanco")]}
    for change, status in ((SUSPEND, 403), (REINSTATE, 201), (SUSPEND, 403), (REINSTATE, 201)):
        own_lima.truth.rows(change)
        assert carlos.post("/customer/orders", said).status == status
        assert own_lima.public.get(f"{own_lima.path()}/menu").data["branch"]["takes_orders"] is (status == 201)


def test_others_are_not_touched(own_lima: Place) -> None:
    own_lima.truth.rows(SUSPEND)
    asked = own_lima.public.post("/customer/chinatown-singapore/chinatown-singapore-1/session", {"customerName": "Mei"})
    assert asked.status == 201
