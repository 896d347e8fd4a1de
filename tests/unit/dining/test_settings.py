"""What a location may leave to its own taste."""

from typing import Any

import pytest

from comanda.kernel.errors import Invalid
from comanda.restaurants.settings import LocationSettings, changed

BOUNDS = {
    "pending_minutes": (1, 120),
    "guest_token_minutes": (5, 1440),
    "kitchen_amber_minutes": (1, 8),
    "kitchen_red_minutes": (5, 240),
    "no_show_minutes": (5, 240),
}


def test_a_restaurant_that_never_asked() -> None:
    found = LocationSettings.of({})
    assert (found.join_policy, found.show_guest_name) == ("open", True)
    assert found.no_show_minutes == 30
    assert (found.pending_lasts.total_seconds(), found.guest_token_lasts.total_seconds()) == (600, 4 * 3600)


@pytest.mark.parametrize("name", BOUNDS)
def test_minutes_have_bounds(name: str) -> None:
    low, high = BOUNDS[name]
    for value in (low, high):
        assert changed({}, {name: value})[name] == value
    for wrong in (low - 1, high + 1, 1.5, "5", True, None):
        with pytest.raises(Invalid):
            changed({}, {name: wrong})


def test_what_is_not_said_stays() -> None:
    kept = changed({"join_policy": "approve", "pending_minutes": 3}, {"show_guest_name": False})
    assert (kept["join_policy"], kept["pending_minutes"], kept["show_guest_name"]) == ("approve", 3, False)


@pytest.mark.parametrize("wanted", [{"join_policy": "maybe"}, {"show_guest_name": 1}, {"other": 1}, {"": None}])
def test_every_setting_that_cannot_be_is_named(wanted: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        changed({}, wanted | {"pending_minutes": 0})
    assert {problem.field for problem in refused.value.fields} == {
        "settings.pending_minutes",
        *(f"settings.{name}" for name in wanted),
    }
