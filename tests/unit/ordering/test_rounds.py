"""How far a round and its lines are, in one word: every combination, every step."""

import itertools

import pytest

from comanda.kernel.errors import Conflict
from comanda.ordering.rules.status import (
    PROGRESS,
    Expedite,
    ItemStatus,
    Kitchen,
    Round,
    Status,
    check_item_step,
    check_round_step,
    item_status,
    round_status,
)

ITEM_STEPS = {
    ("pending", "preparing"),
    ("pending", "ready"),
    ("preparing", "ready"),
    ("preparing", "pending"),
    ("ready", "served"),
    ("ready", "preparing"),
    ("served", "ready"),
}
ROUND_STEPS = {
    ("pending", "confirmed"),
    ("pending", "preparing"),
    ("pending", "cancelled"),
    ("confirmed", "preparing"),
    ("confirmed", "cancelled"),
    ("preparing", "ready"),
    ("preparing", "cancelled"),
    ("preparing", "confirmed"),
    ("ready", "served"),
    ("ready", "preparing"),
    ("served", "completed"),
    ("served", "ready"),
}


@pytest.mark.parametrize(("was", "wanted"), list(itertools.product(ItemStatus, ItemStatus)))
def test_every_step_of_an_item(was: ItemStatus, wanted: ItemStatus) -> None:
    if was is wanted or (was, wanted) in ITEM_STEPS:
        check_item_step(was, wanted)
        return
    with pytest.raises(Conflict) as refused:
        check_item_step(was, wanted)
    assert refused.value.code == "wrong_transition"


@pytest.mark.parametrize(("was", "wanted"), list(itertools.product(Round, Round)))
def test_every_step_of_a_round(was: Round, wanted: Round) -> None:
    if was is wanted or (was, wanted) in ROUND_STEPS:
        check_round_step(was, wanted)
        return
    with pytest.raises(Conflict) as refused:
        check_round_step(was, wanted)
    assert refused.value.code == "wrong_transition"


@pytest.mark.parametrize("status", list(ItemStatus))
def test_what_is_kept_of_an_item_reads_as_it_was_said(status: ItemStatus) -> None:
    assert item_status(*PROGRESS[status]) is status


@pytest.mark.parametrize(("kitchen", "expedite"), list(itertools.product(Kitchen, Expedite)))
def test_an_item_in_one_word(kitchen: Kitchen, expedite: Expedite) -> None:
    if expedite == "expedited":
        wanted = "served"
    elif kitchen == "fulfilled":
        wanted = "ready"
    else:
        wanted = "preparing" if kitchen == "pending" else "pending"
    assert item_status(kitchen, expedite) == wanted


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (("pending",), "confirmed"),
        (("pending", "pending"), "confirmed"),
        (("preparing",), "preparing"),
        (("pending", "preparing"), "preparing"),
        (("pending", "ready"), "preparing"),
        (("pending", "served"), "preparing"),
        (("preparing", "ready"), "preparing"),
        (("preparing", "served"), "preparing"),
        (("ready",), "ready"),
        (("ready", "served"), "ready"),
        (("served",), "served"),
        (("served", "served"), "served"),
        (("pending", "preparing", "ready", "served"), "preparing"),
    ],
)
def test_an_accepted_round_is_as_far_as_its_lines(lines: tuple[str, ...], wanted: str) -> None:
    for order in set(itertools.permutations(lines)):
        assert round_status(Status.OPEN, [ItemStatus(line) for line in order]) == wanted


@pytest.mark.parametrize("line", list(ItemStatus))
@pytest.mark.parametrize(
    ("status", "wanted"),
    [
        ("pending", "pending"),
        ("pending_payment", "pending"),
        ("closed", "completed"),
        ("cancelled", "cancelled"),
        ("cancelled_payment", "cancelled"),
    ],
)
def test_what_was_decided_of_a_round_says_more_than_its_lines(status: str, wanted: str, line: ItemStatus) -> None:
    assert round_status(Status(status), [line, ItemStatus.PENDING]) == wanted
