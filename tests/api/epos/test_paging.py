"""Cursors: every row once, whatever is added and taken away in between, and only for the search they came from."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from tests.api.epos.client import NOBODY, House, Json, Terminal
from tests.api.online_order.stored import as_restaurant

SEARCHES = ("tables", "orders", "parties", "reservations")


def page(terminal: Terminal, what: str, cursor: Json | None = None, **filters: object) -> Json:
    said = filters | ({"cursor": cursor} if cursor is not None else {})
    found = terminal.post(f"/{what}/search", said).good
    if what == "tables":
        (found,) = found
    rows: Json = found
    return rows


def fill(house: House, what: str, count: int) -> list[str]:
    """Let there be so many rows, and return their ids in the order of the list."""
    if what == "tables":
        return house.tables(*range(1, 19))
    if what == "orders":
        return [house.place()["id"] for _ in range(count)][::-1]
    if what == "parties":
        times = [f"2026-08-12T09:{minute:02d}:00.000Z" for minute in range(count)]
        return [house.seat(table, startTime=at)["id"] for table, at in enumerate(times, 1)][::-1]
    return [house.book(table, start=f"{table:02d}:00", end=f"{table:02d}:30")["id"] for table in range(1, count + 1)]


def forwards(terminal: Terminal, what: str, limit: int, between: Callable[[], None] = lambda: None) -> list[list[str]]:
    """Read all pages, doing something between them."""
    pages, cursor = [], {"limit": limit}
    while True:
        found = page(terminal, what, cursor)
        pages.append([row["id"] for row in found["data"]])
        if "after" not in found:
            return pages
        cursor = {"limit": limit, "after": found["after"]}
        between()


@pytest.mark.parametrize("what", SEARCHES)
@pytest.mark.parametrize("limit", [1, 4, 9, 100])
def test_every_row_once_in_both_directions(what: str, limit: int, london: House) -> None:
    ids = fill(london, what, 9)
    pages = forwards(london.terminal, what, limit)
    assert [row for rows in pages for row in rows] == ids
    assert all(len(rows) == limit for rows in pages[:-1])
    assert 0 < len(pages[-1]) <= limit
    # And back from the last page.
    cursor: Json = {"limit": limit}
    found = page(london.terminal, what, cursor)
    assert "before" not in found
    while "after" in found:
        found = page(london.terminal, what, {"limit": limit, "after": found["after"]})
        assert "before" in found
    seen = [row["id"] for row in found["data"]]
    while "before" in found:
        found = page(london.terminal, what, {"limit": limit, "before": found["before"]})
        assert "after" in found
        seen = [row["id"] for row in found["data"]] + seen
    assert seen == ids


@pytest.mark.parametrize("what", SEARCHES)
def test_an_empty_list_and_a_full_page(what: str, london: House) -> None:
    if what != "tables":
        assert page(london.terminal, what) == {"data": []}
    ids = fill(london, what, 4)
    found = page(london.terminal, what, {"limit": len(ids)})
    assert found.keys() == {"data"}
    assert page(london.terminal, what, {})["data"] == found["data"]
    assert page(london.terminal, what, {"limit": None, "after": None})["data"] == found["data"]


def test_fifty_by_default(london: House) -> None:
    for _ in range(51):
        london.place()
    found = page(london.terminal, "orders")
    assert len(found["data"]) == 50
    assert len(page(london.terminal, "orders", {"after": found["after"]})["data"]) == 1
    assert len(page(london.terminal, "orders", {"limit": 100})["data"]) == 51


def test_new_orders_move_nobodys_place(london: House) -> None:
    """Newest first: what comes in between stands in front of the first page."""
    ids = fill(london, "orders", 9)

    def more() -> None:
        london.place()

    pages = forwards(london.terminal, "orders", 2, between=more)
    assert [row for rows in pages for row in rows] == ids
    first = page(london.terminal, "orders", {"limit": 2})
    assert first["data"][0]["id"] not in ids


def test_new_parties_and_those_that_leave_move_nobodys_place(london: House) -> None:
    ids = fill(london, "parties", 9)
    numbers = iter(range(10, 19))
    gone: list[str] = []

    def between() -> None:
        number = next(numbers)
        london.seat(number, startTime=f"2026-08-13T09:{number}:00.000Z")
        # One that was listed already leaves, and one that was not.
        seen = [one for one in ids if one not in gone]
        assert london.terminal.delete(f"/parties/{seen[0]}").status == 200
        gone.append(seen[0])

    pages = forwards(london.terminal, "parties", 2, between)
    assert [row for rows in pages for row in rows] == ids
    # The row that the cursor was made of is gone, and its place is kept.
    kept = [one for one in ids if one not in gone]
    first = page(
        london.terminal, "parties", {"limit": 1, "after": page(london.terminal, "parties", {"limit": 6})["after"]}
    )
    last_listed = page(london.terminal, "parties", {"limit": 6})["data"][-1]["id"]
    assert london.terminal.delete(f"/parties/{last_listed}").status == 200
    assert first["data"][0]["id"] in kept


def test_the_row_a_cursor_was_made_of_may_be_gone(london: House) -> None:
    ids = fill(london, "reservations", 6)
    found = page(london.terminal, "reservations", {"limit": 3})
    london.terminal.delete(f"/reservations/{ids[2]}")
    london.terminal.delete(f"/reservations/{ids[3]}")
    rest = page(london.terminal, "reservations", {"limit": 3, "after": found["after"]})
    assert [row["id"] for row in rest["data"]] == ids[4:]
    back = page(london.terminal, "reservations", {"limit": 9, "before": rest["before"]})
    assert [row["id"] for row in back["data"]] == ids[:2]


def test_reservations_that_are_added_stand_where_they_begin(london: House) -> None:
    ids = fill(london, "reservations", 6)
    found = page(london.terminal, "reservations", {"limit": 3})
    before = london.book(17, start="01:15", end="01:30")
    behind = london.book(17, start="05:15", end="05:30")
    rest = page(london.terminal, "reservations", {"limit": 9, "after": found["after"]})
    assert [row["id"] for row in rest["data"]] == [ids[3], ids[4], behind["id"], ids[5]]
    assert before["id"] == page(london.terminal, "reservations", {"limit": 2})["data"][1]["id"]


def test_tables_that_come_and_go_move_nobodys_place(own_london: House) -> None:
    url, tenant = own_london.truth.url, own_london.guest.shop.id()
    ids = own_london.tables(*range(1, 19))
    found = page(own_london.terminal, "tables", {"limit": 5})
    # The table the cursor was made of goes, so does the next, and two come: in front of it and behind it.
    for number in (5, 6):
        gone = "UPDATE dining_tables SET archived_at = now() WHERE id = %s"
        as_restaurant(url, tenant, gone, (own_london.table(number),))
    for number, like in ((900, 18), (0, 1)):
        as_restaurant(
            url,
            tenant,
            "INSERT INTO dining_tables (tenant_id, id, location_id, area_id, number, name, code, pax, sort)"
            " SELECT tenant_id, gen_random_uuid(), location_id, area_id, %s, %s, %s, 2, %s FROM dining_tables"
            " WHERE id = %s",
            (number, f"New {number}", f"new-{number}", number, own_london.table(like)),
        )
    rest = page(own_london.terminal, "tables", {"limit": 100, "after": found["after"]})
    assert [row["id"] for row in rest["data"][:-1]] == ids[6:]
    assert rest["data"][-1]["name"] == "New 900"
    back = page(own_london.terminal, "tables", {"limit": 100, "before": rest["before"]})
    assert [row["name"] for row in back["data"]][:1] == ["New 0"]
    assert [row["id"] for row in back["data"][1:]] == ids[:4]


def test_rows_of_the_same_instant(london: House) -> None:
    """Everything begins at once, so only the ids tell rows apart."""
    for number in range(1, 10):
        london.seat(number)
        london.book(number)
    for what in ("parties", "reservations"):
        pages = forwards(london.terminal, what, 2)
        assert len({row for rows in pages for row in rows}) == 9
        assert [len(rows) for rows in pages] == [2, 2, 2, 2, 1]
    orders = [london.place()["id"] for _ in range(5)]
    london.truth.rows("UPDATE orders SET created_at = '2026-01-01T00:00:00Z' RETURNING id")
    found = [row for rows in forwards(london.terminal, "orders", 2) for row in rows]
    assert sorted(found) == sorted(orders)


def test_filters_hold_on_every_page(london: House) -> None:
    wanted = [london.place(details=_at(london, 1))["id"] for _ in range(5)]
    for _ in range(5):
        london.place(details=_at(london, 2))
    filters: Json = {"dineIn": {"tableId": london.table(1)}, "payableOnly": True}
    first = page(london.terminal, "orders", {"limit": 3}, **filters)
    london.terminal.pay(wanted[0], 5500)
    rest = page(london.terminal, "orders", {"limit": 3, "after": first["after"]}, **filters)
    assert [row["id"] for row in first["data"]] == wanted[:1:-1]
    assert [row["id"] for row in rest["data"]] == [wanted[1]]


def _at(house: House, number: int) -> Json:
    return {"orderType": "DineIn", "dineIn": {"tableId": house.table(number)}}


@pytest.mark.parametrize("what", SEARCHES)
def test_both_directions_at_once(what: str, london: House) -> None:
    fill(london, what, 6)
    middle = page(london.terminal, what, {"limit": 2})
    middle = page(london.terminal, what, {"limit": 2, "after": middle["after"]})
    both = {"after": middle["after"], "before": middle["before"]}
    assert london.terminal.post(f"/{what}/search", {"cursor": both}).field == "cursor"


OTHERS: dict[str, list[Json]] = {
    "tables": [{"areaId": NOBODY}, {"waiterId": NOBODY}],
    "orders": [
        {"payableOnly": True},
        {"dineIn": {"tableId": NOBODY}},
        {"dineIn": {"waiterId": "42"}},
        {"dineIn": {"partyId": NOBODY}},
        {"dineIn": {"reservationId": NOBODY}},
    ],
    "parties": [{"completedOnly": True}, {"tableId": NOBODY}],
    "reservations": [
        {"tableId": NOBODY},
        {"fromTime": "2026-01-01T00:00:00Z"},
        {"toTime": "2027-01-01T00:00:00Z"},
    ],
}


@pytest.mark.parametrize("what", SEARCHES)
def test_a_cursor_belongs_to_its_search(what: str, london: House, singapore: House) -> None:
    fill(london, what, 4)
    first = page(london.terminal, what, {"limit": 2})
    back = page(london.terminal, what, {"limit": 2, "after": first["after"]})["before"]
    path = f"/{what}/search"
    for filters in OTHERS[what]:
        for way, cursor in (("after", first["after"]), ("before", back)):
            refused = london.terminal.post(path, filters | {"cursor": {way: cursor}})
            assert refused.field == f"cursor.{way}", filters
    for other in SEARCHES:
        if other != what:
            refused = london.terminal.post(f"/{other}/search", {"cursor": {"after": first["after"]}})
            assert refused.field == "cursor.after"
    assert singapore.terminal.post(path, {"cursor": {"after": first["after"]}}).field == "cursor.after"
    # Another limit is another page of the same search.
    assert page(london.terminal, what, {"limit": 1, "after": first["after"]})["data"]


@pytest.mark.parametrize("what", SEARCHES)
@pytest.mark.parametrize("cursor", ["", "x", "string", "e30", "W10", "bnVsbA==", "WyJhIl0", "💳", "a" * 5000, "%00"])
def test_what_is_no_cursor_of_ours(what: str, cursor: str, london: House) -> None:
    for way in ("after", "before"):
        assert london.terminal.post(f"/{what}/search", {"cursor": {way: cursor}}).field == f"cursor.{way}"


@pytest.mark.parametrize("what", SEARCHES)
def test_a_cursor_that_was_tampered_with(what: str, london: House) -> None:
    fill(london, what, 4)
    cursor = page(london.terminal, what, {"limit": 2})["after"]
    for spoilt in (cursor[:-1], cursor[1:], cursor + "A", cursor + "=", cursor[::-1], cursor.swapcase()):
        assert london.terminal.post(f"/{what}/search", {"cursor": {"after": spoilt}}).field == "cursor.after"


def test_a_cursor_of_the_other_location(singapore: House, katong: Terminal) -> None:
    cursor = page(singapore.terminal, "tables", {"limit": 2})["after"]
    assert katong.post("/tables/search", {"cursor": {"after": cursor}}).field == "cursor.after"


def test_a_cursor_at_the_end_of_the_list(london: House) -> None:
    """Rows behind the cursor have gone: an empty page, and a way back."""
    ids = fill(london, "reservations", 3)
    found = page(london.terminal, "reservations", {"limit": 2})
    london.terminal.delete(f"/reservations/{ids[2]}")
    assert page(london.terminal, "reservations", {"limit": 2, "after": found["after"]})["data"] == []


def test_lists_are_in_order(london: House) -> None:
    fill(london, "orders", 5)
    fill(london, "parties", 5)
    fill(london, "reservations", 5)
    for what, name, newest_first in (
        ("orders", "createdAt", True),
        ("parties", "startTime", True),
        ("reservations", "startTime", False),
    ):
        times = [row[name] for row in page(london.terminal, what)["data"]]
        assert all((a >= b) if newest_first else (a <= b) for a, b in pairwise(times))
