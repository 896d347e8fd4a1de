"""Bodies: what is strict, what is liberal, and where the contract's documents disagree with themselves."""

from typing import Any

import orjson
import pytest
from pydantic import BaseModel, ValidationError

from comanda.api.epos import schemas
from comanda.api.http.reading import problem_of
from comanda.kernel.errors import Invalid
from tests.unit.api_epos.scene import Json, booking_body, gbp, item_body, order_body, party_body


def read(model: type[BaseModel], body: Any) -> Any:
    return model.model_validate_json(orjson.dumps(body))


def refused(model: type[BaseModel], body: Any) -> str:
    """The field that a refusal names."""
    with pytest.raises(ValidationError) as error:
        read(model, body)
    problem = problem_of(error.value)
    assert isinstance(problem, Invalid)
    assert problem.detail.startswith(problem.fields[0].field)
    return problem.fields[0].field


CUSTOMER = {"emailAddress": "support@dojo.com", "phoneNumber": 448000443550}
LOCK = {"lockId": "l1", "expiry": "2030-01-01T00:00:00Z"}
UPDATE = {"startTime": "2024-08-12T09:30:00.000Z", "status": "Ordered", "tableIds": ["t1"]}


@pytest.mark.parametrize(
    ("model", "body", "field"),
    [
        (schemas.CreateOrderLockRequest, LOCK | {"owner": "me"}, "owner"),
        (schemas.ExtendOrderLockRequest, {"expiry": LOCK["expiry"], "lockId": "l1"}, "lockId"),
        (schemas.CreateOrderRequest, order_body(customer=CUSTOMER | {"age": 30}), "customer.age"),
        (
            schemas.CreateOrderRequest,
            order_body(taxLines=[{"amountTotal": gbp(10), "kind": "vat"}]),
            "taxLines[0].kind",
        ),
    ],
)
def test_strict_objects_have_no_other_fields(model: type[BaseModel], body: Json, field: str) -> None:
    assert refused(model, body) == field


@pytest.mark.parametrize(
    ("model", "body"),
    [
        (schemas.CreateOrderRequest, order_body(items=[item_body(colour="green")], channel="app")),
        (schemas.SearchOrdersRequest, {"sort": "asc", "cursor": {"page": 2}}),
        (schemas.CreatePartyRequest, party_body(mood="good")),
        (schemas.CreateReservationRequest, booking_body(section="patio")),
        (schemas.RecordOrderPaymentRequest, {"paymentIntentId": "p", "paidAmount": gbp(1) | {"x": 1}, "orderId": "o"}),
    ],
)
def test_other_objects_may_have_fields_we_do_not_know(model: type[BaseModel], body: Json) -> None:
    read(model, body)


EXAMPLE_DISCOUNT = {
    "isPercentage": True,
    "provider": "Order & Pay app",
    "name": "Spring Sale 25% off",
    "discountCode": "SPRING2023",
    "discountReference": "123456",
    "affectedPlu": "item_123",
    "value": 2500,
    "amount": 500,
}


def test_t2_a_discount_by_the_names_of_the_example() -> None:
    found = read(schemas.DiscountIn, EXAMPLE_DISCOUNT)
    assert (found.amount, found.amount_percentage, found.code) == (500, 2500, "SPRING2023")


def test_t2_a_discount_of_an_amount_by_the_names_of_the_example() -> None:
    found = read(schemas.DiscountIn, {"name": "Five off", "isPercentage": False, "value": 500})
    assert (found.amount, found.amount_percentage) == (500, None)


def test_t2_a_discount_by_the_names_of_the_schema() -> None:
    found = read(schemas.DiscountIn, {"name": "Off", "amountTotal": gbp(5), "amountPercentage": 10, "code": "C"})
    assert (found.amount_total.value, found.amount_percentage, found.code) == (5, 10, "C")


@pytest.mark.parametrize("name", ["collectAt", "collectionTime"])
def test_t3_when_an_order_is_fetched(name: str) -> None:
    # The example has seven decimals.
    details = {"orderType": "Collection", "collection": {name: "2024-02-21T14:39:21.6050276Z", "asap": False}}
    found = read(schemas.CreateOrderRequest, order_body(details=details)).details.collection
    assert (found.collect_at or found.collection_time).isoformat() == "2024-02-21T14:39:21.605000+00:00"


@pytest.mark.parametrize("phone", [448000443550, "448000443550"])
def test_t4_a_telephone_number_is_a_text_or_a_number(phone: str | int) -> None:
    assert read(schemas.CustomerIn, {"phoneNumber": phone}).phone_number == "448000443550"


@pytest.mark.parametrize("phone", [True, 4.5, "4" * 51, ["4"]])
def test_t4_other_things_are_no_telephone_number(phone: Any) -> None:
    assert refused(schemas.CustomerIn, {"phoneNumber": phone}) == "phoneNumber"


def test_t5_what_the_samples_leave_out_may_be_left_out() -> None:
    assert read(schemas.UpdatePartyRequest, UPDATE).dojo_party_id is None
    update = {name: value for name, value in booking_body().items() if name != "dojoReservationId"}
    assert read(schemas.UpdateReservationRequest, update).dojo_reservation_id is None
    assert refused(schemas.CreateReservationRequest, update) == "dojoReservationId"
    found = read(schemas.CreatePartyRequest, party_body(deposit={"totalAmount": gbp(5000)}))
    assert found.deposit.payment_intent_ids is None
    found = read(schemas.CreateOrderRequest, order_body(payments=[{"paidAmount": gbp(500)}]))
    assert found.payments[0].payment_intent_id is None


def test_t6_details_may_say_the_type_and_nothing_else() -> None:
    found = read(schemas.CreateOrderRequest, order_body(details={"orderType": "DineIn"}))
    assert found.details.dine_in is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"items": []}, "items"),
        ({"items": [item_body(quantity=0)]}, "items[0].quantity"),
        ({"items": [item_body(quantity="2")]}, "items[0].quantity"),
        ({"items": [item_body(plu="")]}, "items[0].plu"),
        ({"items": [item_body(), item_body(amountPerItem={"value": 5})]}, "items[1].amountPerItem.currencyCode"),
        ({"items": [item_body(amountPerItem=gbp(10**13))]}, "items[0].amountPerItem.value"),
        ({"items": [item_body(amountPerItem={"value": 1.5, "currencyCode": "GBP"})]}, "items[0].amountPerItem.value"),
        ({"items": [item_body(amountPerItem={"value": True, "currencyCode": "GBP"})]}, "items[0].amountPerItem.value"),
        ({"totalAmount": 500}, "totalAmount"),
        ({"dojoOrderId": "x" * 201}, "dojoOrderId"),
        ({"dojoOrderId": "a\x00b"}, "dojoOrderId"),
        ({"payments": None}, "payments"),
        ({"details": {"orderType": "Delivery"}}, "details.orderType"),
        ({"details": {"orderType": "DineIn", "dineIn": {"readyAt": "soon"}}}, "details.dineIn.readyAt"),
        ({"customer": {"emailAddress": "e" * 255}}, "customer.emailAddress"),
        ({"taxLines": [{"amountTotal": gbp(1), "id": "i" * 61}]}, "taxLines[0].id"),
        ({"taxLines": [{"amountTotal": gbp(1), "name": "n" * 101}]}, "taxLines[0].name"),
        ({"note": "n" * 2001}, "note"),
    ],
)
def test_what_an_order_cannot_be(change: Json, field: str) -> None:
    assert refused(schemas.CreateOrderRequest, order_body(**change)) == field


@pytest.mark.parametrize("missing", ["details", "items", "totalAmount", "dojoOrderId", "payments"])
def test_what_an_order_must_say(missing: str) -> None:
    assert refused(schemas.CreateOrderRequest, {k: v for k, v in order_body().items() if k != missing}) == missing


@pytest.mark.parametrize("missing", ["startTime", "status", "tableIds"])
def test_what_a_changed_party_must_say(missing: str) -> None:
    assert refused(schemas.UpdatePartyRequest, {k: v for k, v in UPDATE.items() if k != missing}) == missing


@pytest.mark.parametrize("limit", [0, 101, -1, "5", 1.5, True])
def test_a_page_has_one_to_a_hundred_rows(limit: Any) -> None:
    assert refused(schemas.SearchTablesRequest, {"cursor": {"limit": limit}}) == "cursor.limit"


def test_a_whole_number_may_be_written_with_a_point() -> None:
    assert read(schemas.SearchTablesRequest, {"cursor": {"limit": 5.0}}).cursor.limit == 5
    assert refused(schemas.MoneyIn, {"value": float(10**13), "currencyCode": "GBP"}) == "value"


def test_null_in_a_search_is_the_same_as_nothing() -> None:
    said = {"dineIn": None, "payableOnly": None, "cursor": {"limit": None, "after": None, "before": None}}
    assert read(schemas.SearchOrdersRequest, said).payable_only is None


EVENT = {
    "id": "e1",
    "accountId": "a1",
    "event": "payment_intent.status_updated",
    "data": {"paymentIntentId": "pi_1", "paymentStatus": "Captured", "captureMode": "Auto"},
    "createdAt": "2019-08-24T14:15:22Z",
}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"event": "string"}, "event"),
        ({"data": EVENT["data"] | {"paymentStatus": "captured"}}, "data.paymentStatus"),  # type: ignore[operator]
        ({"data": EVENT["data"] | {"captureMode": "Later"}}, "data.captureMode"),  # type: ignore[operator]
        ({"createdAt": None}, "createdAt"),
        ({"id": ""}, "id"),
    ],
)
def test_what_an_event_cannot_be(change: Json, field: str) -> None:
    read(schemas.Event, EVENT)
    assert refused(schemas.Event, EVENT | change) == field
