"""What is our own fault: 500 and 503 in the contract's envelope, with a trace id that leads somewhere."""

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from structlog.testing import capture_logs

from comanda.api.epos import routing
from comanda.api.epos.presenters import floor
from tests.api.epos.client import House
from tests.conftest import Template


def test_an_error_of_ours_is_found_by_its_trace_id(london: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr(floor, "areas", fail)
    with capture_logs() as lines:
        answer = london.terminal.saying(waiter_id="42").get("/areas")
    said = answer.refused(500)
    assert "secret" not in said
    trace = answer.body["traceId"]
    (call,) = london.truth.rows("SELECT operation, status, trace_id, waiter_id FROM terminal_calls")
    assert call == {"operation": "ListAreas", "status": 500, "trace_id": trace, "waiter_id": "42"}
    assert any("secret words" in repr(line.get("exc_info")) for line in lines if line.get("trace_id") == trace)


def test_every_refusal_has_a_trace_id_of_its_own(london: House) -> None:
    traces = {london.terminal.get("/orders/no-id").body["traceId"] for _ in range(5)}
    assert len(traces) == 5


def test_a_database_that_does_not_answer(own_london: House, template: Template) -> None:
    name = conninfo_to_dict(own_london.truth.url)["dbname"]
    assert own_london.terminal.get("/areas").status == 200
    with psycopg.connect(template.admin_url, autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        try:
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
            answer = own_london.terminal.get("/areas")
            assert answer.refused(503)
            assert int(answer.headers["retry-after"]) >= 1
        finally:
            admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert own_london.terminal.post("/parties", own_london.party(1)).status == 200


def test_what_was_done_is_answered_although_the_audit_cannot_be_written(
    london: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A payment that is recorded must not be refused because its call could not be noted."""

    async def fail(*_: object) -> None:
        raise RuntimeError("no room")

    placed = london.place()
    monkeypatch.setattr(routing, "record_call", fail)
    assert london.terminal.pay(placed["id"], 100).status == 200
    assert london.payments(placed["id"]) == [(100, 0, 0)]
