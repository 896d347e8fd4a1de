"""Cursors: given back by the caller as they are, and of one search only."""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comanda.api.epos.paging import Search, cursor_of, instant_and_id, page, read_cursor, seek_of, slice_of, table_key
from comanda.api.epos.schemas import CursorIn
from comanda.kernel.errors import Invalid
from comanda.kernel.paging import Slice
from tests.unit.api_epos.scene import NOON, uid

SEARCH = Search("searchOrders", uid("here"), {"payableOnly": True, "tableId": "t1"})
KEY = (NOON, uid("order"))
instants = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=st.just(UTC))  # noqa: DTZ001 - they get one


def key_of(row: int) -> tuple[Any, ...]:
    return NOON + timedelta(seconds=row), UUID(int=row)


def cursor_in(**said: Any) -> CursorIn:
    return CursorIn.model_validate(said)


def shown(*rows: int) -> list[dict[str, Any]]:
    return [{"row": row} for row in rows]


@settings(derandomize=True, database=None)
@given(instants, st.uuids())
def test_a_cursor_says_which_row(at: datetime, id_: UUID) -> None:
    assert read_cursor(SEARCH, cursor_of(SEARCH, (at, id_)), instant_and_id) == (at, id_)


@settings(derandomize=True, database=None)
@given(st.integers(0, 500), st.integers(0, 9999), st.uuids())
def test_a_cursor_says_which_table(place: int, number: int, id_: UUID) -> None:
    key = (place, number, id_)
    assert read_cursor(SEARCH, cursor_of(SEARCH, key), table_key) == key


def test_a_cursor_may_stand_in_an_address() -> None:
    assert cursor_of(SEARCH, KEY).replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize(
    "other",
    [
        Search("searchParties", uid("here"), SEARCH.filters),
        Search("searchOrders", uid("elsewhere"), SEARCH.filters),
        Search("searchOrders", uid("here"), {"payableOnly": False, "tableId": "t1"}),
        Search("searchOrders", uid("here"), {"payableOnly": True}),
    ],
    ids=["operation", "location", "filter", "no filter"],
)
def test_a_cursor_of_another_search_is_refused(other: Search) -> None:
    with pytest.raises(Invalid) as refused:
        seek_of(SEARCH, cursor_in(after=cursor_of(other, KEY)), instant_and_id)
    assert refused.value.fields[0].field == "cursor.after"


def test_the_order_of_filters_does_not_matter() -> None:
    turned = Search("searchOrders", uid("here"), {"tableId": "t1", "payableOnly": True})
    assert turned.mark == SEARCH.mark


def encoded(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "ünïcode",
        "A",
        encoded("{}"),
        encoded("[]"),
        encoded("7"),
        encoded("[" * 5000),
        encoded(f'["{SEARCH.mark}"]'),
        encoded(f'["soon","{uid("order")}","{SEARCH.mark}"]'),
        encoded(f'[1,2,"{SEARCH.mark}"]'),
        encoded(f'["2026-03-06T12:00:00+00:00","no id","{SEARCH.mark}"]'),
        cursor_of(SEARCH, KEY) + "=",
        cursor_of(SEARCH, KEY)[:-4],
    ],
)
@pytest.mark.parametrize("field", ["after", "before"])
def test_a_cursor_that_nobody_gave_is_refused(text: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        seek_of(SEARCH, cursor_in(**{field: text}), instant_and_id)
    assert refused.value.fields[0].field == f"cursor.{field}"


@pytest.mark.parametrize("key", [[True, 1, str(uid("t"))], [1, 2], [1, "2", str(uid("t"))], [1, 2, 3], [1.0, 2, ""]])
def test_what_is_no_key_of_a_table_is_none(key: Sequence[Any]) -> None:
    assert table_key(key) is None


def test_both_directions_are_refused() -> None:
    cursor = cursor_of(SEARCH, KEY)
    with pytest.raises(Invalid) as refused:
        seek_of(SEARCH, cursor_in(after=cursor, before=cursor), instant_and_id)
    assert refused.value.fields[0].field == "cursor"


def test_a_page_has_fifty_rows_unless_it_says_otherwise() -> None:
    assert seek_of(SEARCH, None, instant_and_id).limit == 50
    assert seek_of(SEARCH, cursor_in(), instant_and_id).limit == 50
    assert seek_of(SEARCH, cursor_in(limit=7), instant_and_id).limit == 7


@pytest.mark.parametrize("more_before", [True, False])
@pytest.mark.parametrize("more_after", [True, False])
def test_a_page_says_on_which_side_there_is_more(more_before: bool, more_after: bool) -> None:
    said = page(SEARCH, Slice((1, 2, 3), more_before, more_after), key_of, shown(1, 2, 3))
    assert said["data"] == shown(1, 2, 3)
    assert said.get("before") == (cursor_of(SEARCH, key_of(1)) if more_before else None)
    assert said.get("after") == (cursor_of(SEARCH, key_of(3)) if more_after else None)
    assert None not in said.values()


def test_an_empty_page_has_no_cursors() -> None:
    assert page(SEARCH, Slice((), True, True), key_of, []) == {"data": []}


@settings(derandomize=True, database=None)
@given(st.integers(0, 12), st.integers(1, 5))
def test_a_list_in_memory_is_walked_there_and_back(count: int, limit: int) -> None:
    rows: list[Any] = [((0, number, uid(str(number))), number) for number in range(count)]

    def walk(direction: str) -> list[int]:
        seen: list[list[int]] = []
        cursor = cursor_in(limit=limit)
        if direction == "before" and rows:
            end = (1, 0, uid("end"))
            cursor = cursor_in(limit=limit, before=cursor_of(SEARCH, end))
        while True:
            found = slice_of(rows, seek_of(SEARCH, cursor, table_key))
            seen.append([number for _, number in found.rows])
            said = page(SEARCH, found, lambda row: row[0], shown(*seen[-1]))
            if direction not in said:
                return [number for one in (seen if direction == "after" else seen[::-1]) for number in one]
            cursor = cursor_in(limit=limit, **{direction: said[direction]})

    assert walk("after") == walk("before") == list(range(count))
