"""Sections 9.1 to 9.7: loyalty programs, members and their points."""

import pytest

from tests.api.online_order import contract
from tests.api.online_order.carts import LIMA, LONDON, NOBODY, SINGAPORE
from tests.api.online_order.stored import as_restaurant, everything, holdings
from tests.partner import Answer, Json, Partner

PUNTOS, CAFE = LIMA.program("puntos"), LIMA.program("cafe")
ROSA, CARLA = (LIMA.customer(key) for key in ("rosa", "carla"))


def points(partner: Partner, program: str, **said: object) -> Answer:
    """Give somebody points."""
    return partner.post(f"/loyalty/{program}/transactions", said)


def test_the_programs_and_their_rewards(quiet_lima: Partner) -> None:
    found = quiet_lima.get("/loyalty/programs")
    contract.hold(found.body, {"data": [contract.PROGRAM]})
    assert [(row["id"], row["name"], row["term_single"], row["term_plural"]) for row in found.data] == [
        (PUNTOS, "Puntos Caleta", "punto", "puntos"),
        (CAFE, "Tarjeta del café", "sello", "sellos"),
    ]
    assert quiet_lima.get("/loyalty/programs", limit=1, page=2).data == found.data[1:]
    assert quiet_lima.get("/loyalty/programs", update_at_min="2999-01-01T00:00:00Z").data == []
    rewards = quiet_lima.get(f"/loyalty/{PUNTOS}/rewards")
    contract.hold(rewards.body, {"data": [contract.REWARD]})
    assert rewards.data == [
        {"id": LIMA.reward("puntos", "cuenta"), "point": 50, "name": "S/ 15 menos en la cuenta"},
        {"id": LIMA.reward("puntos", "suspiro"), "point": 30, "name": "Un suspiro por la casa"},
    ]


def test_the_members_of_a_program(quiet_lima: Partner) -> None:
    found = quiet_lima.get(f"/loyalty/{PUNTOS}/members")
    contract.hold(found.body, {"data": [contract.MEMBER]})
    assert {row["customer"]: row["point"] for row in found.data} == {
        LIMA.customer(key): had
        for key, had in (("rosa", 200), ("martin", 500), ("lucia", 32), ("jorge", 150), ("bruno", 0))
    }
    one = quiet_lima.get(f"/loyalty/{PUNTOS}/members/{LIMA.member('puntos', 'rosa')}")
    contract.hold(one.body, {"data": contract.MEMBER})
    assert one.data in found.data
    assert len(quiet_lima.get(f"/loyalty/{PUNTOS}/members", limit=2).data) == 2
    assert quiet_lima.get(f"/loyalty/{PUNTOS}/members", update_at_min="2999-01-01T00:00:00Z").data == []


def test_a_customer_is_enrolled_once(lima: Partner, database_url: str) -> None:
    enrolled = lima.post(f"/loyalty/{PUNTOS}/members", {"customer": CARLA})
    contract.hold(enrolled.body, {"data": contract.MEMBER})
    assert (enrolled.data["point"], enrolled.data["customer"]) == (0, CARLA)
    assert lima.get(f"/loyalty/{PUNTOS}/members/{enrolled.data['id']}").data == enrolled.data
    before = everything(database_url)
    again = lima.post(f"/loyalty/{PUNTOS}/members", {"customer": CARLA})
    assert (again.status, again.error["code"]) == (409, "already_member")
    for customer, code in ((NOBODY, "unknown_customer"), (LONDON.customer("hattie"), "unknown_customer")):
        refused = lima.post(f"/loyalty/{PUNTOS}/members", {"customer": customer})
        assert (refused.status, refused.fields) == (422, {"customer": code})
    assert lima.post(f"/loyalty/{PUNTOS}/members", {"customer": "carla"}).fields == {"customer": "unknown_id"}
    assert lima.post(f"/loyalty/{PUNTOS}/members", {}).fields == {"customer": "missing"}
    assert everything(database_url) == before
    assert holdings(database_url, CARLA) == ([0], 0)


def test_the_documented_transaction_moves_points(lima: Partner, database_url: str) -> None:
    member = LIMA.member("puntos", "rosa")
    said = {"member": member, "location": LIMA.location, "points": 10, "notes": "Complimentary points"}
    moved = points(lima, PUNTOS, **said)
    contract.hold(moved.body, {"data": contract.POINTS})
    assert moved.data == {
        "id": moved.data["id"],
        "member": member,
        "location": LIMA.location,
        "order": None,
        "point": 10,
        "notes": "Complimentary points",
        "created_at": moved.data["created_at"],
    }
    taken = points(lima, PUNTOS, member=member, points=-210).data
    assert (taken["point"], taken["location"], taken["notes"]) == (-210, None, None)
    assert holdings(database_url, ROSA)[0] == [0, 7]
    assert points(lima, PUNTOS, member=member, points=-1).fields == {"points": "not_enough_points"}
    assert lima.get(f"/loyalty/{PUNTOS}/members/{member}").data["point"] == 0
    found = lima.get(f"/loyalty/{PUNTOS}/transactions/search", member_id=member, limit=2).data
    assert found == [taken, moved.data]


REFUSED: list[tuple[str, Json, dict[str, str]]] = [
    ("no member", {"member": None}, {"member": "unknown_id"}),
    ("a foreign member", {"member": LONDON.member("arches", "hattie")}, {"member": "unknown_member"}),
    ("a member of another program", {"member": LIMA.member("cafe", "elena")}, {"member": "unknown_member"}),
    ("no points", {"points": 0}, {"points": "out_of_range"}),
    ("half a point", {"points": 1.5}, {"points": "not_an_integer"}),
    ("points in words", {"points": "ten"}, {"points": "not_an_integer"}),
    ("too many points", {"points": 10**9}, {"points": "out_of_range"}),
    ("far too many points", {"points": 10**30}, {"points": "out_of_range"}),
    ("more than there are", {"points": -201}, {"points": "not_enough_points"}),
    ("a foreign location", {"location": LONDON.location}, {"location": "unknown_location"}),
    ("too much to say", {"notes": "n" * 201}, {"notes": "too_long"}),
    (
        "several at once",
        {"member": NOBODY, "points": 0, "location": NOBODY},
        {"member": "unknown_member", "points": "out_of_range", "location": "unknown_location"},
    ),
]


@pytest.mark.parametrize(("body", "fields"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_is_refused_is_named_and_nothing_is_written(
    body: Json, fields: dict[str, str], quiet_lima: Partner
) -> None:
    refused = points(quiet_lima, PUNTOS, **({"member": LIMA.member("puntos", "rosa"), "points": 1} | body))
    assert (refused.status, refused.fields) == (422, fields)


def test_points_have_an_upper_end(lima: Partner, database_url: str) -> None:
    member = LIMA.member("puntos", "martin")
    nearly = "UPDATE loyalty_members SET points = 1999999999 WHERE id = %s"
    as_restaurant(database_url, LIMA.id(), nearly, (member,))
    assert points(lima, PUNTOS, member=member, points=2).fields == {"points": "out_of_range"}
    assert points(lima, PUNTOS, member=member, points=10_000_000).fields == {"points": "out_of_range"}
    assert points(lima, PUNTOS, member=member, points=1).status == 200


@pytest.mark.parametrize("program", [NOBODY, "puntos", LONDON.program("arches"), SINGAPORE.program("lanterns")])
def test_a_program_of_somebody_else_is_not_there(program: str, quiet_lima: Partner) -> None:
    member = LIMA.member("puntos", "rosa")
    for answer in (
        quiet_lima.get(f"/loyalty/{program}/rewards"),
        quiet_lima.get(f"/loyalty/{program}/members"),
        quiet_lima.get(f"/loyalty/{program}/members/{member}"),
        quiet_lima.get(f"/loyalty/{program}/transactions/search"),
        quiet_lima.post(f"/loyalty/{program}/members", {"customer": CARLA}),
        points(quiet_lima, program, member=member, points=1),
    ):
        assert (answer.status, answer.error["code"]) == (404, "program_not_found")
    for other in (NOBODY, "rosa", LIMA.member("cafe", "rosa")):
        answer = quiet_lima.get(f"/loyalty/{PUNTOS}/members/{other}")
        assert (answer.status, answer.error["code"]) == (404, "member_not_found")


def test_transactions_are_found_newest_first(lima: Partner, database_url: str) -> None:
    path, member = f"/loyalty/{PUNTOS}/transactions/search", LIMA.member("puntos", "rosa")
    seeded = lima.get(path, member_id=member)
    contract.hold(seeded.body, {"data": [contract.POINTS]})
    assert [row["point"] for row in seeded.data] == [60, -20, 120, 40]
    here = points(lima, PUNTOS, member=member, points=5, location=LIMA.location).data
    for query in (
        {"app_id": "current"},
        {"location_id": LIMA.location},
        {"create_at_min": here["created_at"]},
        {"created_at_min": here["created_at"], "member_id": member, "app_id": "current"},
    ):
        assert lima.get(path, **query).data == [here]
    assert [row["point"] for row in lima.get(path, member_id=member, limit=2, page=2).data] == [-20, 120]
    for nothing in ({"app_id": NOBODY}, {"order_id": NOBODY}, {"member_id": NOBODY}, {"page": 9}):
        assert lima.get(path, **nothing).data == []
    # The other program's transactions are its own.
    cafe = lima.get(f"/loyalty/{CAFE}/transactions/search", member_id=LIMA.member("cafe", "rosa")).data
    assert [row["point"] for row in cafe] == [4, 3]
    assert lima.get(path, app_id="mine").fields == {"app_id": "unknown_id"}
    assert lima.get(path, limit=201).fields == {"limit": "out_of_range"}
    elsewhere = lima.get(path, location_id=LONDON.location)
    assert (elsewhere.status, elsewhere.error["code"]) == (404, "unknown_location")
    assert holdings(database_url, ROSA)[0] == [205, 7]


def test_points_are_given_once_for_a_key(lima: Partner, database_url: str) -> None:
    key = {"Idempotency-Key": "points"}
    path, said = f"/loyalty/{PUNTOS}/transactions", {"member": LIMA.member("puntos", "rosa"), "points": 10}
    first = lima.post(path, said, **key)
    assert lima.post(path, said, **key).body == first.body
    assert holdings(database_url, ROSA)[0] == [210, 7]
    enrolled = lima.post(f"/loyalty/{PUNTOS}/members", {"customer": CARLA}, **{"Idempotency-Key": "enrol"})
    again = lima.post(f"/loyalty/{PUNTOS}/members", {"customer": CARLA}, **{"Idempotency-Key": "enrol"})
    assert (again.status, again.body) == (200, enrolled.body)
