"""Coming back after a lost connection: what was missed, once, and nothing else."""

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest

from comanda.demo.singapore import SINGAPORE
from tests.app.singapore import LOCATION, RESTAURANT
from tests.conftest import Template
from tests.phone import House, house_at
from tests.realtime.hearing import everywhere, worker_of
from tests.server import Server, serving
from tests.truth import Truth


@pytest.fixture(scope="module")
def truth(template: Template) -> Iterator[Truth]:
    """A database of this module's own: in its log no number is missing that others might still be waited for."""
    with psycopg.connect(template.admin_url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE resume TEMPLATE {template.name} STRATEGY file_copy")
        yield Truth(template.admin_url.replace("/postgres?", "/resume?"))
        admin.execute("DROP DATABASE resume WITH (FORCE)")


@pytest.fixture(scope="module")
def server(truth: Truth, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(truth.url, tmp_path_factory.mktemp("server"), workers=2) as found:
        yield found


@pytest.fixture(scope="module")
def house(server: Server, template: Template) -> Iterator[House]:
    with house_at(server.base_url, SINGAPORE, template.credentials) as found:
        yield found


@pytest.fixture
def table(house: House) -> Iterator[int]:
    yield 1
    house.staff("waiter").free(1)


@pytest.fixture
def second_table(house: House) -> Iterator[int]:
    yield 2
    house.staff("waiter").free(2)


@pytest.mark.parametrize("by_message", [False, True])
def test_whoever_comes_back_hears_what_was_missed_and_nothing_else(
    house: House, table: int, second_table: int, *, by_message: bool
) -> None:
    phone, other = house.seated(table), house.seated(second_table)
    with phone.listening() as ear:
        first = phone.order().data
        seen = ear.next("order:new", orderId=first["id"])["seq"]
    missed = phone.order().data
    assert other.order().status == 201
    assert house.staff("waiter").accept(missed["id"]).status == 200
    call = phone.ask_for("call_waiter").data["requestId"]
    with phone.listening(seq=seen, by_message=by_message) as ear:
        later = phone.order().data
        ear.next("order:new", orderId=later["id"])
        assert ear.kinds() == ["order:new", "order:updated", "table:call_waiter", "order:new"]
        about = [said["payload"] for said in ear.heard]
        assert [said.get("orderId", said.get("requestId")) for said in about] == [
            missed["id"], missed["id"], call, later["id"],
        ]  # fmt: skip
        numbers = [said["seq"] for said in ear.heard]
        assert numbers == sorted(set(numbers))
        assert numbers[0] > seen


def test_coming_back_with_nothing_missed_hears_nothing_old(house: House, table: int) -> None:
    phone = house.seated(table)
    with phone.listening() as ear:
        assert phone.order().status == 201
        seen = ear.next("order:new")["seq"]
    for known in (seen, seen + 10_000_000, 2**62, -1, "x"):
        with phone.listening(seq=known) as ear:  # type: ignore[arg-type]
            order = phone.order().data
            ear.next("order:new", orderId=order["id"])
            if known == seen:
                assert ear.kinds() == ["order:new"]


def test_coming_back_to_another_process_repeats_nothing(server: Server, house: House, table: int) -> None:
    phone = house.seated(table)
    with phone.listening() as ear:
        seen = ear.seq
    before, here = None, None
    for _ in range(20):
        with phone.listening(seq=seen) as ear:
            here = worker_of(server, ear)
            order = phone.order().data
            said = ear.next("order:new", orderId=order["id"])
            assert ear.kinds() == ["order:new"], (before, here)
            seen, before = said["seq"], here


def test_whoever_missed_too_much_is_told_to_ask_anew(server: Server, house: House, truth: Truth, table: int) -> None:
    phone = house.seated(table)
    with phone.listening() as ear:
        seen = ear.seq
    truth.rows(
        "INSERT INTO events (tenant_id, topic, object_id, location_id, payload, created_at)"
        " SELECT %s, 'cart.updated', %s, %s, jsonb_build_object('session', %s::text, 'customer_name', 'Ana',"
        " 'tables', '[]'::jsonb), %s FROM generate_series(1, 600) RETURNING seq",
        RESTAURANT,
        phone.session,
        LOCATION,
        phone.session,
        datetime.now(UTC),
    )
    with everywhere(server, phone) as ears:
        assert len(ears) == 2
        with phone.listening(seq=seen) as ear:
            assert ear.next("resync")["seq"] > seen + 600 - 1
            order = phone.order().data
            ear.next("order:new", orderId=order["id"])
            assert ear.kinds() == ["resync", "order:new"]
        with phone.listening(seq=ear.seq) as again:
            order = phone.order().data
            again.next("order:new", orderId=order["id"])
            assert again.kinds() == ["order:new"]
