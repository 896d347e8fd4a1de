"""Sections 6.1 to 6.5: vouchers as partners make and change them."""

import pytest

from tests.api.online_order import contract
from tests.api.online_order.carts import LIMA, LONDON, NOBODY, calculate, quiet_cart, rice, rows, submit
from tests.api.online_order.stored import everything
from tests.partner import Json, Partner

START, END = "2026-07-10T06:00:00+00:00", "2099-07-10T06:30:00+00:00"


def xmas(**more: object) -> Json:
    """The contract's example of a voucher for a discount."""
    return {
        "voucher_code": "XMAS20",
        "applicable": None,
        "type": "discount",
        "discount": LIMA.discount("Cumpleaños"),
        "promotion": LIMA.promotion("gran-mesa"),
        "customer": LIMA.customer("rosa"),
        "max_redemptions": 1,
        "start_date": START,
        "end_date": END,
    } | more


def test_the_documented_voucher_is_made_and_viewed(lima: Partner, database_url: str) -> None:
    before = everything(database_url)
    made = lima.post("/vouchers", xmas())
    contract.hold(made.body, {"data": contract.VOUCHER})
    # References that a discount for everybody does not need are ignored.
    assert made.data == xmas() | {
        "id": made.data["id"],
        "promotion": None,
        "customer": None,
        "redeemed": 0,
        "updated_at": made.data["updated_at"],
    }
    assert lima.get(f"/vouchers/{made.data['id']}").data == made.data
    assert everything(database_url) == before | {
        "vouchers": before["vouchers"] + 1,
        "events": before["events"] + 1,
    }


def test_a_new_voucher_takes_effect_and_is_counted(lima: Partner) -> None:
    made = lima.post("/vouchers", xmas()).data
    cart = quiet_cart(rice(15), vouchers=[{"voucher": made["id"]}])
    assert rows(calculate(lima, cart)) == [("discount+voucher", 20)]
    assert lima.get(f"/vouchers/{made['id']}").data["redeemed"] == 0
    order = submit(lima, cart)
    assert order["vouchers"] == [{"voucher": made["id"], "voucher_code": "XMAS20"}]
    used = lima.get(f"/vouchers/{made['id']}").data
    assert (used["redeemed"], used["max_redemptions"]) == (1, 1)
    assert lima.post("/cart/submit", cart).fields == {"vouchers[0].voucher": "voucher_not_usable"}
    lima.post(f"/orders/{order['id']}/cancel")
    assert lima.get(f"/vouchers/{made['id']}").data["redeemed"] == 0


def test_a_promotion_for_one_customer(lima: Partner) -> None:
    said = xmas(type="promotion", applicable="customer", max_redemptions=None, end_date=None)
    made = lima.post("/vouchers", said).data
    contract.hold(made, contract.VOUCHER)
    assert {key: made[key] for key in ("applicable", "type", "discount", "promotion", "customer")} == {
        "applicable": "customer",
        "type": "promotion",
        "discount": None,
        "promotion": LIMA.promotion("gran-mesa"),
        "customer": LIMA.customer("rosa"),
    }
    cart = quiet_cart(rice(30), vouchers=[{"voucher": made["id"]}])
    assert lima.post("/cart/calculate", cart).fields == {"vouchers[0].voucher": "voucher_not_usable"}
    for customer, total in (("rosa", 204), ("martin", None)):
        info = cart["order_info"] | {"customer": LIMA.customer(customer)}
        answer = lima.post("/cart/calculate", cart | {"order_info": info})
        if total is None:
            assert answer.fields == {"vouchers[0].voucher": "voucher_not_usable"}
        else:
            assert answer.data["total"] == total


REFUSED: list[tuple[str, Json, dict[str, str]]] = [
    ("a code that is too long", {"voucher_code": "X" * 51}, {"voucher_code": "too_long"}),
    ("a code with a space", {"voucher_code": "XMAS 20"}, {"voucher_code": "pattern"}),
    ("a code with a sign", {"voucher_code": "XMAS-20"}, {"voucher_code": "pattern"}),
    ("a code with an accent", {"voucher_code": "NAVIDÉ"}, {"voucher_code": "pattern"}),
    ("dates reversed", {"start_date": END, "end_date": START}, {"end_date": "out_of_range"}),
    ("no time between", {"end_date": START}, {"end_date": "out_of_range"}),
    ("no date", {"start_date": "tomorrow"}, {"start_date": "not_a_time"}),
    ("a discount without one", {"discount": None}, {"discount": "missing"}),
    ("a promotion without one", {"type": "promotion", "promotion": None}, {"promotion": "missing"}),
    ("a customer without one", {"applicable": "customer", "customer": None}, {"customer": "missing"}),
    ("no such type", {"type": "gift"}, {"type": "not_a_choice"}),
    ("nobody's", {"applicable": "everybody"}, {"applicable": "not_a_choice"}),
    ("a foreign discount", {"discount": LONDON.discount("Birthday tenner")}, {"discount": "unknown_discount"}),
    ("no such discount", {"discount": NOBODY}, {"discount": "unknown_discount"}),
    ("no id", {"discount": "birthday"}, {"discount": "unknown_id"}),
    ("an open discount", {"discount": LIMA.discount("Cortesía en soles")}, {"discount": "discount_is_open"}),
    (
        "a foreign promotion",
        {"type": "promotion", "promotion": LONDON.promotion("long-table")},
        {"promotion": "unknown_promotion"},
    ),
    (
        "a promotion that applies by itself",
        {"type": "promotion", "promotion": LIMA.promotion("martes-dulce")},
        {"promotion": "promotion_is_automatic"},
    ),
    (
        "a foreign customer",
        {"applicable": "customer", "customer": LONDON.customer("hattie")},
        {"customer": "unknown_customer"},
    ),
    ("no uses", {"max_redemptions": 0}, {"max_redemptions": "out_of_range"}),
    ("fewer than none", {"max_redemptions": -1}, {"max_redemptions": "out_of_range"}),
    ("more than can be counted", {"max_redemptions": 10**12}, {"max_redemptions": "out_of_range"}),
    ("half a use", {"max_redemptions": 1.5}, {"max_redemptions": "not_an_integer"}),
    (
        "several at once",
        {"discount": NOBODY, "end_date": START, "applicable": "customer", "customer": NOBODY},
        {"discount": "unknown_discount", "end_date": "out_of_range", "customer": "unknown_customer"},
    ),
]


@pytest.mark.parametrize(("body", "fields"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_is_refused_is_named_and_nothing_is_written(
    body: Json, fields: dict[str, str], quiet_lima: Partner
) -> None:
    refused = quiet_lima.post("/vouchers", xmas() | body)
    assert (refused.status, refused.fields) == (422, fields)
    changed = quiet_lima.put(f"/vouchers/{LIMA.voucher('FELIZDIA')}", xmas() | body)
    assert (changed.status, changed.fields) == (422, fields)


@pytest.mark.parametrize("field", ["voucher_code", "type", "start_date"])
def test_what_a_voucher_needs(field: str, quiet_lima: Partner) -> None:
    refused = quiet_lima.post("/vouchers", {key: value for key, value in xmas().items() if key != field})
    assert (refused.status, refused.fields) == (422, {field: "missing"})


def test_a_code_is_taken_once(lima: Partner, london: Partner, database_url: str) -> None:
    before = everything(database_url)
    refused = lima.post("/vouchers", xmas(voucher_code="FELIZDIA"))
    assert (refused.status, refused.fields) == (409, {"voucher_code": "voucher_code_taken"})
    moved = lima.put(f"/vouchers/{LIMA.voucher('GRANMESA15')}", {"voucher_code": "FELIZDIA"})
    assert (moved.status, moved.error["code"]) == (409, "voucher_code_taken")
    assert everything(database_url) == before
    # Another restaurant may have the same code.
    said = xmas(voucher_code="FELIZDIA", discount=LONDON.discount("Birthday tenner"))
    assert london.post("/vouchers", said).data["voucher_code"] == "FELIZDIA"
    assert lima.put(f"/vouchers/{LIMA.voucher('FELIZDIA')}", {"voucher_code": "FELIZDIA"}).status == 200


def test_a_change_keeps_what_is_not_sent(lima: Partner) -> None:
    made = lima.post("/vouchers", xmas()).data
    path = f"/vouchers/{made['id']}"
    changes: list[tuple[Json, Json | None]] = [
        ({"max_redemptions": 5}, {"max_redemptions": 5}),
        ({"max_redemptions": None, "end_date": None}, {"max_redemptions": None, "end_date": None}),
        ({"applicable": "customer", "customer": LIMA.customer("martin")}, None),
        ({"customer": LIMA.customer("rosa")}, {"applicable": "customer", "customer": LIMA.customer("rosa")}),
        ({"applicable": None}, {"applicable": None, "customer": None}),
        (
            {"type": "promotion", "promotion": LIMA.promotion("gran-mesa")},
            {"type": "promotion", "discount": None, "promotion": LIMA.promotion("gran-mesa")},
        ),
        ({"voucher_code": "NAVIDAD", "start_date": "2026-08-01T00:00:00-05:00"}, None),
        ({"voucher_code": None, "type": None, "start_date": ""}, {}),
        ({}, {}),
    ]
    for change, shown in changes:
        before = lima.get(path).data
        after = lima.put(path, change).data
        contract.hold(after, contract.VOUCHER)
        if shown is None:
            shown = change | ({"start_date": "2026-08-01T05:00:00+00:00"} if "start_date" in change else {})
        assert after == before | shown | {"updated_at": after["updated_at"]}
    assert lima.put(path, {"type": "discount"}).fields == {"discount": "missing"}
    assert lima.put(path, {"applicable": "customer"}).fields == {"customer": "missing"}
    reversed_dates = lima.put(path, {"end_date": "2026-07-01T00:00:00Z"})
    assert reversed_dates.fields == {"end_date": "out_of_range"}


def test_no_fewer_uses_than_there_were(lima: Partner) -> None:
    made = lima.post("/vouchers", xmas(max_redemptions=3)).data
    for _ in range(2):
        submit(lima, quiet_cart(rice(15), vouchers=[{"voucher": made["id"]}]))
    path = f"/vouchers/{made['id']}"
    assert lima.put(path, {"max_redemptions": 1}).fields == {"max_redemptions": "out_of_range"}
    assert lima.put(path, {"max_redemptions": 2}).data["redeemed"] == 2


def test_vouchers_of_each_kind_are_listed_and_found(quiet_lima: Partner) -> None:
    found = quiet_lima.get("/vouchers")
    contract.hold(found.body, {"data": [contract.VOUCHER]})
    by_code = {row["voucher_code"]: row for row in found.data}
    assert set(by_code) == {"FELIZDIA", "GRANMESA15", "PALLARES25", "SOLOROSA20", "VERANO10", "PRIMERA20"}
    assert by_code["PALLARES25"]["max_redemptions"] == 3
    assert by_code["PRIMERA20"]["redeemed"] == by_code["PRIMERA20"]["max_redemptions"] == 1
    assert by_code["VERANO10"]["end_date"] == "2026-04-01T04:59:59+00:00"
    rosa = {"applicable": "customer", "customer": LIMA.customer("rosa")}
    assert by_code["SOLOROSA20"].items() >= rosa.items()
    for query, codes in (
        ({"voucher_code": "GRANMESA15"}, ["GRANMESA15"]),
        ({"voucher_code": "NOSUCH"}, []),
        ({"customer_id": LIMA.customer("rosa")}, ["SOLOROSA20"]),
        ({"customer_id": LIMA.customer("martin")}, []),
        ({"customer_id": LIMA.customer("rosa"), "voucher_code": "FELIZDIA"}, []),
        ({"voucher_code": "FELIZDIA", "page": 2}, []),
        ({"voucher_code": "FELIZDIA", "update_at_min": "2999-01-01T00:00:00Z"}, []),
    ):
        assert [row["voucher_code"] for row in quiet_lima.get("/vouchers/search", **query).data] == codes
    assert quiet_lima.get("/vouchers/search", customer_id="rosa").fields == {"customer_id": "unknown_id"}


@pytest.mark.parametrize("code", ["VERANO10", "PRIMERA20", "SOLOROSA20"])
def test_a_voucher_that_is_over_or_used_up_or_of_somebody_else_is_refused(code: str, quiet_lima: Partner) -> None:
    cart = quiet_cart(rice(15), vouchers=[{"voucher": LIMA.voucher(code)}])
    for path in ("/cart/calculate", "/cart/submit"):
        refused = quiet_lima.post(path, cart)
        assert (refused.status, refused.fields) == (422, {"vouchers[0].voucher": "voucher_not_usable"})


@pytest.mark.parametrize("voucher", [NOBODY, "XMAS20", LONDON.voucher("HAPPYDAY")])
def test_a_voucher_of_somebody_else_is_not_there(voucher: str, quiet_lima: Partner) -> None:
    for answer in (quiet_lima.get(f"/vouchers/{voucher}"), quiet_lima.put(f"/vouchers/{voucher}", {})):
        assert (answer.status, answer.error["code"]) == (404, "voucher_not_found")


def test_a_voucher_is_made_once_for_a_key(lima: Partner, database_url: str) -> None:
    key = {"Idempotency-Key": "a voucher"}
    first = lima.post("/vouchers", xmas(), **key)
    before = everything(database_url)
    assert lima.post("/vouchers", xmas(), **key).body == first.body
    assert everything(database_url) == before
