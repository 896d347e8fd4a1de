"""Sections 8.1 to 8.6: customers and their groups."""

from typing import Any

import pytest

from tests.api.online_order import contract
from tests.api.online_order.carts import LIMA, LONDON, NOBODY, SINGAPORE
from tests.api.online_order.stored import as_restaurant, everything
from tests.partner import Json, Partner


def documented() -> Json:
    """The contract's example of a customer."""
    return {
        "reference": "A144516982",
        "first_name": "Mark",
        "last_name": "Clinton",
        "company_name": "Dinlr",
        "email": "mark@example.com",
        "phone": "+6511221122",
        "dob": "1960-06-22",
        "gender": "F",
        "address1": "10 Kaki Bukit Ave 4",
        "address2": "#05-73",
        "city": "Singapore",
        "country": "SG",
        "postal": "415874",
        "notes": "Allergic to peanuts",
        "marketing_consent_email": True,
        "marketing_consent_text": True,
        "marketing_consent_phone": False,
        "customer_group": SINGAPORE.group("Gold Member"),
    }


def test_the_documented_customer_is_made_and_viewed(singapore: Partner, database_url: str) -> None:
    before = everything(database_url)
    made = singapore.post("/customers", documented())
    contract.hold(made.body, {"data": contract.CUSTOMER})
    assert {key: made.data[key] for key in documented()} == documented()
    assert singapore.get(f"/customers/{made.data['id']}").data == made.data
    after = everything(database_url)
    assert after == before | {"customers": before["customers"] + 1, "events": before["events"] + 1}
    listed = singapore.get("/customers", update_at_min=made.data["updated_at"]).data
    assert listed == [made.data]


def test_the_sparse_example_shows_null_for_what_is_not_known(singapore: Partner) -> None:
    said = {"first_name": "Jamie", "email": "jamie@example.com", "gender": "F"}
    made = singapore.post("/customers", said).data
    contract.hold(made, contract.CUSTOMER)
    consents = {f"marketing_consent_{by}": False for by in ("email", "text", "phone")}
    assert made == dict.fromkeys(contract.CUSTOMER) | said | consents | {
        "id": made["id"],
        "updated_at": made["updated_at"],
    }


@pytest.mark.parametrize("name", ["reference", "first_name", "last_name"])
def test_any_of_the_three_names_will_do(name: str, singapore: Partner) -> None:
    assert singapore.post("/customers", {name: "A"}).data[name] == "A"


def test_a_change_keeps_what_is_not_sent_and_takes_away_what_is_null(singapore: Partner) -> None:
    made = singapore.post("/customers", documented()).data
    changed = singapore.put(f"/customers/{made['id']}", {"last_name": "Tan", "notes": None, "city": ""}).data
    assert changed == made | {
        "last_name": "Tan",
        "notes": None,
        "city": None,
        "updated_at": changed["updated_at"],
    }
    again = singapore.put(f"/customers/{made['id']}", {"marketing_consent_text": False, "customer_group": None}).data
    assert (again["marketing_consent_text"], again["customer_group"]) == (False, None)
    assert again["marketing_consent_email"] is True
    assert singapore.put(f"/customers/{made['id']}", {}).data["last_name"] == "Tan"
    nameless = singapore.put(f"/customers/{made['id']}", {"reference": None, "first_name": None, "last_name": None})
    assert (nameless.status, set(nameless.fields.values())) == (422, {"name_missing"})
    assert singapore.get(f"/customers/{made['id']}").data["first_name"] == "Mark"


REFUSED: list[tuple[str, Json, dict[str, str]]] = [
    (
        "none of the names",
        {"company_name": "Dinlr", "email": "a@b.example"},
        dict.fromkeys(("reference", "first_name", "last_name"), "name_missing"),
    ),
    ("no e-mail", {"email": "mark"}, {"email": "not_an_email"}),
    ("no e-mail either", {"email": "mark@localhost"}, {"email": "not_an_email"}),
    ("two e-mails", {"email": "a@b.example,c@d.example"}, {"email": "not_an_email"}),
    ("no phone", {"phone": "call me"}, {"phone": "not_a_phone"}),
    ("no phone either", {"phone": "+65 1122 ext 9"}, {"phone": "not_a_phone"}),
    ("no country", {"country": "SGP"}, {"country": "not_a_country"}),
    ("a day to come", {"dob": "2999-01-01"}, {"dob": "out_of_range"}),
    ("no day", {"dob": "1960-02-30"}, {"dob": "not_a_date"}),
    ("a day the other way round", {"dob": "22-06-1960"}, {"dob": "not_a_date"}),
    ("a time", {"dob": "1960-06-22T00:00:00Z"}, {"dob": "not_a_date"}),
    ("a foreign group", {"customer_group": LONDON.group("Regulars")}, {"customer_group": "unknown_customer_group"}),
    ("no group", {"customer_group": NOBODY}, {"customer_group": "unknown_customer_group"}),
    ("no id", {"customer_group": "gold"}, {"customer_group": "unknown_id"}),
    ("no yes or no", {"marketing_consent_email": "perhaps"}, {"marketing_consent_email": "bool_parsing"}),
    ("several at once", {"email": "x", "phone": "y", "country": "1"}, {
        "email": "not_an_email", "phone": "not_a_phone", "country": "not_a_country",
    }),
    ("too long", {
        "reference": "r" * 51, "first_name": "f" * 51, "last_name": "l" * 51, "company_name": "c" * 51,
        "email": "e" * 50 + "@b.example", "phone": "1" * 51, "address1": "a" * 101, "address2": "a" * 101,
        "city": "c" * 101, "postal": "p" * 51, "notes": "n" * 201,
    }, dict.fromkeys((
        "reference", "first_name", "last_name", "company_name", "email", "phone", "address1", "address2", "city",
        "postal", "notes",
    ), "too_long")),
]  # fmt: skip


@pytest.mark.parametrize(("body", "fields"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_is_refused_is_named_and_nothing_is_written(
    body: Json, fields: dict[str, str], quiet_singapore: Partner
) -> None:
    named = set(fields) & {"reference", "first_name", "last_name"}
    refused = quiet_singapore.post("/customers", body if named else {"first_name": "Mark"} | body)
    assert (refused.status, refused.fields) == (422, fields)
    if not named or "email" in fields:
        changed = quiet_singapore.put(f"/customers/{SINGAPORE.customer('ravi')}", body)
        assert (changed.status, changed.fields) == (422, fields)


def test_the_longest_of_everything_is_taken(singapore: Partner) -> None:
    longest = {
        "reference": "r" * 50,
        "first_name": "f" * 50,
        "email": "e" * 40 + "@b.example",
        "phone": "+" + "1" * 49,
        "address1": "a" * 100,
        "city": "c" * 100,
        "postal": "p" * 50,
        "notes": "ñ" * 200,
    }
    made = singapore.post("/customers", longest).data
    assert {key: made[key] for key in longest} == longest


def test_search_by_email_and_phone(quiet_singapore: Partner) -> None:
    ravi = quiet_singapore.get(f"/customers/{SINGAPORE.customer('ravi')}").data
    for query in (
        {"email": "ravi@mail.example"},
        {"email": "RAVI@Mail.example"},
        {"phone": "+6565550102"},
        {"phone": " 6565550102"},
        {"email": "ravi@mail.example", "phone": "+6565550102", "update_at_min": "2026-01-01T00:00:00Z"},
    ):
        assert quiet_singapore.get("/customers/search", **query).data == [ravi]
    for nobody in (
        {"email": "ravi@mail.example", "phone": "+6565550101"},
        {"email": "%"},
        {"email": "ravi@mail.example", "updated_at_min": "2999-01-01T00:00:00Z"},
        {"email": "ravi@mail.example", "page": 2},
        {"email": "hattie@post.example"},
    ):
        assert quiet_singapore.get("/customers/search", **nobody).data == []
    # Asked for nothing in particular, it is the list of everybody.
    assert quiet_singapore.get("/customers/search").data == quiet_singapore.get("/customers").data
    assert quiet_singapore.get("/customers/search", email="e" * 51).fields == {"email": "too_long"}


def test_the_restaurants_customers_and_groups(quiet_singapore: Partner) -> None:
    found = quiet_singapore.get("/customers")
    contract.hold(found.body, {"data": [contract.CUSTOMER]})
    assert len(found.data) == 12
    groups = quiet_singapore.get("/customer-groups")
    contract.hold(groups.body, {"data": [contract.CUSTOMER_GROUP]})
    assert {row["name"] for row in groups.data} == {"Bronze Member", "Gold Member", "Friends & Family"}
    assert {row["customer_group"] for row in found.data} == {row["id"] for row in groups.data}


@pytest.mark.parametrize("customer", [NOBODY, "mark", LONDON.customer("hattie")])
def test_a_customer_of_somebody_else_is_not_there(customer: str, quiet_singapore: Partner) -> None:
    for answer in (
        quiet_singapore.get(f"/customers/{customer}"),
        quiet_singapore.put(f"/customers/{customer}", {"first_name": "Mark"}),
    ):
        assert (answer.status, answer.error["code"]) == (404, "customer_not_found")


def test_a_customer_is_made_once_for_a_key(singapore: Partner, database_url: str) -> None:
    key = {"Idempotency-Key": "a customer"}
    first = singapore.post("/customers", documented(), **key)
    before = everything(database_url)
    again = singapore.post("/customers", documented(), **key)
    assert (again.status, again.body) == (200, first.body)
    other = singapore.post("/customers", {"first_name": "Else"}, **key)
    assert (other.status, other.error["code"]) == (409, "idempotency_key_reused")
    assert everything(database_url) == before
    change: dict[str, Any] = {"Idempotency-Key": "a change"}
    path = f"/customers/{first.data['id']}"
    changed = singapore.put(path, {"last_name": "Tan"}, **change)
    assert singapore.put(path, {"last_name": "Tan"}, **change).body == changed.body


def test_a_list_follows_changes(lima: Partner, database_url: str) -> None:
    as_restaurant(
        database_url, LIMA.id(), "UPDATE customers SET updated_at = '2026-01-02' WHERE tenant_id = %s", (LIMA.id(),)
    )
    since = "2026-02-01T00:00:00%2B00:00".replace("%2B", "+")
    assert lima.get("/customers", update_at_min=since).data == []
    lima.put(f"/customers/{LIMA.customer('bruno')}", {"notes": "Vegano"})
    assert [row["id"] for row in lima.get("/customers", update_at_min=since).data] == [LIMA.customer("bruno")]
    assert [row["id"] for row in lima.get("/customers", limit=200).data][-1] == LIMA.customer("bruno")
