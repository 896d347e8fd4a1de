"""From bodies to what the core takes: the same request twice is the same, in whichever words."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from comanda.api.epos import commands, schemas
from comanda.kernel.errors import Invalid, NotFound
from comanda.kernel.unsaid import UNSAID
from comanda.ordering.requests import IntentPayment, PricedDiscount, PricedLine, PricedOption, PricedOrder, PricedPart
from comanda.ordering.rules.intents import Intent
from tests.unit.api_epos.scene import Json, booking_body, gbp, item_body, order_body, party_body, uid
from tests.unit.api_epos.test_schemas import EVENT, EXAMPLE_DISCOUNT, UPDATE


def order(**changed: Any) -> PricedOrder:
    body = schemas.CreateOrderRequest.model_validate_json(orjson.dumps(order_body(**changed)))
    return commands.priced_order(body, "GBP")


def collection(**said: Any) -> Json:
    return {"orderType": "Collection", "collection": said}


def test_all_of_an_order() -> None:
    modifier = {"name": "Bread", "quantity": 2, "amountPerModifier": gbp(-5), "plu": "BREAD"}
    part = item_body(name="Dip", plu="DIP", note="cold", modifiers=[modifier])
    asked = order(
        items=[item_body(quantity=3, note="hot", modifiers=[modifier], subItems=[part])],
        note="quick",
        customer={"name": "Ana", "phoneNumber": 7, "emailAddress": "ana@example.com"},
        discounts=[{"name": "Off", "amountTotal": gbp(5), "affectedPlu": "SOUP"}],
        taxLines=[{"id": "vat", "name": "VAT", "amountTotal": gbp(20)}],
        serviceChargeAmount=gbp(60),
        payments=[{"paymentIntentId": "pi_1", "paidAmount": gbp(400), "tipsAmount": gbp(30)}, {"paidAmount": gbp(1)}],
        details={"orderType": "DineIn", "dineIn": {"tableId": str(uid("t")), "waiterId": "42"}},
    )
    option = PricedOption("BREAD", "Bread", -5, 2)
    assert asked.lines == (
        PricedLine("SOUP", "Soup", 500, 3, "hot", (option,), (PricedPart("DIP", "Dip", 500, 1, "cold", (option,)),)),
    )
    assert asked.external_id == "dojo-1"
    assert asked.discounts == (PricedDiscount("Off", 5, "SOUP"),)
    assert [tuple(tax) for tax in asked.taxes] == [("vat", "VAT", 20)]
    assert (asked.service_charge, asked.total, asked.notes) == (60, 500, "quick")
    assert asked.payments == (IntentPayment("pi_1", 400, 30), IntentPayment(None, 1, 0))
    assert asked.contact == {"name": "Ana", "phone": "7", "email": "ana@example.com"}
    assert (asked.dine_in, asked.table_id, asked.session_id, asked.reservation_id) == (True, uid("t"), None, None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"note": None}, {}),
        ({"extra": 1}, {}),
        ({"details": {"orderType": "DineIn"}}, {}),
        ({"customer": {"phoneNumber": 44}}, {"customer": {"phoneNumber": "44"}}),
        (
            {"discounts": [EXAMPLE_DISCOUNT]},
            {
                "discounts": [
                    {
                        "name": "Spring Sale 25% off",
                        "amountTotal": gbp(500),
                        "amountPercentage": 2500,
                        "code": "SPRING2023",
                        "discountReference": "123456",
                        "affectedPlu": "item_123",
                    }
                ]
            },
        ),
        (
            {"details": collection(asap=False, collectionTime="2024-02-21T14:39:21.6050276Z")},
            {"details": collection(collectAt="2024-02-21T15:39:21.605+01:00")},
        ),
        ({"details": {"orderType": "Collection"}}, {"details": collection(asap=True)}),
        (
            {"details": {"orderType": "DineIn", "dineIn": {"tableId": str(uid("t")).upper()}}},
            {"details": {"orderType": "DineIn", "dineIn": {"tableId": str(uid("t"))}}},
        ),
    ],
)
def test_the_same_in_other_words_is_the_same(one: Json, other: Json) -> None:
    assert order(**one).as_sent == order(**other).as_sent


@pytest.mark.parametrize(
    "change",
    [
        {"note": "quick"},
        {"totalAmount": gbp(501)},
        {"items": [item_body(), item_body()]},
        {"payments": [{"paidAmount": gbp(500)}]},
        {"details": {"orderType": "Collection"}},
    ],
)
def test_anything_else_is_something_else(change: Json) -> None:
    assert order(**change).as_sent != order().as_sent


def test_what_is_kept_is_json_and_ids_of_payments_are_as_they_were_sent() -> None:
    sent = order(
        payments=[{"paidAmount": gbp(200)}, {"paidAmount": gbp(300), "paymentIntentId": "PI_1", "tipsAmount": None}],
        details=collection(collectAt="2024-02-21T15:39:21+01:00"),
    ).as_sent
    assert orjson.loads(orjson.dumps(sent)) == sent
    assert sent["payments"] == [{"paidAmount": gbp(200)}, {"paidAmount": gbp(300), "paymentIntentId": "PI_1"}]
    assert sent["details"]["collection"] == {"asap": False, "collectAt": "2024-02-21T14:39:21.000Z"}


def test_what_is_kept_of_a_discount_has_the_names_of_the_schema() -> None:
    (found,) = order(discounts=[EXAMPLE_DISCOUNT]).as_sent["discounts"]
    assert set(found) == set("name amountTotal affectedPlu discountReference code amountPercentage".split())
    assert found["amountTotal"] == gbp(500)


def test_a_discount_must_have_an_amount() -> None:
    with pytest.raises(Invalid) as refused:
        order(discounts=[{"name": "Half", "isPercentage": True, "value": 5000}])
    assert refused.value.fields[0].field == "discounts[0].amountTotal"


def test_when_an_order_is_wanted() -> None:
    at = datetime(2024, 2, 21, 14, 39, 21, tzinfo=UTC)
    assert order(details={"orderType": "DineIn", "dineIn": {"readyAt": "2024-02-21T14:39:21Z"}}).order_at == at
    assert order(details=collection(collectAt="2024-02-21T14:39:21Z")).order_at == at
    assert order(details=collection(asap=True, collectAt="2024-02-21T14:39:21Z")).order_at is None
    assert order(details={"orderType": "Collection"}).dine_in is False


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"totalAmount": {"value": 1, "currencyCode": "EUR"}}, "totalAmount.currencyCode"),
        (
            {"items": [item_body(), item_body(amountPerItem={"value": 1, "currencyCode": "gbp"})]},
            "items[1].amountPerItem.currencyCode",
        ),
        (
            {"payments": [{"paidAmount": gbp(1), "tipsAmount": {"value": 1, "currencyCode": "USD"}}]},
            "payments[0].tipsAmount.currencyCode",
        ),
    ],
)
def test_another_currency_is_refused_where_it_stands(change: Json, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        order(**change)
    assert [problem.field for problem in refused.value.fields] == [field]
    assert refused.value.detail.startswith(f"{field}: GBP is expected")


@pytest.mark.parametrize("name", ["tableId", "partyId", "reservationId"])
def test_what_is_no_id_is_not_here(name: str) -> None:
    with pytest.raises(NotFound) as refused:
        order(details={"orderType": "DineIn", "dineIn": {name: "table-01-001"}})
    assert refused.value.detail.startswith(f"details.dineIn.{name}: ")


def party(**changed: Any) -> schemas.CreatePartyRequest:
    return schemas.CreatePartyRequest.model_validate_json(orjson.dumps(party_body(**changed)))


def test_a_party() -> None:
    asked = commands.party_request(party(status="", deposit={"totalAmount": gbp(5000)}, hostNotes="window"))
    assert asked.table_ids == (uid("table 1"),)
    assert (asked.stage, asked.covers, asked.name, asked.host_notes) == (None, None, None, "window")
    assert asked.deposit == {"paymentIntentIds": [], "totalAmount": gbp(5000)}
    with pytest.raises(NotFound) as refused:
        commands.party_request(party(tableIds=[str(uid("t")), "table-01-002"]))
    assert refused.value.detail.startswith("tableIds[1]: ")


def test_a_digest_is_of_what_is_said() -> None:
    first = commands.party_request(party()).digest
    assert commands.party_request(party(startTime="2024-08-12T10:30:00+01:00", name=None)).digest == first
    assert commands.party_request(party(covers=4)).digest != first
    assert len(first) == 32


def test_what_a_changed_party_does_not_say_stays_and_null_takes_away() -> None:
    def change(**said: Any) -> Any:
        body = schemas.UpdatePartyRequest.model_validate_json(
            orjson.dumps(UPDATE | {"tableIds": [str(uid("t"))]} | said)
        )
        return commands.party_change(body)

    kept = change()
    fields = ("name", "covers", "expected_end", "ended_at", "host_notes", "guest_requests", "deposit")
    assert [getattr(kept, name) for name in fields] == [UNSAID] * len(fields)
    wire = ("name", "covers", "expectedEndTime", "endTime", "hostNotes", "guestRequests", "deposit")
    gone = change(**dict.fromkeys(wire))
    assert [getattr(gone, name) for name in fields] == [None] * len(fields)
    assert change(endTime="2024-08-12T11:00:00.000Z").ended_at == datetime(2024, 8, 12, 11, tzinfo=UTC)


def test_a_reservation() -> None:
    body = schemas.CreateReservationRequest.model_validate_json(orjson.dumps(booking_body(guestRequests="a dog")))
    asked = commands.booking_request(body)
    assert (asked.external_id, asked.covers, asked.guest_requests) == ("dojo-res-210345", 3, "a dog")
    update = schemas.UpdateReservationRequest.model_validate_json(orjson.dumps(booking_body(hostNotes=None)))
    change = commands.booking_change(update)
    assert (change.host_notes, change.guest_requests) == (None, UNSAID)


@pytest.mark.parametrize("status", ["Created", "Authorized", "Captured", "Reversed", "Refunded", "Canceled"])
def test_an_event(status: str) -> None:
    said = EVENT | {"data": EVENT["data"] | {"paymentStatus": status}}  # type: ignore[operator]
    event = commands.payment_event(schemas.Event.model_validate_json(orjson.dumps(said)))
    assert event.status is Intent(status.lower())
    assert (event.id, event.account_id, event.intent_id, event.capture_mode) == ("e1", "a1", "pi_1", "Auto")
