"""Cooks and waiters work on one order at once."""

from functools import partial

from tests.app.singapore import cart, eggs, wings
from tests.partner import Answer, Partner
from tests.server import never_failed, together
from tests.truth import Truth

LINES = 6


def test_no_lines_progress_is_lost_and_the_order_is_accepted_once(partner: Partner, truth: Truth) -> None:
    for _ in range(5):
        waiting = cart(*[wings() for _ in range(LINES)], order_info={"status": "pending_payment"})
        order = partner.post("/cart/submit", waiting).data
        path = f"/orders/{order['id']}"
        assert partner.post(f"{path}/pending").data["status"] == "pending"
        answers = together(
            [
                partial(partner.post, f"{path}/order_items/{line['id']}/{verb}")
                for line in order["items"]
                for verb in ("kitchen/fulfill", "expedite/expedite")
            ]
        )
        assert {answer.status for answer in answers} == {204}
        stands = truth.order(order["id"])
        assert stands["status"] == "open"
        assert stands["versions"] == list(range(1, 3 + 2 * LINES)) == list(range(1, stands["version"] + 1))
        lines = truth.rows("SELECT kitchen, expedite FROM order_lines WHERE order_id = %s", order["id"])
        assert lines == [{"kitchen": "fulfilled", "expedite": "expedited"}] * LINES


def test_progress_and_closing_and_changing_at_once_leave_one_history(partner: Partner, truth: Truth) -> None:
    for _ in range(8):
        order = partner.post("/cart/submit", cart(wings(), eggs())).data
        path, (first, second) = f"/orders/{order['id']}", order["items"]
        answers: list[Answer] = together(
            [
                partial(partner.post, f"{path}/order_items/{first['id']}/kitchen/fulfill"),
                partial(partner.post, f"{path}/order_items/{second['id']}/kitchen/pending"),
                partial(partner.post, f"{path}/close"),
                partial(partner.put, path, {"order_info": {"notes": "quickly"}}),
            ]
        )
        never_failed(answers)
        assert [answer.status for answer in answers[:3]] == [204, 204, 200]
        assert answers[3].status == 200 or answers[3].error["code"] == "order_not_changeable"
        stands = truth.order(order["id"])
        assert stands["status"] == "closed"
        assert (stands["notes"] == "quickly") is (answers[3].status == 200)
        assert stands["versions"] == list(range(1, stands["version"] + 1))
        lines = truth.rows("SELECT kitchen FROM order_lines WHERE order_id = %s ORDER BY sort", order["id"])
        assert [line["kitchen"] for line in lines] == ["fulfilled", "pending"]


def test_progress_on_a_line_that_is_being_taken_away_is_kept_or_refused(partner: Partner, truth: Truth) -> None:
    for _ in range(15):
        order = partner.post("/cart/submit", cart(wings(), eggs())).data
        path, (first, second) = f"/orders/{order['id']}", order["items"]
        progressed, changed = together(
            [
                partial(partner.post, f"{path}/order_items/{second['id']}/kitchen/fulfill"),
                partial(partner.put, path, {"items": [{"id": first["id"], **wings()}]}),
            ]
        )
        never_failed([progressed, changed])
        assert changed.status == 200
        stands = truth.order(order["id"])
        assert stands["versions"] == ([1, 2, 3] if progressed.status == 204 else [1, 2])
        assert progressed.status in (204, 404)
        created, *updates = truth.rows("SELECT payload FROM events WHERE object_id = %s ORDER BY seq", order["id"])
        assert "line" not in created["payload"]
        if progressed.status == 204:
            assert "line" in updates[0]["payload"], "progress was told of a line that was already gone"
