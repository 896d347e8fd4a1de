"""Every operation of the EPOS Data API answers anything the way its own document says it does, and never fails.

One by one, with references that exist and others that do not; then in long walks along the document's links, in which
what one call made is read, locked, paid, printed, changed and taken away by the next.
"""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from typing import Any
from zlib import crc32

import psycopg
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance
from starlette.testclient import TestClient

from comanda.config import Settings
from comanda.demo.london import LONDON
from comanda.demo.seed import demo_id
from comanda.kernel.ids import parse_id
from comanda.wiring import create_app
from tests.api.epos.conftest import EMPTY
from tests.conftest import Template

EXAMPLES = 12
WALKS, STEPS = 20, 12
CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]
DOCUMENT = create_app(Settings(database_url="postgresql://nowhere")).surfaces["epos"].openapi()
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
OPERATIONS = {found.ok().label: found.ok() for found in SCHEMA.get_all_operations() if isinstance(found, Ok)}
MAKES = {
    "POST /epos/v1/orders": "orderId",
    "POST /epos/v1/parties": "partyId",
    "POST /epos/v1/reservations": "reservationId",
}
BRANCH = LONDON.locations[0].slug
DATABASE = "epos_contract"
PLUS = ("CHIPSX", "BURGER", "PALPIN", "BUEPAT", "BUEJAL")
TABLES = [str(demo_id(LONDON.slug, BRANCH, "table", str(number))) for number in range(1, 19)]


class Scene:
    """The terminals of London: a party that has ordered, and somebody who is to come."""

    def __init__(self, http: TestClient, template: Template, url: str) -> None:
        self.http = http
        self.url = url
        pair = ":".join(template.credentials.terminals[LONDON.slug])
        self.headers = {"Authorization": "Basic " + b64encode(pair.encode()).decode()}
        self.known = self.begin()

    def begin(self) -> dict[str, str]:
        """Let there be a party that has ordered and somebody who is to come, and nothing else; return their ids."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(EMPTY.encode())
        party = self._make("parties", dojoPartyId="p", startTime="2026-08-12T09:30:00Z", tableIds=TABLES[:1])
        chips = {"name": "Chips", "plu": "CHIPSX", "quantity": 10, "amountPerItem": money(550)}
        order = self._make(
            "orders",
            dojoOrderId="o",
            items=[chips],
            totalAmount=money(5500),
            payments=[],
            details={"orderType": "DineIn", "dineIn": {"partyId": party}},
        )
        reservation = self._make(
            "reservations",
            dojoReservationId="r",
            name="Sasha J.",
            covers=3,
            startTime="2026-12-12T13:00:00Z",
            endTime="2026-12-12T15:00:00Z",
            tableIds=TABLES[:1],
        )
        return {
            "orderId": order,
            "partyId": party,
            "reservationId": reservation,
            "tableId": TABLES[0],
            "lockId": "l1",
        }

    def _make(self, what: str, **said: Any) -> str:
        answer = self.http.post(f"/epos/v1/{what}", json=said, headers=self.headers)
        assert answer.status_code == 200, answer.text
        made: str = answer.json()["id"]
        return made

    def send(self, case: Case[Any]) -> Response:
        """Send what a test made up."""
        said = case.as_transport_kwargs(base_url="http://testserver")
        said.pop("cookies", None)
        said["content"] = said.pop("data", None)
        headers = {name: value.encode("latin-1") for name, value in said.pop("headers").items() if value is not None}
        ours = {name: value.encode() for name, value in self.headers.items()}
        return Response.from_any(self.http.request(**said, headers={**headers, **ours}))


def money(value: int) -> dict[str, Any]:
    return {"value": value, "currencyCode": "GBP"}


@pytest.fixture(scope="module")
def scene(template: Template) -> Iterator[Scene]:
    with psycopg.connect(template.admin_url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {DATABASE} TEMPLATE {template.name} STRATEGY file_copy")
        url = template.admin_url.replace("/postgres?", f"/{DATABASE}?")
        app = create_app(Settings(database_url=url, pool_size=2))
        with TestClient(app, raise_server_exceptions=False) as client:
            yield Scene(client, template, url)
        admin.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")


def sensible(said: Any, known: dict[str, str]) -> Any:
    """Return what was said with references that exist, pounds for money, and things that are sold."""
    if isinstance(said, list):
        return [sensible(part, known) for part in said]
    if not isinstance(said, dict):
        return said
    found = {key: known.get(key, sensible(part, known)) for key, part in said.items()}
    if "currencyCode" in found:
        found["currencyCode"] = "GBP"
    if isinstance(found.get("value"), int | float):
        found["value"] = int(abs(found["value"])) % 5000
    if isinstance(found.get("quantity"), int | float):
        found["quantity"] = int(abs(found["quantity"])) % 5 + 1
    if "plu" in found:
        found["plu"] = PLUS[pick(found) % len(PLUS)]
    if isinstance(found.get("tableIds"), list):
        first = pick(found) % len(TABLES)
        found["tableIds"] = [*TABLES, *TABLES][first : first + min(len(found["tableIds"]), 3)]
    return found


def pick(said: Any) -> int:
    """Return a number that is the same for the same words."""
    number: int = crc32(repr(said).encode(errors="replace"))
    return number


def adding_up(order: dict[str, Any]) -> dict[str, Any]:
    """Return an order whose total is what its parts make, as far as they are what they should be."""

    def value(part: dict[str, Any], name: str) -> int:
        amount = (part.get(name) or {}).get("value")
        return amount if isinstance(amount, int) else 0

    def each(part: dict[str, Any]) -> int:
        inner: int = sum(
            value(one, "amountPerModifier") * one.get("quantity", 1) for one in part.get("modifiers") or []
        )
        parts: int = sum(each(one) * one.get("quantity", 1) for one in part.get("subItems") or [])
        return value(part, "amountPerItem") + inner + parts

    total = sum(each(line) * line.get("quantity", 1) for line in order.get("items") or [])
    total += value(order, "serviceChargeAmount")
    return order | {"totalAmount": money(total), "discounts": [], "payments": []}


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["good", "bad"])
@pytest.mark.parametrize("label", sorted(OPERATIONS))
def test_an_operation_answers_as_documented(scene: Scene, label: str, mode: GenerationMode) -> None:
    operation = OPERATIONS[label]
    if mode is GenerationMode.POSITIVE:
        scene.known = scene.begin()
    if mode is GenerationMode.NEGATIVE and not operation.body:
        mode = GenerationMode.POSITIVE

    @settings(
        max_examples=EXAMPLES if operation.body else 4,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), exists=st.booleans())
    def answers(case: Case[Any], exists: bool) -> None:
        if exists:
            case.path_parameters |= {name: id_ for name, id_ in scene.known.items() if name in case.path_parameters}
            case.body = sensible(case.body, scene.known)
        case.validate_response(scene.send(case), checks=CHECKS)

    answers()


def likely(label: str, said: dict[str, Any], nth: int) -> dict[str, Any]:
    """Return a body that an operation can take, if what it is about allows it."""
    body: dict[str, Any] = sensible(said, {"tableId": TABLES[nth % len(TABLES)]})
    for name in ("dojoOrderId", "dojoPartyId", "dojoReservationId"):
        if name in body:
            body[name] = f"{name}-{nth}"
    if label == "POST /epos/v1/orders":
        body = adding_up(body) | {"details": {"orderType": "DineIn" if nth % 2 else "Collection"}}
        body.pop("taxLines", None)
    elif label.endswith("/record-payment"):
        body = body | {"paidAmount": money(nth % 50 + 1), "paymentIntentId": f"pi-{nth}"}
        body.pop("lockId", None)
    elif label.endswith(("/lock", "/locks/{lockId}")):
        body = body | {"expiry": "2099-01-01T00:00:00Z"}
    elif "/parties" in label or "/reservations" in label:
        for name, year in (("startTime", 2001), ("expectedEndTime", 2002), ("endTime", 2003)):
            if name in body and body[name] is not None:
                body[name] = f"{year}-08-12T09:30:{nth % 60:02d}Z"
        for name in ("reservationId", "deposit", "dojoPartyId" if label.startswith("PUT") else ""):
            body.pop(name, None)
        if "tableIds" in body:
            body["tableIds"] = [TABLES[nth % len(TABLES)]]
    return body


def test_walks_along_the_links_of_the_document(scene: Scene) -> None:
    good: Counter[str] = Counter()
    # Searches make nothing that a walk could go on with.
    along = schemathesis.openapi.from_dict(DOCUMENT).exclude(path_regex="/(search|areas|events)$")
    along.config.generation.update(modes=[GenerationMode.POSITIVE], allow_x00=False)
    made: dict[str, str] = {}
    steps: list[str] = []

    class Walk(along.as_state_machine()):  # type: ignore[misc]
        def setup(self) -> None:
            """Begin where every walk begins, so that the same steps come to the same."""
            super().setup()
            made.update(scene.begin())
            steps.clear()

        def before_call(self, case: Case[Any]) -> None:
            """Say something that can be taken, most of the time."""
            steps.append(case.operation.label)
            nth = len(steps)
            if isinstance(case.body, dict) and nth % 8:
                case.body = likely(case.operation.label, dict(case.body), nth)
            if nth % 4:
                # A step that follows no link goes to what was made last.
                strange = {name for name, found in case.path_parameters.items() if parse_id(str(found)) is None}
                case.path_parameters |= {name: made[name] for name in strange & made.keys()}

        def call(self, case: Case[Any], **_: Any) -> Response:
            answer = scene.send(case)
            good[f"{answer.status_code} {case.operation.label}"] += 1
            if answer.status_code == 200 and case.operation.label in MAKES:
                made[MAKES[case.operation.label]] = answer.json()["id"]
            return answer

        def validate_response(self, response: Response, case: Case[Any], **_: Any) -> None:
            case.validate_response(response, checks=CHECKS)

    Walk.run(
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=STEPS,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
    )
    # The walks got somewhere: what was there was found, locked, paid, printed, changed and taken away.
    for label in (
        "GET /epos/v1/orders/{orderId}",
        "GET /epos/v1/orders/{orderId}/bill",
        "POST /epos/v1/orders/{orderId}/lock",
        "POST /epos/v1/orders/{orderId}/record-payment",
        "GET /epos/v1/parties/{partyId}",
        "PUT /epos/v1/parties/{partyId}",
        "DELETE /epos/v1/reservations/{reservationId}",
    ):
        assert good[f"200 {label}"], good
