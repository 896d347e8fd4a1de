"""What can be reserved at the demo restaurants."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from comanda.demo.blueprint import Name
from comanda.kernel.time import WEEKDAYS
from comanda.reservations import tables

_SLOT_MINUTES = 30
_TURNS = ((2, 90), (6, 120), (99, 150))
_WEEKEND = ("fri", "sat", "sun")


@dataclass(frozen=True, kw_only=True)
class Service:
    """Hours in which tables can be booked.

    Attributes:
        experience: key, as `section` is.
        last: before `first` it is on the next day.
        covers: from how many guests to how many.
        deposit: an amount, whether it is for each guest, and from how many guests on.
    """

    key: str
    name: Name
    experience: str
    section: str
    first: str
    last: str
    days: tuple[str, ...] = WEEKDAYS
    pacing: int | None = 24
    covers: tuple[int, int] = (1, 12)
    notice_minutes: int = 60
    horizon_days: int = 60
    deposit: tuple[str, bool, int] | None = None


@dataclass(frozen=True, kw_only=True)
class Bookable:
    """What a location offers.

    Attributes:
        experiences: names by key.
        sections: names and the numbers of their tables by key.
        joins: tables that can be put together, and how many they seat then.
        fixed: those that stand together for good.
    """

    experiences: Mapping[str, Name]
    sections: Mapping[str, tuple[Name, tuple[int, ...]]]
    services: tuple[Service, ...]
    joins: tuple[tuple[tuple[int, ...], int], ...] = ()
    fixed: tuple[tuple[tuple[int, ...], int], ...] = ()


def _both(language: str, said: str, english: str) -> Name:
    return {language: said, "en": english}


_LIMA = Bookable(
    experiences={
        "indoor": _both("es", "Salón", "Dining room"),
        "outdoor": _both("es", "Terraza", "Terrace"),
        "family": _both("es", "Mesa familiar", "Family table"),
    },
    sections={
        "indoor": (_both("es", "Salón", "Dining room"), (1, 2, 3, 4, 5, 6, 7, 8, 9)),
        "outdoor": (_both("es", "Terraza", "Terrace"), (11, 12, 13, 14, 15, 16)),
        "family": (_both("es", "Familiar", "Family"), (10,)),
    },
    services=(
        Service(
            key="lunch",
            name=_both("es", "Almuerzo", "Lunch"),
            experience="indoor",
            section="indoor",
            first="12:00",
            last="15:30",
        ),
        Service(
            key="dinner",
            name=_both("es", "Cena", "Dinner"),
            experience="indoor",
            section="indoor",
            first="18:30",
            last="21:30",
            deposit=("20.00", True, 6),
        ),
        Service(
            key="terrace",
            name=_both("es", "Tarde en la terraza", "Afternoon on the terrace"),
            experience="outdoor",
            section="outdoor",
            first="16:00",
            last="18:00",
            days=_WEEKEND,
        ),
        Service(
            key="vip",
            name=_both("es", "Cena familiar", "Family dinner"),
            experience="family",
            section="family",
            first="19:00",
            last="20:30",
            pacing=None,
            covers=(6, 10),
            notice_minutes=1440,
            deposit=("150.00", False, 1),
        ),
    ),
    joins=(((1, 2), 8), ((3, 4), 8), ((5, 6), 4)),
)
_CHINATOWN = Bookable(
    experiences={
        "indoor": _both("zh", "室内用餐", "Indoor Dining"),
        "outdoor": _both("zh", "户外用餐", "Outdoor Dining"),
        "vip": _both("zh", "贵宾房", "VIP Room"),
    },
    sections={
        "vip": (_both("zh", "贵宾房", "VIP Rooms"), (8,)),
        "indoor": (_both("zh", "室内", "Indoor"), (1, 2, 3, 4, 5, 6, 7)),
        "outdoor": (_both("zh", "户外", "Outdoor"), (9, 10, 11, 12)),
    },
    services=(
        Service(
            key="lunch",
            name=_both("zh", "午餐", "Lunch Session"),
            experience="indoor",
            section="indoor",
            first="12:00",
            last="14:00",
            pacing=16,
        ),
        Service(
            key="dinner",
            name=_both("zh", "晚餐", "Dinner Session"),
            experience="indoor",
            section="indoor",
            first="18:00",
            last="20:30",
            deposit=("10.00", True, 6),
        ),
        Service(
            key="alfresco",
            name=_both("zh", "五脚基晚餐", "Alfresco Dinner"),
            experience="outdoor",
            section="outdoor",
            first="18:00",
            last="21:00",
            days=_WEEKEND,
        ),
        Service(
            key="vip",
            name=_both("zh", "贵宾晚餐", "VIP Dinner Session"),
            experience="vip",
            section="vip",
            first="18:30",
            last="20:00",
            pacing=None,
            covers=(4, 8),
            notice_minutes=1440,
            deposit=("100.00", False, 1),
        ),
    ),
    joins=(((3, 4), 8), ((5, 6), 8), ((3, 4, 5), 12)),
)
_KATONG = Bookable(
    experiences={"indoor": _both("zh", "室内用餐", "Indoor Dining"), "vip": _both("zh", "长桌宴", "Tok panjang")},
    sections={
        "indoor": (_both("zh", "室内", "Indoor"), (1, 2, 3, 4, 5)),
        "vip": (_both("zh", "长桌", "Long table"), (6,)),
    },
    services=(
        Service(
            key="dinner",
            name=_both("zh", "晚餐", "Dinner Session"),
            experience="indoor",
            section="indoor",
            first="18:00",
            last="20:30",
        ),
        Service(
            key="vip",
            name=_both("zh", "娘惹长桌宴", "Peranakan feast"),
            experience="vip",
            section="vip",
            first="18:30",
            last="19:30",
            days=_WEEKEND,
            pacing=None,
            covers=(6, 10),
            notice_minutes=2880,
            deposit=("30.00", True, 1),
        ),
    ),
)
_BERMONDSEY = Bookable(
    experiences={"indoor": "Dining room", "outdoor": "Garden", "snug": "The snug"},
    sections={
        "indoor": ("Dining room", (1, 2, 3, 4, 5, 6, 7, 8)),
        "outdoor": ("Garden", (10, 11, 12, 13, 14)),
        "snug": ("The snug", (9,)),
    },
    services=(
        Service(key="lunch", name="Lunch", experience="indoor", section="indoor", first="12:00", last="14:30"),
        Service(
            key="dinner",
            name="Dinner",
            experience="indoor",
            section="indoor",
            first="17:30",
            last="21:00",
            deposit=("10.00", True, 6),
        ),
        Service(
            key="late",
            name="Late supper in the garden",
            experience="outdoor",
            section="outdoor",
            first="22:00",
            last="00:00",
            days=("fri", "sat"),
        ),
        Service(
            key="vip",
            name="Dinner in the snug",
            experience="snug",
            section="snug",
            first="18:30",
            last="20:00",
            pacing=None,
            covers=(4, 8),
            notice_minutes=1440,
            deposit=("100.00", False, 1),
        ),
    ),
    joins=(((1, 2), 4), ((6, 7), 8)),
    fixed=(((4, 5), 8),),
)
BOOKABLE: Mapping[str, Bookable] = {
    "downtown-lima": _LIMA,
    "chinatown-singapore": _CHINATOWN,
    "katong-singapore": _KATONG,
    "bermondsey-london": _BERMONDSEY,
}
"""By the location's slug."""


def booking_rows(
    location: str,
    identify: Callable[..., UUID],
    name: Callable[[Name], Mapping[str, str]],
    minor: Callable[[str], int],
) -> Iterable[tuple[Table, dict[str, Any]]]:
    """Return the rows of what a location offers to book, in the order they must be written.

    Args:
        location: its slug.
        identify: gives the restaurant's ids, by words.
        name: turns a name into what is kept of it.
        minor: turns an amount into minor units.
    """
    offered = BOOKABLE.get(location)
    if offered is None:
        return
    here = {"location_id": identify(location)}
    for sort, (key, said) in enumerate(offered.experiences.items()):
        yield (
            tables.experiences,
            {
                **here,
                "id": identify(location, "experience", key),
                "name": name(said),
                "sort": sort,
            },
        )
    for sort, (key, (said, numbers)) in enumerate(offered.sections.items()):
        section_id = identify(location, "section", key)
        yield tables.table_sections, {**here, "id": section_id, "name": name(said), "sort": sort}
        for number in numbers:
            table_id = identify(location, "table", str(number))
            yield tables.table_section_tables, {"section_id": section_id, "table_id": table_id}
    for sort, service in enumerate(offered.services):
        amount, per_cover, least = service.deposit or (None, True, 1)
        yield (
            tables.booking_services,
            {
                **here,
                "id": identify(location, "service", service.key),
                "name": name(service.name),
                "experience_id": identify(location, "experience", service.experience),
                "section_id": identify(location, "section", service.section),
                "days": [WEEKDAYS.index(day) for day in service.days],
                "first_slot": service.first,
                "last_slot": service.last,
                "slot_minutes": _SLOT_MINUTES,
                "turn_minutes": _TURNS,
                "pacing": service.pacing,
                "min_covers": service.covers[0],
                "max_covers": service.covers[1],
                "notice_minutes": service.notice_minutes,
                "horizon_days": service.horizon_days,
                "deposit_amount": minor(amount) if amount is not None else None,
                "deposit_per_cover": per_cover,
                "deposit_from": least,
                "sort": sort,
            },
        )
    joined = [(numbers, covers, False) for numbers, covers in offered.joins]
    joined += [(numbers, covers, True) for numbers, covers in offered.fixed]
    for numbers, covers, fixed in joined:
        join_id = identify(location, "join", *map(str, numbers))
        yield tables.table_joins, {**here, "id": join_id, "covers": covers, "fixed": fixed}
        for place, number in enumerate(numbers):
            table_id = identify(location, "table", str(number))
            yield tables.table_join_tables, {"join_id": join_id, "table_id": table_id, "sort": place}
