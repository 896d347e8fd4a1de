"""What an integration is registered with, and which addresses and headers are taken."""

import pytest

from comanda.kernel.errors import Invalid
from comanda.notifications.terminal_links import api_headers, check_header, check_url, registration_document

ACCEPTED = {
    "CancelOrderById",
    "CreateOrder",
    "ListAreas",
    "GetOrderById",
    "SearchTables",
    "HandleEvent:payment_intent.created",
    "HandleEvent:payment_intent.status_updated",
    "SearchOrders",
    "GetPartyById",
    "DeletePartyById",
    "SearchParties",
    "UpdatePartyById",
    "CreateParty",
    "GetReservationById",
    "SearchReservations",
    "UpdateReservationById",
    "DeleteReservationById",
    "CreateReservation",
    "RecordOrderPayment",
    "CreateOrderLock",
    "DeleteOrderLock",
    "ExtendOrderLock",
    "GetOrderBill",
}
"""The capability names that the contract lists."""


def test_a_registration_says_where_what_and_how_to_sign_in() -> None:
    document = registration_document("https://eat.example/epos", "epos-lima", "cmt_secret")
    assert set(document) == {"url", "capabilities", "auth"}
    assert document["url"] == "https://eat.example/epos"
    assert document["auth"] == {"authType": "basic", "basic": {"username": "epos-lima", "password": "cmt_secret"}}
    names = [capability["name"] for capability in document["capabilities"]]
    assert (set(names), len(names)) == (ACCEPTED, len(ACCEPTED))
    assert {capability["version"] for capability in document["capabilities"]} == {"v1"}
    assert all(set(capability) == {"name", "version"} for capability in document["capabilities"])


def test_headers_that_nobody_gave_are_not_sent() -> None:
    assert api_headers("2026-02-27", None, None) == {"version": "2026-02-27"}
    assert api_headers("2026-02-27", "soft", "resell") == {
        "version": "2026-02-27",
        "software-house-id": "soft",
        "reseller-id": "resell",
    }


@pytest.mark.parametrize(
    "url",
    [
        "https://api.dojo.tech/epos/events",
        "https://api.dojo.tech:8443",
        "http://127.0.0.1:4000/events",
        "http://localhost/events",
        "http://[::1]:4000/events",
    ],
)
def test_addresses_that_are_taken(url: str) -> None:
    check_url("url", url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "soup",
        "/epos",
        "https://",
        "https://:443/x",
        "ftp://api.dojo.tech/x",
        "http://api.dojo.tech/epos/events",
        "http://127.0.0.1.example/events",
        "https://me:secret@api.dojo.tech/events",
        "https://me@api.dojo.tech/events",
        "https://api.dojo.tech:99999/events",
        "https://[::1/events",
        "https://api dojo.tech/events",
        "https://api.dojo.tech/ev\nents",
        "https://api.dójo.tech/events",
        "file:///etc/passwd",
    ],
)
def test_addresses_that_are_refused(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_url("events_url", url)
    assert refused.value.fields[0].field == "events_url"
    assert "secret" not in refused.value.detail


@pytest.mark.parametrize("value", ["", " ", " key", "key ", "a\r\nb", "a\x00b", "clé"])
def test_what_no_header_can_carry_is_refused(value: str) -> None:
    with pytest.raises(Invalid):
        check_header("api_key", value)


@pytest.mark.parametrize("value", ["sk_sandbox_abc", "Acme Tills Ltd"])
def test_what_a_header_can_carry_is_taken(value: str) -> None:
    check_header("software-house-id", value)
