"""Sections 10.1 to 10.4: customers' store credit."""

import pytest

from tests.api.online_order import contract
from tests.api.online_order.carts import LIMA, LONDON, NOBODY
from tests.api.online_order.stored import everything, holdings
from tests.partner import Answer, Json, Partner

ROSA, MARTIN, OSCAR = (LIMA.customer(key) for key in ("rosa", "martin", "oscar"))


def credit(partner: Partner, customer: str, amount: object, **more: object) -> Answer:
    """Give somebody credit."""
    return partner.post("/store-credit/transactions", {"customer": customer, "amount": amount, **more})


def top_up(**more: object) -> Json:
    """The contract's example of a top-up."""
    return {
        "customer": MARTIN,
        "location": LIMA.location,
        "topup_no": "T399009",
        "topup_amount": 200.50,
        "payment": LIMA.method("card"),
        "payment_amount": 180.50,
    } | more


def test_what_customers_have(quiet_lima: Partner) -> None:
    for customer, has in ((ROSA, 200), (MARTIN, 0), (OSCAR, 0), (LIMA.customer("elena"), 35.5)):
        found = quiet_lima.get(f"/store-credit/customers/{customer}")
        contract.hold(found.body, {"data": contract.STORE_CREDIT})
        assert (found.data["id"], found.data["store_credit"]) == (customer, has)
    for nobody in (NOBODY, "rosa", LONDON.customer("hattie")):
        answer = quiet_lima.get(f"/store-credit/customers/{nobody}")
        assert (answer.status, answer.error["code"]) == (404, "customer_not_found")


def test_the_documented_transaction_moves_credit(lima: Partner, database_url: str) -> None:
    moved = credit(lima, MARTIN, 100.99, location=LIMA.location, notes="Customer Service Recovery Credit")
    contract.hold(moved.body, {"data": contract.CREDIT})
    assert moved.data == {
        "id": moved.data["id"],
        "customer": MARTIN,
        "location": LIMA.location,
        "order": None,
        "amount": 100.99,
        "notes": "Customer Service Recovery Credit",
        "created_at": moved.data["created_at"],
    }
    assert lima.get(f"/store-credit/customers/{MARTIN}").data["store_credit"] == 100.99
    taken = credit(lima, MARTIN, "-100.99").data
    assert (taken["amount"], taken["location"], taken["notes"]) == (-100.99, None, None)
    assert credit(lima, MARTIN, -0.01).fields == {"amount": "not_enough_credit"}
    assert holdings(database_url, MARTIN)[1] == 0


REFUSED: list[tuple[str, Json, dict[str, str]]] = [
    ("nothing", {"amount": 0}, {"amount": "out_of_range"}),
    ("more than there is", {"amount": -200.01}, {"amount": "not_enough_credit"}),
    ("too much", {"amount": 10**9}, {"amount": "out_of_range"}),
    ("too fine", {"amount": 0.001}, {"amount": "too_many_decimals"}),
    ("no number", {"amount": "a lot"}, {"amount": "not_a_number"}),
    ("not a number", {"amount": "NaN"}, {"amount": "not_a_number"}),
    ("a foreign customer", {"customer": LONDON.customer("hattie")}, {"customer": "unknown_customer"}),
    ("nobody", {"customer": "rosa"}, {"customer": "unknown_id"}),
    ("a foreign location", {"location": LONDON.location}, {"location": "unknown_location"}),
    ("too much to say", {"notes": "n" * 201}, {"notes": "too_long"}),
    (
        "several at once",
        {"amount": 0, "customer": NOBODY, "location": NOBODY},
        {"amount": "out_of_range", "customer": "unknown_customer", "location": "unknown_location"},
    ),
]


@pytest.mark.parametrize(("body", "fields"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_is_refused_is_named_and_nothing_is_written(
    body: Json, fields: dict[str, str], quiet_lima: Partner
) -> None:
    refused = quiet_lima.post("/store-credit/transactions", {"customer": ROSA, "amount": 1} | body)
    assert (refused.status, refused.fields) == (422, fields)


def test_the_documented_top_up(lima: Partner, database_url: str) -> None:
    made = lima.post("/store-credit/topups", top_up())
    contract.hold(made.body, {"data": contract.TOP_UP})
    assert made.data == top_up() | {"id": made.data["id"], "created_at": made.data["created_at"]}
    assert holdings(database_url, MARTIN)[1] == 20050
    (written,) = lima.get("/store-credit/transactions/search", customer_id=MARTIN).data
    assert (written["amount"], written["location"]) == (200.5, LIMA.location)
    elsewhere = lima.post("/store-credit/topups", top_up(topup_no=None, location=None, payment_amount=0)).data
    contract.hold(elsewhere, contract.TOP_UP)
    assert (elsewhere["location"], elsewhere["payment_amount"]) == (None, 0)
    assert holdings(database_url, MARTIN)[1] == 40100


def test_a_number_is_taken_once(lima: Partner, london: Partner, database_url: str) -> None:
    lima.post("/store-credit/topups", top_up())
    before = everything(database_url)
    again = lima.post("/store-credit/topups", top_up())
    assert (again.status, again.fields) == (409, {"topup_no": "topup_no_taken"})
    assert everything(database_url) == before
    assert holdings(database_url, MARTIN)[1] == 20050
    said = top_up(customer=LONDON.customer("george"), location=LONDON.location, payment=LONDON.method("card"))
    assert london.post("/store-credit/topups", said).data["topup_no"] == "T399009"


TOP_UPS: list[tuple[str, Json, dict[str, str]]] = [
    ("less than nothing", {"topup_amount": -1}, {"topup_amount": "out_of_range"}),
    ("nothing", {"topup_amount": 0}, {"topup_amount": "out_of_range"}),
    ("too fine", {"topup_amount": 0.005}, {"topup_amount": "too_many_decimals"}),
    ("a negative payment", {"payment_amount": -0.01}, {"payment_amount": "out_of_range"}),
    ("a number that is too long", {"topup_no": "T3990090000"}, {"topup_no": "pattern"}),
    ("a number with a sign", {"topup_no": "T-1"}, {"topup_no": "pattern"}),
    ("no payment method", {"payment": NOBODY}, {"payment": "unknown_payment"}),
    ("a foreign payment method", {"payment": LONDON.method("card")}, {"payment": "unknown_payment"}),
    ("by store credit", {"payment": LIMA.method("store_credit")}, {"payment": "payment_not_allowed"}),
    ("a foreign customer", {"customer": LONDON.customer("hattie")}, {"customer": "unknown_customer"}),
    ("a foreign location", {"location": LONDON.location}, {"location": "unknown_location"}),
    (
        "several at once",
        {"topup_amount": -1, "payment_amount": -1, "customer": NOBODY, "payment": NOBODY},
        {
            "topup_amount": "out_of_range",
            "payment_amount": "out_of_range",
            "customer": "unknown_customer",
            "payment": "unknown_payment",
        },
    ),
]


@pytest.mark.parametrize(("body", "fields"), [case[1:] for case in TOP_UPS], ids=[case[0] for case in TOP_UPS])
def test_a_top_up_that_is_refused_is_named(body: Json, fields: dict[str, str], quiet_lima: Partner) -> None:
    refused = quiet_lima.post("/store-credit/topups", top_up() | body)
    assert (refused.status, refused.fields) == (422, fields)


@pytest.mark.parametrize("field", ["customer", "topup_amount", "payment", "payment_amount"])
def test_what_a_top_up_needs(field: str, quiet_lima: Partner) -> None:
    refused = quiet_lima.post("/store-credit/topups", {key: value for key, value in top_up().items() if key != field})
    assert (refused.status, refused.fields) == (422, {field: "missing"})


def test_transactions_are_found_newest_first(lima: Partner, database_url: str) -> None:
    path = "/store-credit/transactions/search"
    seeded = lima.get(path, customer_id=ROSA)
    contract.hold(seeded.body, {"data": [contract.CREDIT]})
    assert [row["amount"] for row in seeded.data] == [-20, 220]
    here = credit(lima, ROSA, 5, location=LIMA.location).data
    for query in (
        {"app_id": "current"},
        {"create_at_min": here["created_at"]},
        {"created_at_min": here["created_at"], "customer_id": ROSA, "location_id": LIMA.location},
    ):
        assert lima.get(path, **query).data == [here]
    assert [row["amount"] for row in lima.get(path, customer_id=ROSA, limit=1, page=3).data] == [220]
    for nothing in ({"app_id": NOBODY}, {"order_id": NOBODY}, {"customer_id": NOBODY}, {"page": 99}):
        assert lima.get(path, **nothing).data == []
    assert lima.get(path, app_id="mine").fields == {"app_id": "unknown_id"}
    elsewhere = lima.get(path, location_id=LONDON.location)
    assert (elsewhere.status, elsewhere.error["code"]) == (404, "unknown_location")
    assert holdings(database_url, ROSA)[1] == 20500


def test_credit_is_given_once_for_a_key(lima: Partner, database_url: str) -> None:
    for path, said in (
        ("/store-credit/transactions", {"customer": MARTIN, "amount": 10}),
        ("/store-credit/topups", top_up(topup_no=None, topup_amount=10)),
    ):
        key = {"Idempotency-Key": path}
        first = lima.post(path, said, **key)
        assert lima.post(path, said, **key).body == first.body
    assert holdings(database_url, MARTIN)[1] == 2000
