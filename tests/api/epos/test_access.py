"""Who may call: HTTP Basic with a credential of the location, and nobody else."""

import asyncio
from base64 import b64encode
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from comanda.identity.terminal_credentials import issue_credential, revoke_credential
from comanda.store.database import Database
from tests.api.epos import contract
from tests.api.epos.client import NOBODY, Answer, House, Terminal, basic, checked, order
from tests.api.online_order.carts import LONDON, SINGAPORE
from tests.conftest import Template

REALM = 'Basic realm="Comanda"'
EVERY_OPERATION = [
    (verb, path.replace("/[^/]+/locks/[^/]+", f"/{NOBODY}/locks/l1").replace("[^/]+", NOBODY))
    for verb, path, _ in contract.ANSWERS
]


def _unknown(answer: Answer) -> None:
    answer.refused(401)
    assert answer.headers["www-authenticate"] == REALM


def encoded(text: str | bytes) -> str:
    return b64encode(text.encode() if isinstance(text, str) else text).decode()


def test_the_contract_has_22_operations() -> None:
    assert len({(verb, path) for verb, path, _ in contract.ANSWERS}) == 22


@pytest.mark.parametrize(("verb", "path"), EVERY_OPERATION)
def test_nothing_is_answered_without_a_credential(verb: str, path: str, london: House) -> None:
    stranger = Terminal(london.terminal.http)
    _unknown(stranger.call(verb, path))
    _unknown(stranger.call(verb, path, content=b"{nonsense"))
    assert london.truth.one("SELECT count(*) FROM terminal_calls") == 0


def test_every_wrong_way_to_say_who_one_is(london: House, template: Template) -> None:
    username, password = template.credentials.terminals[LONDON.slug]
    pair = f"{username}:{password}"
    for header in (
        "",
        "Basic",
        "Basic ",
        f"Bearer {encoded(pair)}",
        f"Basic {password}",
        f"Basic {pair}",
        "Basic %%%",
        f"Basic {encoded(pair)[:-5]}",
        f"Basic {encoded(username)}",
        f"Basic {encoded(b'epos:' + bytes([0xFF, 0xFE]))}",
        f"Basic {encoded(f'{username}:wrong')}",
        f"Basic {encoded(f'{username}:')}",
        f"Basic {encoded(f'{username}:{password} ')}",
        f"Basic {encoded(f'nobody:{password}')}",
        f"Basic {encoded(f':{password}')}",
        f"Basic {encoded(chr(0) + ':' + chr(0))}",
    ):
        _unknown(Terminal(london.terminal.http, {"Authorization": header}).get("/areas"))
    # The scheme's name is read without regard to case.
    assert Terminal(london.terminal.http, {"Authorization": f"basic {encoded(pair)}"}).get("/areas").status == 200


def test_what_opens_other_surfaces_does_not_open_this_one(london: House, template: Template) -> None:
    token = template.tokens[LONDON.slug]
    for header in (f"Bearer {token}", f"Basic {token}", f"Basic {encoded(f':{token}')}"):
        _unknown(Terminal(london.terminal.http, {"Authorization": header}).get("/areas"))


def test_a_refusal_comes_before_anything_else_is_said(london: House) -> None:
    """Nobody without a credential learns what exists."""
    placed = london.place()
    stranger = Terminal(london.terminal.http)
    _unknown(stranger.get(f"/orders/{placed['id']}"))
    _unknown(stranger.post("/orders", "{"))


def test_a_credential_is_replaced_without_a_gap(own_london: House, template: Template) -> None:
    async def issue() -> tuple[str, str]:
        database = Database(own_london.truth.url, pool_size=1)
        await database.open()
        try:
            return await issue_credential(database, UUID(LONDON.id()), UUID(LONDON.location))
        finally:
            await database.close()

    async def revoke(username: str) -> None:
        database = Database(own_london.truth.url, pool_size=1)
        await database.open()
        try:
            await revoke_credential(database, UUID(LONDON.location), username)
        finally:
            await database.close()

    old = own_london.terminal
    placed = own_london.place()
    new = Terminal(old.http, basic(*asyncio.run(issue())))
    assert new.order(placed["id"]) == old.order(placed["id"])
    sent = order()
    assert old.post("/orders", sent).good["id"] == new.post("/orders", sent).good["id"]
    asyncio.run(revoke(template.credentials.terminals[LONDON.slug][0]))
    _unknown(old.get("/areas"))
    assert new.get("/areas").status == 200
    assert new.order(placed["id"])["id"] == placed["id"]


def test_an_address_that_is_none(london: House) -> None:
    http = london.terminal.http
    for verb, path, status in (
        ("GET", "/nothing", 404),
        ("GET", "", 404),
        ("PATCH", "/areas", 405),
        ("PUT", "/orders/search", 405),
        ("GET", "/tables/search", 405),
        ("GET", "/areas/", 404),
    ):
        response = http.request(verb, f"/epos/v1{path}", headers=london.terminal.headers)
        checked(verb, path, response).refused(status)


def test_the_document_and_its_pages_are_open(london: House) -> None:
    http: TestClient = london.terminal.http
    document = http.get("/epos/openapi.json").json()
    operations = {
        (verb.upper(), path.removeprefix("/epos/v1"))
        for path, verbs in document["paths"].items()
        for verb in verbs
        if path.startswith("/epos/v1")
    }
    assert len(operations) == 22
    assert http.get("/epos/docs").status_code == 200
    schemes = document["components"]["securitySchemes"].values()
    assert [(one["type"], one["scheme"]) for one in schemes] == [("http", "basic")]


def test_a_credential_is_for_one_location(singapore: House, katong: Terminal) -> None:
    assert {area["name"] for area in katong.get("/areas").good} == {"Dining room", "Courtyard"}
    assert {area["name"] for area in singapore.terminal.get("/areas").good} == {
        "Shophouse",
        "Five-foot way",
        "Kopi counter",
    }
    assert SINGAPORE.location not in katong.get("/areas").body
