"""What a booking plan may be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import NamedTuple
from uuid import UUID

from comanda.kernel.errors import FieldProblem, Invalid

_MOST_MINUTES = 24 * 60
_MOST_DAYS = 730
_MOST_COVERS = 1000
_MOST_AMOUNT = 10**9


class NamedDraft(NamedTuple):
    """An experience."""

    id: UUID
    name: Mapping[str, str]


class SectionDraft(NamedTuple):
    """A table section."""

    id: UUID
    name: Mapping[str, str]
    tables: Sequence[UUID]


class JoinDraft(NamedTuple):
    """Tables that can be put together."""

    tables: Sequence[UUID]
    covers: int
    fixed: bool


@dataclass(frozen=True, slots=True)
class ServiceDraft:
    """A service; its words are those of `Service`."""

    id: UUID
    name: Mapping[str, str]
    experience: UUID
    section: UUID
    days: Sequence[int]
    first: time
    last: time
    slot_minutes: int
    turn_minutes: Sequence[tuple[int, int]]
    pacing: int | None
    min_covers: int
    max_covers: int
    notice_minutes: int
    horizon_days: int
    deposit_amount: int | None
    deposit_per_cover: bool
    deposit_from: int


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """What a booking plan is to be, each list in the order it is shown."""

    experiences: Sequence[NamedDraft]
    sections: Sequence[SectionDraft]
    services: Sequence[ServiceDraft]
    joins: Sequence[JoinDraft]


def check_draft(draft: PlanDraft, floor: frozenset[UUID]) -> None:
    """Refuse a plan that does not hold together.

    Args:
        floor: the location's tables.

    Raises:
        Invalid: naming every field that cannot be taken.
    """
    problems: list[FieldProblem] = []
    named: dict[str, Sequence[NamedDraft | SectionDraft | ServiceDraft]] = {
        "experiences": draft.experiences,
        "sections": draft.sections,
        "services": draft.services,
    }
    for kind, rows in named.items():
        seen: set[UUID] = set()
        for place, row in enumerate(rows):
            if row.id in seen:
                problems.append(FieldProblem(f"{kind}[{place}].id", "used twice", "duplicate_id"))
            if not any(row.name.values()):
                problems.append(FieldProblem(f"{kind}[{place}].name", "a name is expected", "too_short"))
            seen.add(row.id)
    for place, section in enumerate(draft.sections):
        problems += _tables(f"sections[{place}].tables", section.tables, floor, 1)
    for place, join in enumerate(draft.joins):
        problems += _tables(f"joins[{place}].tables", join.tables, floor, 2)
        problems += _range(f"joins[{place}].covers", join.covers, 1, _MOST_COVERS)
    fixed = [table for join in draft.joins if join.fixed for table in join.tables]
    if len(fixed) != len(set(fixed)):
        problems.append(FieldProblem("joins", "a table stands in one fixed join at most", "duplicate_table"))
    experiences = {row.id for row in draft.experiences}
    sections = {row.id for row in draft.sections}
    for place, service in enumerate(draft.services):
        at = f"services[{place}]."
        if service.experience not in experiences:
            problems.append(FieldProblem(at + "experience", "one of the experiences is expected", "unknown_experience"))
        if service.section not in sections:
            problems.append(FieldProblem(at + "section", "one of the sections is expected", "unknown_section"))
        problems += _service(at, service)
    if problems:
        raise Invalid.fields_of(problems)


def _service(at: str, service: ServiceDraft) -> list[FieldProblem]:
    problems = []
    if not service.days or any(not 0 <= day <= 6 for day in service.days):
        problems.append(FieldProblem(at + "days", "weekdays from 0, Monday, to 6 are expected", "out_of_range"))
    problems += _range(at + "slot_minutes", service.slot_minutes, 5, 720)
    problems += _range(at + "min_covers", service.min_covers, 1, _MOST_COVERS)
    problems += _range(at + "max_covers", service.max_covers, service.min_covers, _MOST_COVERS)
    problems += _range(at + "notice_minutes", service.notice_minutes, 0, _MOST_DAYS * _MOST_MINUTES)
    problems += _range(at + "horizon_days", service.horizon_days, 0, _MOST_DAYS)
    if service.pacing is not None:
        problems += _range(at + "pacing", service.pacing, 1, _MOST_COVERS)
    if service.deposit_amount is not None:
        problems += _range(at + "deposit_amount", service.deposit_amount, 1, _MOST_AMOUNT)
    problems += _range(at + "deposit_from", service.deposit_from, 1, _MOST_COVERS)
    sizes = [covers for covers, _ in service.turn_minutes]
    if not sizes or sizes != sorted(set(sizes)):
        message = "one or more pairs are expected, from the smallest party to the largest"
        problems.append(FieldProblem(at + "turn_minutes", message, "out_of_order"))
    for place, (covers, minutes) in enumerate(service.turn_minutes):
        problems += _range(f"{at}turn_minutes[{place}].up_to", covers, 1, _MOST_COVERS)
        problems += _range(f"{at}turn_minutes[{place}].minutes", minutes, 5, _MOST_MINUTES)
    return problems


def _tables(field: str, tables: Sequence[UUID], floor: frozenset[UUID], least: int) -> list[FieldProblem]:
    problems = [
        FieldProblem(f"{field}[{place}]", "no such table at this location", "unknown_table")
        for place, table in enumerate(tables)
        if table not in floor
    ]
    problems += [
        FieldProblem(f"{field}[{place}]", "named twice", "duplicate_table")
        for place, table in enumerate(tables)
        if table in tables[:place]
    ]
    if len(tables) < least:
        problems.append(FieldProblem(field, f"{least} or more are expected", "too_short"))
    return problems


def _range(field: str, value: int, least: int, most: int) -> list[FieldProblem]:
    if least <= value <= most:
        return []
    return [FieldProblem(field, f"a whole number from {least} to {most} is expected", "out_of_range")]
