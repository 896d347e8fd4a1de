"""Refusals: status, type and headers of everything that the core may refuse, and how callers say who they are."""

from base64 import b64encode

import pytest

from comanda.api.epos.errors import refusal_of
from comanda.api.epos.services import read_basic, wanted_id
from comanda.kernel import errors
from comanda.kernel.errors import ComandaError, Conflict, Forbidden, Invalid, NotFound, TooMany, Unauthenticated
from tests.unit.api_epos.scene import uid


@pytest.mark.parametrize(
    ("error", "status", "error_type"),
    [
        (errors.Malformed("no JSON"), 400, "InvalidRequest"),
        (Invalid.field("items[0].plu", "is missing"), 400, "InvalidRequest"),
        (Invalid.field("paidAmount", "more than what is owed", "overpayment"), 409, "Conflict"),
        (Unauthenticated("who?"), 401, "InvalidRequest"),
        (Forbidden("suspended", code="location_not_trading"), 409, "Conflict"),
        (NotFound("no such order"), 404, "NotFound"),
        (Conflict("locked", code="order_locked"), 409, "Conflict"),
        (errors.TooLarge("too large"), 413, "InvalidRequest"),
        (TooMany("too often", retry_after=7), 429, "InvalidRequest"),
        (errors.Unavailable("later"), 503, "UnexpectedError"),
    ],
)
def test_the_table(error: ComandaError, status: int, error_type: str) -> None:
    found = refusal_of(error)
    assert (found.status, found.error_type, found.message) == (status, error_type, error.detail)


def test_every_kind_of_refusal_is_in_the_table() -> None:
    # Other surfaces have refusals of their own, which never come here.
    for kind in [kind for kind in ComandaError.__subclasses__() if kind.__module__ == ComandaError.__module__]:
        error = TooMany("often", retry_after=1) if kind is TooMany else kind("refused")
        assert refusal_of(error).status >= 400


def test_headers() -> None:
    assert refusal_of(Unauthenticated("who?")).headers == {"WWW-Authenticate": 'Basic realm="Comanda"'}
    assert refusal_of(TooMany("often", retry_after=7)).headers == {"Retry-After": "7"}
    assert refusal_of(errors.Unavailable("later")).headers == {"Retry-After": "1"}
    assert refusal_of(Conflict("busy", code="busy")).headers == {"Retry-After": "1"}
    assert refusal_of(Conflict("locked", code="order_locked")).headers == {}


def test_the_message_begins_with_the_field() -> None:
    assert refusal_of(Invalid.field("items[0].plu", "is missing")).message == "items[0].plu: is missing"


def basic(text: str, scheme: str = "Basic") -> str:
    return f"{scheme} {b64encode(text.encode()).decode()}"


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (basic("epos:secret"), ("epos", "secret")),
        (basic("epos:a:b"), ("epos", "a:b")),
        (basic("épos:ñ"), ("épos", "ñ")),
        (basic("epos:", "bAsIc"), ("epos", "")),
        (basic("no colon"), None),
        (basic("epos:secret", "Bearer"), None),
        ("Basic", None),
        ("Basic !!!", None),
        ("Basic ünï", None),
        (f"Basic {b64encode(bytes([255, 254, 58])).decode()}", None),
        ("", None),
    ],
)
def test_how_callers_say_who_they_are(header: str, said: tuple[str, str] | None) -> None:
    assert read_basic(header) == said


def test_what_is_no_id_is_an_id_that_nothing_has() -> None:
    assert wanted_id(None) is None
    assert wanted_id(str(uid("t"))) == uid("t")
    assert wanted_id("table-01") is not None
    assert wanted_id("table-01") == wanted_id("")
