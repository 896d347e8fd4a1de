"""What a party may ask for, whatever the book says."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from comanda.kernel.errors import Invalid
from comanda.reservations.plan import BookingPlan
from comanda.reservations.rules.wishes import Wish, check_wish
from comanda.restaurants.rules import Opening
from tests.unit.reservations.test_guests import AT, DINNER

PLAN = BookingPlan({}, {}, {DINNER.id: DINNER}, ())
ALWAYS = Opening(manual=True, manual_is_open=True, week=[], exceptions={})


@pytest.mark.parametrize("freely", [False, True])
@pytest.mark.parametrize("at", [datetime(1, 1, 2, 18, tzinfo=UTC), datetime(9999, 12, 30, 23, 59, tzinfo=UTC)])
def test_the_ends_of_the_calendar_are_too_far(at: datetime, freely: bool) -> None:
    for ends_at in (None, at, AT):
        with pytest.raises(Invalid) as refused:
            check_wish(PLAN, ALWAYS, ZoneInfo("America/Lima"), Wish(DINNER, at, 2, None, ends_at, freely), AT)
        assert [(problem.field, problem.code) for problem in refused.value.fields] == [("time", "too_far")]
