"""What cannot be taken: 400 naming the field as the caller wrote it, and nothing is changed."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import psycopg
import pytest
from starlette.testclient import TestClient

from comanda.config import Settings
from comanda.wiring import create_app
from tests.api.epos.client import NOBODY, Answer, House, Json, Terminal, at_table, event, fresh, item, order, pounds
from tests.api.epos.conftest import house
from tests.api.epos.test_create_order import full
from tests.api.online_order.carts import KATONG, LIMA, LONDON
from tests.api.online_order.stored import everything
from tests.conftest import Template

BODIES: dict[str, tuple[str, str]] = {
    "tables": ("POST", "/tables/search"),
    "orders": ("POST", "/orders/search"),
    "parties": ("POST", "/parties/search"),
    "reservations": ("POST", "/reservations/search"),
    "order": ("POST", "/orders"),
    "lock": ("POST", "/orders/{order}/lock"),
    "extend": ("PUT", "/orders/{order}/locks/l1"),
    "payment": ("POST", "/orders/{order}/record-payment"),
    "party": ("POST", "/parties"),
    "party change": ("PUT", "/parties/{party}"),
    "reservation": ("POST", "/reservations"),
    "reservation change": ("PUT", "/reservations/{reservation}"),
    "event": ("POST", "/events"),
}


def good_body(which: str) -> Json:
    """Return a body that is taken."""
    table = LONDON.table(1)
    party = {
        "dojoPartyId": fresh("party"),
        "startTime": "2026-08-12T09:30:00.000Z",
        "status": "Seated",
        "tableIds": [table],
        "name": "Martin B.",
        "covers": 4,
        "expectedEndTime": "2026-08-12T11:00:00.000Z",
        "hostNotes": "n",
        "guestRequests": "g",
        "deposit": {"totalAmount": pounds(5000), "paymentIntentIds": ["pi"], "description": "d"},
    }
    reservation = {
        "dojoReservationId": fresh("reservation"),
        "name": "Sasha J.",
        "covers": 3,
        "startTime": "2026-12-12T13:00:00.000Z",
        "endTime": "2026-12-12T15:00:00.000Z",
        "tableIds": [table],
        "hostNotes": "n",
        "guestRequests": "g",
    }
    change = {name: value for name, value in reservation.items() if name != "dojoReservationId"}
    bodies: dict[str, Json] = {
        "tables": {"areaId": "a", "waiterId": "w", "cursor": {"limit": 10}},
        "orders": {
            "dineIn": {"tableId": table, "waiterId": "w", "partyId": "p", "reservationId": "r"},
            "payableOnly": True,
            "cursor": {"limit": 10},
        },
        "parties": {"tableId": table, "completedOnly": False, "cursor": {"limit": 10}},
        "reservations": {
            "tableId": table,
            "fromTime": "2026-12-12T13:00:00.000Z",
            "toTime": "2026-12-12T15:00:00.000Z",
            "cursor": {"limit": 10},
        },
        "order": full(),
        "lock": {"lockId": "l1", "expiry": "2099-01-01T00:00:00.000Z"},
        "extend": {"expiry": "2099-01-01T00:00:00.000Z"},
        "payment": {
            "paymentIntentId": fresh("pi"),
            "paidAmount": pounds(100),
            "tipsAmount": pounds(10),
            "lockId": "l1",
        },
        "party": party,
        "party change": {name: value for name, value in party.items() if name != "dojoPartyId"},
        "reservation": reservation,
        "reservation change": change,
        "event": event(fresh("pi"), "Captured"),
    }
    return bodies[which]


def put(body: Json, path: str, value: Any) -> Json:
    """Return a body with another value at a path (`items.0.plu`); `...` takes it away."""
    changed = deepcopy(body)
    at: Any = changed
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    for part in way:
        at = at[part]
    if value is ...:
        del at[last]
    else:
        at[last] = value
    return changed


def wire(path: str) -> str:
    """Return a path as the caller wrote it (`items[0].plu`)."""
    said = ""
    for part in path.split("."):
        said += f"[{part}]" if part.isdigit() else f".{part}" if said else part
    return said


Send = Callable[[Any], Answer]
Scene = Callable[[str], Send]


def sender(house: House) -> Scene:
    """Place something to change, and return a way to send a body to an operation."""
    there = {"order": house.place()["id"], "party": house.seat(9)["id"], "reservation": house.book(9)["id"]}
    assert house.terminal.lock(there["order"], "l1").good

    def of(which: str) -> Send:
        verb, path = BODIES[which]
        terminal = house.terminal
        return lambda body: (terminal.put if verb == "PUT" else terminal.post)(path.format(**there), body)

    return of


@pytest.fixture(scope="module")
def scene(template: Template) -> Iterator[Scene]:
    """A database that nothing is written to; that nothing was is checked at the end."""
    with psycopg.connect(template.admin_url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE refusing TEMPLATE {template.name} STRATEGY file_copy")
        url = template.admin_url.replace("/postgres?", "/refusing?")
        with TestClient(create_app(Settings(database_url=url, pool_size=4)), raise_server_exceptions=False) as http:
            of = sender(house(http, template, url, "london", {}))
            before = everything(url)
            yield of
            assert everything(url) == before
        admin.execute("DROP DATABASE refusing WITH (FORCE)")


@pytest.mark.parametrize("which", BODIES)
def test_the_bodies_that_are_spoilt_here_are_good(which: str, london: House) -> None:
    assert sender(london)(which)(good_body(which)).status == 200


@pytest.mark.parametrize("which", BODIES)
def test_what_is_no_json_object(which: str, scene: Scene) -> None:
    send = scene(which)
    for body in ("", "{", "nonsense", "[]", '"text"', "null", "5", '{"a":1}}', "\ufeff{}", b"\xff\xfe{}"):
        send(body).refused(400)


@pytest.mark.parametrize("which", BODIES)
def test_a_body_that_is_too_large(which: str, scene: Scene) -> None:
    scene(which)('{"a":"' + "x" * 1_100_000 + '"}').refused(413)


MISSING = {
    "order": [
        "items",
        "totalAmount",
        "totalAmount.value",
        "totalAmount.currencyCode",
        "dojoOrderId",
        "payments",
        "details",
        "details.orderType",
        "items.0.name",
        "items.0.plu",
        "items.0.quantity",
        "items.0.amountPerItem",
        "items.0.amountPerItem.value",
        "items.0.modifiers.0.name",
        "items.0.modifiers.0.plu",
        "items.0.modifiers.0.quantity",
        "items.0.modifiers.0.amountPerModifier",
        "items.0.subItems.0.name",
        "items.0.subItems.0.plu",
        "items.0.subItems.0.quantity",
        "items.0.subItems.0.amountPerItem",
        "items.0.subItems.0.modifiers.0.plu",
        "discounts.0.name",
        "taxLines.0.amountTotal",
        "payments.0.paidAmount",
        "payments.0.paidAmount.currencyCode",
        "serviceChargeAmount.value",
    ],
    "lock": ["lockId", "expiry"],
    "extend": ["expiry"],
    "payment": ["paymentIntentId", "paidAmount", "paidAmount.value", "paidAmount.currencyCode", "tipsAmount.value"],
    "party": ["dojoPartyId", "startTime", "tableIds", "deposit.totalAmount", "deposit.totalAmount.value"],
    "party change": ["startTime", "status", "tableIds", "deposit.totalAmount"],
    "reservation": ["dojoReservationId", "name", "covers", "startTime", "endTime", "tableIds"],
    "reservation change": ["name", "covers", "startTime", "endTime", "tableIds"],
    "event": [
        "id",
        "accountId",
        "event",
        "data",
        "createdAt",
        "data.paymentIntentId",
        "data.paymentStatus",
        "data.captureMode",
    ],
}


@pytest.mark.parametrize(("which", "path"), [(which, path) for which, paths in MISSING.items() for path in paths])
def test_what_is_required_is_named_when_it_is_missing(which: str, path: str, scene: Scene) -> None:
    send = scene(which)
    assert send(put(good_body(which), path, ...)).field == wire(path)
    assert send(put(good_body(which), path, None)).field == wire(path)


TEXT, WHOLE, AMOUNT, TIME, LIST, OBJECT, FLAG = (
    [5, True, [], {}],
    ["3", 1.5, True, [], {}, 10**30],
    ["3", 1.5, True, [], {}, 10**30, None],
    [5, "yesterday", "2026-13-01T00:00:00Z", "", [], {}, "12:00"],
    [5, "x", {}, True],
    [5, "x", [], True],
    [5, "true", [], {}, 1],
)
TYPES: dict[str, list[tuple[str, list[Any]]]] = {
    "tables": [("areaId", TEXT), ("waiterId", TEXT), ("cursor", OBJECT)],
    "orders": [
        ("dineIn", OBJECT),
        ("dineIn.tableId", TEXT),
        ("dineIn.waiterId", TEXT),
        ("dineIn.partyId", TEXT),
        ("dineIn.reservationId", TEXT),
        ("payableOnly", FLAG),
        ("cursor", OBJECT),
        ("cursor.limit", [*WHOLE, 0, -1, 101]),
        ("cursor.after", TEXT),
        ("cursor.before", TEXT),
    ],
    "parties": [("tableId", TEXT), ("completedOnly", FLAG), ("cursor.limit", [*WHOLE, 0, -1, 101])],
    "reservations": [
        ("tableId", TEXT),
        ("fromTime", TIME),
        ("toTime", TIME),
        ("cursor.limit", [*WHOLE, 0, -1, 101]),
    ],
    "order": [
        ("items", [*LIST, []]),
        ("items.0", OBJECT),
        ("items.0.name", [*TEXT, "", "x" * 201]),
        ("items.0.plu", [*TEXT, "", "x" * 201]),
        ("items.0.quantity", [*WHOLE, 0, -1]),
        ("items.0.note", [*TEXT, "x" * 2001, "a\x00b"]),
        ("items.0.amountPerItem", OBJECT),
        ("items.0.amountPerItem.value", AMOUNT),
        ("items.0.modifiers", LIST),
        ("items.0.modifiers.0.quantity", [*WHOLE, 0]),
        ("items.0.subItems", LIST),
        ("items.0.subItems.0.modifiers.0.amountPerModifier.value", AMOUNT),
        ("totalAmount", OBJECT),
        ("totalAmount.value", AMOUNT),
        ("totalAmount.currencyCode", [5, None, "", "x" * 11, "USD", "EUR", "gbp"]),
        ("dojoOrderId", [*TEXT, "", "x" * 201, "a\x00b"]),
        ("payments", LIST),
        ("payments.0", OBJECT),
        ("payments.0.paymentIntentId", [*TEXT, ""]),
        ("payments.0.tipsAmount", OBJECT),
        ("details", OBJECT),
        ("details.orderType", [5, None, "Delivery", "dinein", ""]),
        ("details.dineIn", OBJECT),
        ("details.dineIn.tableId", TEXT),
        ("details.dineIn.readyAt", TIME),
        ("note", [*TEXT, "x" * 2001, "a\x00b"]),
        ("customer", OBJECT),
        ("customer.emailAddress", [*TEXT, "x" * 255]),
        ("customer.phoneNumber", [1.5, True, [], {}, "1" * 51]),
        ("customer.name", [*TEXT, "x" * 201]),
        ("discounts", LIST),
        ("discounts.0.amountTotal", OBJECT),
        ("discounts.0.amountPercentage", WHOLE),
        ("taxLines", LIST),
        ("taxLines.0.id", [*TEXT, "x" * 61]),
        ("taxLines.0.name", [*TEXT, "x" * 101]),
        ("serviceChargeAmount", OBJECT),
        ("reference", TEXT),
        ("displayName", TEXT),
    ],
    "lock": [("lockId", [*TEXT, "", "x" * 201, "a\x00b"]), ("expiry", TIME)],
    "extend": [("expiry", TIME)],
    "payment": [
        ("paymentIntentId", [*TEXT, "", "a\x00b"]),
        ("paidAmount", OBJECT),
        ("paidAmount.value", [*AMOUNT, 0, -1]),
        ("paidAmount.currencyCode", [5, None, "", "EUR", "SGD"]),
        ("tipsAmount", OBJECT),
        ("tipsAmount.value", [*AMOUNT, -1]),
        ("tipsAmount.currencyCode", ["EUR"]),
        ("lockId", [*TEXT, ""]),
    ],
    "party": [
        ("tableIds", [*LIST, []]),
        ("tableIds.0", [*TEXT, ""]),
        ("name", [*TEXT, "x" * 201]),
        ("covers", [*WHOLE, 0, -1]),
        ("startTime", TIME),
        ("expectedEndTime", [*TIME, "2026-08-12T09:30:00.000Z", "2026-08-12T09:29:59.999Z"]),
        ("hostNotes", [*TEXT, "x" * 2001]),
        ("guestRequests", [*TEXT, "a\x00b"]),
        ("reservationId", TEXT),
        ("deposit", OBJECT),
        ("deposit.totalAmount.currencyCode", ["EUR", 5]),
        ("deposit.paymentIntentIds", LIST),
        ("dojoPartyId", [*TEXT, ""]),
    ],
    "party change": [
        ("tableIds", [*LIST, []]),
        ("status", [*TEXT, ""]),
        ("covers", [*WHOLE, 0]),
        ("startTime", TIME),
        ("expectedEndTime", ["2026-08-12T09:30:00.000Z"]),
        ("deposit.totalAmount.currencyCode", ["EUR"]),
    ],
    "reservation": [
        ("tableIds", [*LIST, []]),
        ("name", [*TEXT, "", "x" * 201]),
        ("covers", [*WHOLE, 0, -1]),
        ("startTime", TIME),
        ("endTime", [*TIME, "2026-12-12T13:00:00.000Z", "2026-12-12T12:59:59.999Z"]),
        ("hostNotes", TEXT),
        ("guestRequests", [*TEXT, "x" * 2001]),
        ("dojoReservationId", [*TEXT, ""]),
    ],
    "reservation change": [
        ("tableIds", [*LIST, []]),
        ("name", [*TEXT, ""]),
        ("covers", [*WHOLE, 0]),
        ("endTime", ["2026-12-12T13:00:00.000Z", "2026-12-12T12:59:59.999Z"]),
    ],
    "event": [
        ("id", [*TEXT, "", "a\x00b"]),
        ("event", [5, "payment_intent.deleted", ""]),
        ("data", OBJECT),
        ("data.paymentIntentId", [*TEXT, ""]),
        ("data.paymentStatus", [5, "captured", "Lost", ""]),
        ("data.captureMode", [5, "auto", ""]),
        ("createdAt", TIME),
    ],
}


@pytest.mark.parametrize(
    ("which", "path", "values"),
    [(which, path, values) for which, rows in TYPES.items() for path, values in rows],
    ids=[f"{which} {path}" for which, rows in TYPES.items() for path, _ in rows],
)
def test_what_has_the_wrong_type_or_is_out_of_range(which: str, path: str, values: list[Any], scene: Scene) -> None:
    send = scene(which)
    for value in values:
        refused = send(put(good_body(which), path, value))
        assert refused.status == 400, (value, refused.body)
        assert refused.field in (wire(path), wire(f"{path}.value")), (value, refused.body)


STRICT = [
    ("order", "customer.age", "customer.age"),
    ("order", "taxLines.0.rate", "taxLines[0].rate"),
    ("lock", "force", "force"),
    ("extend", "lockId", "lockId"),
]


@pytest.mark.parametrize(("which", "path", "field"), STRICT)
def test_objects_that_have_no_other_fields(which: str, path: str, field: str, scene: Scene) -> None:
    assert scene(which)(put(good_body(which), path, "x")).field == field


@pytest.mark.parametrize(
    ("which", "path"),
    [
        ("order", "extra"),
        ("order", "items.0.extra"),
        ("order", "items.0.subItems.0.extra"),
        ("order", "items.0.modifiers.0.extra"),
        ("order", "discounts.0.extra"),
        ("order", "details.extra"),
        ("order", "details.dineIn.extra"),
        ("order", "payments.0.extra"),
        ("order", "totalAmount.extra"),
        ("orders", "extra"),
        ("orders", "cursor.extra"),
        ("tables", "extra"),
        ("party", "extra"),
        ("party change", "extra"),
        ("reservation", "extra"),
        ("reservation change", "extra"),
        ("event", "extra"),
        ("event", "data.extra"),
    ],
)
def test_other_objects_may_have_fields_we_do_not_know(which: str, path: str, london: House) -> None:
    """T8."""
    assert sender(london)(which)(put(good_body(which), path, {"x": None})).status == 200


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"items.0.plu": "NOPLU"}, "items[0].plu"),
        ({"items.0.modifiers.0.plu": "NOPLU"}, "items[0].modifiers[0].plu"),
        ({"items.0.subItems.0.plu": "NOPLU"}, "items[0].subItems[0].plu"),
        ({"items.0.subItems.0.modifiers.0.plu": "NOPLU"}, "items[0].subItems[0].modifiers[0].plu"),
        ({"items.0.plu": LIMA.item("arroz-blanco")}, "items[0].plu"),
        ({"items.0.plu": NOBODY}, "items[0].plu"),
        ({"totalAmount.value": 6391}, "totalAmount.value"),
        ({"totalAmount.value": 6389}, "totalAmount.value"),
        ({"totalAmount.value": -6390}, "totalAmount.value"),
        ({"items.0.quantity": 3}, "totalAmount.value"),
        ({"items.0.subItems.0.quantity": 2}, "totalAmount.value"),
        ({"items.0.modifiers.1.quantity": 1}, "totalAmount.value"),
        ({"discounts.1.amountTotal.value": 251}, "totalAmount.value"),
        ({"serviceChargeAmount.value": 0}, "totalAmount.value"),
        ({"items.0.amountPerItem.value": -1}, "items[0].amountPerItem.value"),
        ({"serviceChargeAmount.value": -700}, "serviceChargeAmount.value"),
        ({"taxLines.0.amountTotal.value": -1}, "taxLines[0].amountTotal.value"),
        ({"discounts.0.amountTotal.value": -1}, "discounts[0].amountTotal.value"),
        ({"discounts.0.affectedPlu": "NOPLU"}, "discounts[0].affectedPlu"),
        ({"payments.0.paidAmount.value": 6391}, "payments[0].paidAmount"),
        ({"payments.0.paidAmount.value": -1}, "payments[0].paidAmount.value"),
        ({"payments.0.tipsAmount.value": -1}, "payments[0].tipsAmount.value"),
        ({"items.0.amountPerItem.currencyCode": "EUR"}, "items[0].amountPerItem.currencyCode"),
        (
            {"items.0.subItems.0.amountPerItem.currencyCode": "EUR"},
            "items[0].subItems[0].amountPerItem.currencyCode",
        ),
        (
            {"items.0.modifiers.1.amountPerModifier.currencyCode": "EUR"},
            "items[0].modifiers[1].amountPerModifier.currencyCode",
        ),
        ({"discounts.0.amountTotal.currencyCode": "EUR"}, "discounts[0].amountTotal.currencyCode"),
        ({"taxLines.0.amountTotal.currencyCode": "EUR"}, "taxLines[0].amountTotal.currencyCode"),
        ({"serviceChargeAmount.currencyCode": "EUR"}, "serviceChargeAmount.currencyCode"),
        ({"payments.0.paidAmount.currencyCode": "EUR"}, "payments[0].paidAmount.currencyCode"),
        ({"payments.0.tipsAmount.currencyCode": "EUR"}, "payments[0].tipsAmount.currencyCode"),
        ({"payments": [{"paidAmount": pounds(1), "paymentIntentId": "p"}] * 2}, "payments[1].paymentIntentId"),
        ({"discounts.0.amountTotal": ...}, "discounts[0].amountTotal"),
    ],
)
def test_orders_that_cannot_be_taken(change: Json, field: str, london: House) -> None:
    sent = full()
    for path, value in change.items():
        sent = put(sent, path, value)
    assert london.terminal.post("/orders", sent).field == field
    assert london.truth.one("SELECT count(*) FROM orders") == 0
    assert london.truth.one("SELECT count(*) FROM payment_intents") == 0


def test_what_is_sold_out_or_not_sold_here(london: House, singapore: House, katong: Terminal) -> None:
    refused = london.terminal.post("/orders", order(item("WHITEB", 900)))
    assert (refused.field, "sold out" in refused.body["debugMessage"]) == ("items[0].plu", True)
    cane = order(item(singapore.guest.shop.item("sugar-cane"), 480))
    cane["items"][0]["amountPerItem"]["currencyCode"] = cane["totalAmount"]["currencyCode"] = "SGD"
    assert katong.post("/orders", cane).field == "items[0].plu"
    assert singapore.terminal.post("/orders", cane).status == 200


@pytest.mark.parametrize(
    ("where", "field"),
    [
        ({"tableId": NOBODY}, "details.dineIn.tableId"),
        ({"tableId": "tbl_12345"}, "details.dineIn.tableId"),
        ({"tableId": LIMA.table(1)}, "details.dineIn.tableId"),
        ({"partyId": NOBODY}, "details.dineIn.partyId"),
        ({"partyId": "party-2024-08-12-0001"}, "details.dineIn.partyId"),
        ({"reservationId": NOBODY}, "details.dineIn.reservationId"),
        ({"reservationId": "string"}, "details.dineIn.reservationId"),
    ],
)
def test_orders_for_what_is_not_here(where: Json, field: str, london: House) -> None:
    sent = order(details={"orderType": "DineIn", "dineIn": where})
    assert london.terminal.post("/orders", sent).missing.partition(":")[0] == field
    assert london.truth.one("SELECT count(*) FROM orders") == 0


def test_an_order_at_another_table_than_its_partys(london: House) -> None:
    party = london.seat(1)
    sent = order(details=at_table(london.table(2), partyId=party["id"]))
    assert london.terminal.post("/orders", sent).field == "details.dineIn.tableId"


@pytest.mark.parametrize("body", [{"tableIds": [LONDON.table(1), LONDON.table(1)]}])
def test_a_table_named_twice(body: Json, london: House) -> None:
    party = london.seat(2)
    reservation = london.book(2)
    change = {"startTime": party["startTime"], "status": "Seated"}
    again = {name: reservation[name] for name in ("name", "covers", "startTime", "endTime")}
    terminal = london.terminal
    for refused in (
        terminal.post("/parties", london.party(1) | body),
        terminal.put(f"/parties/{party['id']}", change | body),
        terminal.post("/reservations", london.booking(1) | body),
        terminal.put(f"/reservations/{reservation['id']}", again | body),
    ):
        assert refused.field.startswith("tableIds")


@pytest.mark.parametrize(
    "said",
    [
        {"fromTime": "2026-12-12T15:00:00.000Z", "toTime": "2026-12-12T14:59:59.999Z"},
        {"fromTime": "2026-12-12T15:00:00.000+02:00", "toTime": "2026-12-12T12:00:00.000Z"},
    ],
)
def test_a_period_that_ends_before_it_begins(said: Json, london: House) -> None:
    assert london.terminal.post("/reservations/search", said).field == "toTime"


def test_a_lock_that_is_over_already(london: House) -> None:
    placed = london.place()
    assert london.terminal.lock(placed["id"], "l1", "2020-01-01T00:00:00Z").field == "expiry"
    assert london.terminal.lock(placed["id"], "l1").status == 200
    path = f"/orders/{placed['id']}/locks/l1"
    assert london.terminal.put(path, {"expiry": "2020-01-01T00:00:00Z"}).field == "expiry"


THINGS = ("orders", "parties", "reservations")


@pytest.mark.parametrize(
    "unknown", [NOBODY, "no-id", "1", "019b76da", "x" * 500, "%00", "%F0%9F%92%B3", "a%20b", "..%2f", KATONG.table(1)]
)
@pytest.mark.parametrize("what", THINGS)
def test_ids_in_paths_that_nothing_has(what: str, unknown: str, london: House) -> None:
    terminal, path = london.terminal, f"/{what}/{unknown}"
    answers = [terminal.get(path), terminal.delete(path)]
    if what == "orders":
        answers += [
            terminal.get(f"{path}/bill"),
            terminal.post(f"{path}/lock", good_body("lock")),
            terminal.put(f"{path}/locks/l1", good_body("extend")),
            terminal.delete(f"{path}/locks/l1"),
            terminal.post(f"{path}/record-payment", good_body("payment")),
        ]
    else:
        answers.append(terminal.put(path, good_body("party change" if what == "parties" else "reservation change")))
    for answer in answers:
        assert answer.missing


def test_things_of_other_tenants_and_of_the_other_location(london: House, singapore: House, katong: Terminal) -> None:
    plate = item(singapore.guest.shop.item("otah"), 650)
    sent = order(plate)
    plate["amountPerItem"]["currencyCode"] = sent["totalAmount"]["currencyCode"] = "SGD"
    placed = singapore.terminal.post("/orders", sent).good
    party, booked = singapore.seat(1), singapore.book(2)
    assert singapore.terminal.lock(placed["id"], "l1").status == 200
    dollars = {"paymentIntentId": "pi-x", "paidAmount": pounds(1, "SGD"), "lockId": "l1"}
    theirs = singapore.table(1)
    for stranger, home in ((katong, KATONG.table(1)), (london.terminal, london.table(1))):
        at_home = {"tableIds": [home]}
        path = f"/orders/{placed['id']}"
        money = dollars if stranger is katong else dollars | {"paidAmount": pounds(1)}
        for answer in (
            stranger.get(path),
            stranger.delete(path),
            stranger.get(f"{path}/bill"),
            stranger.lock(placed["id"], "l2"),
            stranger.put(f"{path}/locks/l1", good_body("extend")),
            stranger.unlock(placed["id"], "l1"),
            stranger.post(f"{path}/record-payment", money),
            stranger.get(f"/parties/{party['id']}"),
            stranger.delete(f"/parties/{party['id']}"),
            stranger.put(f"/parties/{party['id']}", good_body("party change") | at_home | {"deposit": None}),
            stranger.get(f"/reservations/{booked['id']}"),
            stranger.delete(f"/reservations/{booked['id']}"),
            stranger.put(f"/reservations/{booked['id']}", good_body("reservation change") | at_home),
        ):
            assert answer.missing
        for answer, field in (
            (stranger.post("/parties", singapore.party(1)), "tableIds[0]"),
            (stranger.post("/parties", singapore.party(1, tableIds=[home, theirs])), "tableIds[1]"),
            (stranger.post("/parties", singapore.party(tableIds=[home], reservationId=booked["id"])), "reservationId"),
            (stranger.post("/reservations", singapore.booking(1)), "tableIds[0]"),
        ):
            assert answer.missing.partition(":")[0] == field
        own_plate = item("CHIPSX") if stranger is london.terminal else deepcopy(plate)
        for where, field in (
            (at_table(theirs), "details.dineIn.tableId"),
            ({"orderType": "DineIn", "dineIn": {"partyId": party["id"]}}, "details.dineIn.partyId"),
            ({"orderType": "DineIn", "dineIn": {"reservationId": booked["id"]}}, "details.dineIn.reservationId"),
        ):
            asked = order(deepcopy(own_plate), details=where)
            asked["totalAmount"]["currencyCode"] = own_plate["amountPerItem"]["currencyCode"]
            assert stranger.post("/orders", asked).missing.partition(":")[0] == field
        for what, filters in (
            ("orders", {}),
            ("orders", {"dineIn": {"tableId": theirs}}),
            ("orders", {"dineIn": {"partyId": party["id"]}}),
            ("parties", {}),
            ("parties", {"tableId": theirs}),
            ("reservations", {}),
            ("reservations", {"tableId": singapore.table(2)}),
        ):
            assert stranger.found(what, **filters) == []
    assert singapore.terminal.order(placed["id"]) == placed
    assert singapore.terminal.get(f"/parties/{party['id']}").good == party
    assert singapore.terminal.get(f"/reservations/{booked['id']}").good == booked


def test_tables_that_do_not_exist_in_bodies(london: House) -> None:
    booked, party = london.book(3), london.seat(3)
    terminal = london.terminal
    for unknown in (NOBODY, "table-01-001", LIMA.table(1)):
        ids = {"tableIds": [london.table(1), unknown]}
        change = {"startTime": party["startTime"], "status": "Seated"} | ids
        again = {name: booked[name] for name in ("name", "covers", "startTime", "endTime")} | ids
        for answer in (
            terminal.post("/parties", london.party(1) | ids),
            terminal.put(f"/parties/{party['id']}", change),
            terminal.post("/reservations", london.booking(1) | ids),
            terminal.put(f"/reservations/{booked['id']}", again),
        ):
            assert answer.missing.partition(":")[0] == "tableIds[1]"
    assert terminal.post("/parties", london.party(1, reservationId="reservation-2024-08-12-0028")).missing.startswith(
        "reservationId:"
    )
    assert terminal.ids("parties") == [party["id"]]
    assert terminal.ids("reservations") == [booked["id"]]
