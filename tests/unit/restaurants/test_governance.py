"""A location's standing with the platform: every pair of standings, allowed or refused."""

import itertools

import pytest

from comanda.kernel.errors import Conflict
from comanda.restaurants.rules import Governance, check_transition, trades

ALLOWED = {
    ("draft", "pending_approval"),
    ("pending_approval", "approved"),
    ("pending_approval", "rejected"),
    ("approved", "suspended"),
    ("suspended", "approved"),
}
PAIRS = list(itertools.product(Governance, Governance))


@pytest.mark.parametrize(("was", "wanted"), [pair for pair in PAIRS if pair in ALLOWED])
def test_a_standing_leads_to_these(was: Governance, wanted: Governance) -> None:
    check_transition(was, wanted)


@pytest.mark.parametrize(("was", "wanted"), [pair for pair in PAIRS if pair not in ALLOWED])
def test_a_standing_leads_to_nothing_else(was: Governance, wanted: Governance) -> None:
    with pytest.raises(Conflict) as refused:
        check_transition(was, wanted)
    assert refused.value.code == "wrong_transition"


def test_there_are_five_standings() -> None:
    assert set(Governance) == {"draft", "pending_approval", "approved", "rejected", "suspended"}


@pytest.mark.parametrize("governance", list(Governance))
@pytest.mark.parametrize("active", [True, False])
def test_only_an_approved_and_active_location_trades(governance: Governance, active: bool) -> None:
    assert trades(governance, active=active) is (governance == "approved" and active)
