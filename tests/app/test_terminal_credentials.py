"""What terminals sign in with: issuing, replacing, revoking; and what is kept of their calls."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

import psycopg
import pytest

from comanda.demo.lima import LIMA
from comanda.demo.seed import demo_id
from comanda.identity.terminal_credentials import (
    Terminal,
    TerminalCall,
    issue_credential,
    list_credentials,
    record_call,
    resolve_credential,
    revoke_credential,
)
from comanda.kernel.errors import Conflict, Invalid, NotFound
from comanda.kernel.ids import new_id
from comanda.store.database import Database
from tests.app.running import with_database
from tests.app.singapore import RESTAURANT
from tests.conftest import Template
from tests.truth import Truth

T = TypeVar("T")
LOCATION = demo_id("lantern-and-tiffin", "katong-singapore")
"""A location for which the demo issues none."""
LIMA_TENANT, LIMA_LOCATION = demo_id(LIMA.slug), demo_id(LIMA.slug, LIMA.locations[0].slug)


def on(url: str, work: Callable[[Database], Awaitable[T]]) -> T:
    return with_database(url, work, pool_size=8)


def issue(url: str, **more: Any) -> tuple[str, str]:
    return on(url, lambda database: issue_credential(database, RESTAURANT, LOCATION, **more))


def sign_in(url: str, username: str, password: str) -> Terminal | None:
    return on(url, lambda database: resolve_credential(database, username, password))


def revoke(url: str, username: str, location_id: UUID = LOCATION) -> None:
    on(url, lambda database: revoke_credential(database, location_id, username))


def test_a_credential_says_which_location_it_is_of(database_url: str, truth: Truth) -> None:
    username, password = issue(database_url)
    assert username.startswith("epos-katong-singapore-")
    assert ":" not in username
    assert len(password) == 4 + 43
    found = sign_in(database_url, username, password)
    assert found is not None
    assert (found.actor.tenant_id, found.location_id) == (RESTAURANT, LOCATION)
    assert found.trades
    asked = "SELECT menu_version FROM location_directory WHERE location_id = %s"
    assert found.menu_version == truth.one(asked, LOCATION)
    assert abs((found.actor.at - datetime.now(UTC)).total_seconds()) < 60
    assert found.actor.app_id is found.actor.user_id is found.actor.guest_id is None


def test_a_password_is_kept_as_a_hash_only(database_url: str, truth: Truth) -> None:
    username, password = issue(database_url)
    (row,) = truth.rows("SELECT * FROM terminal_credentials WHERE username = %s", username)
    assert not any(password in str(value) or password.encode() in bytes(str(value), "utf8") for value in row.values())
    assert (len(row["secret_hash"]), row["hint"]) == (32, password[:8])


def test_only_the_pair_signs_in(database_url: str) -> None:
    username, password = issue(database_url)
    other, other_password = issue(database_url)
    wrong = [
        (username, ""),
        ("", password),
        ("", ""),
        (username, other_password),
        (other, password),
        (username, password + "x"),
        (username, password[:-1]),
        (username.upper(), password),
        (f" {username}", password),
        ("nobody", password),
        (username + "\x00", password),
        (username, password + "\x00"),
        ("\ud800", password),
        (username, "\ud800"),
        ("x" * 100_000, "y" * 100_000),
    ]
    for name, secret in wrong:
        assert sign_in(database_url, name, secret) is None, (name[:50], secret[:50])
    assert sign_in(database_url, username, password) is not None


def test_the_comparison_runs_for_strangers_too(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    compare = hmac.compare_digest

    def count(kept: bytes, given: bytes) -> bool:
        compared.append((len(kept), len(given)))
        return compare(kept, given)

    username, password = issue(database_url)
    monkeypatch.setattr(hmac, "compare_digest", count)
    assert sign_in(database_url, username, password) is not None
    assert sign_in(database_url, username, "wrong") is None
    assert sign_in(database_url, "nobody", "") is None
    assert compared == [(32, 32)] * 3


def test_one_statement_tells_who_it_is(database_url: str) -> None:
    username, password = issue(database_url)

    async def counted(database: Database) -> int:
        before = database.statements
        await resolve_credential(database, username, password)
        return database.statements - before

    assert on(database_url, counted) == 1


def test_two_credentials_live_so_that_one_can_be_replaced(database_url: str) -> None:
    first, second = issue(database_url), issue(database_url)
    assert sign_in(database_url, *first) is not None
    assert sign_in(database_url, *second) is not None
    with pytest.raises(Conflict) as refused:
        issue(database_url)
    assert refused.value.code == "two_credentials_live"
    revoke(database_url, first[0])
    assert sign_in(database_url, *first) is None, "it stops at once"
    assert sign_in(database_url, *second) is not None
    third = issue(database_url)
    assert sign_in(database_url, *third) is not None
    assert sign_in(database_url, *first) is None
    found = on(database_url, lambda database: list_credentials(database, LOCATION))
    assert [record.username for record in found] == [third[0], second[0], first[0]]
    assert [record.revoked_at is None for record in found] == [True, True, False]
    assert [record.hint for record in found] == [password[:8] for _, password in (third, second, first)]


def test_revoking_twice_is_no_error_and_of_another_location_is(database_url: str, truth: Truth) -> None:
    username, password = issue(database_url)
    with pytest.raises(NotFound):
        revoke(database_url, username, LIMA_LOCATION)
    assert sign_in(database_url, username, password) is not None
    revoke(database_url, username)
    asked = "SELECT revoked_at FROM terminal_credentials WHERE username = %s"
    at = truth.one(asked, username)
    revoke(database_url, username)
    assert truth.one(asked, username) == at
    with pytest.raises(NotFound):
        revoke(database_url, "nobody")


def test_the_same_pair_again_is_no_error(database_url: str) -> None:
    """A demo starts again: with others in use beside its own, and after its own was revoked."""
    pair = issue(database_url, username="epos-katong", password="derived")
    issue(database_url)
    assert issue(database_url, username="epos-katong", password="derived") == pair
    revoke(database_url, "epos-katong")
    assert issue(database_url, username="epos-katong", password="derived") == pair
    assert sign_in(database_url, *pair) is None, "what was revoked stays so"


@pytest.mark.parametrize(("location_id", "tenant_id"), [(LOCATION, RESTAURANT), (LIMA_LOCATION, LIMA_TENANT)])
def test_a_username_belongs_to_one_password_and_one_location(
    database_url: str, location_id: UUID, tenant_id: UUID
) -> None:
    issue(database_url, username="epos-katong", password="one")
    password = "two" if location_id == LOCATION else "one"
    with pytest.raises(Conflict) as refused:
        on(
            database_url,
            lambda database: issue_credential(
                database, tenant_id, location_id, username="epos-katong", password=password
            ),
        )
    assert refused.value.code == "username_taken"


@pytest.mark.parametrize("username", ["", "a:b", "a\x00b", "\ud800"])
def test_a_username_that_basic_cannot_carry_is_refused(database_url: str, username: str) -> None:
    with pytest.raises(Invalid):
        issue(database_url, username=username, password="x")


@pytest.mark.parametrize("tenant_id", [RESTAURANT, LIMA_TENANT])
def test_a_location_of_nobody_or_of_another_has_none(database_url: str, tenant_id: UUID) -> None:
    location_id = uuid4() if tenant_id == RESTAURANT else LOCATION
    with pytest.raises(NotFound):
        on(database_url, lambda database: issue_credential(database, tenant_id, location_id))


def test_several_issued_at_once_are_two(database_url: str, truth: Truth) -> None:
    async def all_at_once(database: Database) -> list[object]:
        return await asyncio.gather(
            *(issue_credential(database, RESTAURANT, LOCATION) for _ in range(6)), return_exceptions=True
        )

    answers = on(database_url, all_at_once)
    assert sum(isinstance(answer, tuple) for answer in answers) == 2
    assert [answer.code for answer in answers if isinstance(answer, Conflict)] == ["two_credentials_live"] * 4
    assert truth.one("SELECT count(*) FROM terminal_credentials WHERE location_id = %s", LOCATION) == 2


def test_a_suspended_location_signs_in_and_does_not_trade(database_url: str) -> None:
    username, password = issue(database_url)
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("UPDATE location_directory SET governance = 'suspended' WHERE location_id = %s", (LOCATION,))
    found = sign_in(database_url, username, password)
    assert found is not None
    assert not found.trades


def test_the_demo_issues_one_for_each_restaurant(database_url: str, template: Template) -> None:
    assert set(template.credentials.terminals) == {"caleta-morena", "lantern-and-tiffin", "tallow-and-rye"}
    username, password = template.credentials.terminals["caleta-morena"]
    assert username == "epos-downtown-lima"
    found = sign_in(database_url, username, password)
    assert found is not None
    assert (found.actor.tenant_id, found.location_id) == (LIMA_TENANT, LIMA_LOCATION)


def a_call(**more: Any) -> TerminalCall:
    return TerminalCall(
        new_id(), LOCATION, datetime.now(UTC), "SearchOrders", "/v1/orders/search", 200, "a" * 32, **more
    )


def test_a_call_is_kept_with_who_made_it(database_url: str, truth: Truth) -> None:
    call = a_call(waiter_id="7", product="Order&Pay", device_id="pax-1", device_type="PAX A920")
    on(database_url, lambda database: record_call(database, RESTAURANT, call))
    (row,) = truth.rows("SELECT * FROM terminal_calls")
    assert row == {
        "tenant_id": RESTAURANT,
        "id": call.id,
        "location_id": LOCATION,
        "operation": "SearchOrders",
        "path": "/v1/orders/search",
        "status": 200,
        "trace_id": "a" * 32,
        "waiter_id": "7",
        "product": "Order&Pay",
        "device_id": "pax-1",
        "device_type": "PAX A920",
        "created_at": call.at,
    }


def test_what_a_call_says_of_itself_cannot_break_the_audit(database_url: str, truth: Truth) -> None:
    call = a_call(waiter_id="x" * 100_000, device_id="a\x00b", product="\ud800", device_type="")
    on(database_url, lambda database: record_call(database, RESTAURANT, call))
    (row,) = truth.rows("SELECT * FROM terminal_calls")
    assert (row["waiter_id"], row["device_id"], row["device_type"]) == ("x" * 500, "a\N{REPLACEMENT CHARACTER}b", "")


@pytest.mark.parametrize("harm", ["UPDATE terminal_calls SET status = 1", "DELETE FROM terminal_calls"])
def test_the_audit_can_only_grow(database_url: str, truth: Truth, harm: str) -> None:
    on(database_url, lambda database: record_call(database, RESTAURANT, a_call()))

    async def change(database: Database) -> None:
        async with database.unit_of_work(RESTAURANT) as work:
            await work.all(harm.encode())

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        on(database_url, change)
    assert truth.one("SELECT count(*) FROM terminal_calls WHERE status = 200") == 1
