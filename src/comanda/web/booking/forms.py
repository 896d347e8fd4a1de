"""What guests choose and type, read from addresses and forms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple
from urllib.parse import parse_qsl
from uuid import UUID

from starlette.requests import Request

from comanda.kernel.errors import FieldProblem, Malformed, TooLarge
from comanda.kernel.ids import parse_id
from comanda.kernel.time import parse_iso
from comanda.reservations.plan import BookingPlan, Service
from comanda.reservations.rules.slots import DAY

_LONGEST = 16_000
_MOST_FIELDS = 50
Said = Mapping[str, str]


class Limits(NamedTuple):
    """What guests choose from: how many may come, and from which local day to which."""

    covers: int
    first: date
    last: date


class Chosen(NamedTuple):
    """A time of a service."""

    service: Service
    at: datetime

    @property
    def text(self) -> str:
        """How it is written in addresses and forms."""
        return f"{self.service.id}@{self.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


@dataclass(frozen=True, slots=True)
class Search:
    """For whom, when and where a table is looked for; no experience is any."""

    adults: int
    children: int
    day: date
    experience_id: UUID | None

    @property
    def covers(self) -> int:
        """How many come."""
        return self.adults + self.children

    def query(self, **other: object) -> dict[str, object]:
        """Return the same for an address, but for what is given."""
        said: dict[str, object] = {"adults": self.adults, "children": self.children, "day": self.day}
        return said | {"experience": self.experience_id or ""} | other


async def read_form(request: Request) -> dict[str, str]:
    """Return the fields of a form; of one that is there twice, the first.

    Raises:
        Malformed: it is no form.
        TooLarge: it is longer than any of ours.
    """
    read = bytearray()
    async for chunk in request.stream():
        read += chunk
        if len(read) > _LONGEST:
            raise TooLarge(f"At most {_LONGEST} bytes are expected.")
    try:
        pairs = parse_qsl(read.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise Malformed("Fields in application/x-www-form-urlencoded and UTF-8 are expected.") from error
    return dict(reversed(pairs))


def offered(plan: BookingPlan) -> list[Service]:
    """Return the services that can be booked at all."""
    return [service for service in plan.services.values() if not service.archived]


def limits_of(plan: BookingPlan, today: date) -> Limits:
    """Return what guests choose from; there is at least one service."""
    services = offered(plan)
    horizon = max(service.horizon_days for service in services)
    return Limits(max(service.max_covers for service in services), today, today + horizon * DAY)


def read_search(
    said: Said, plan: BookingPlan, limits: Limits, usual: Search
) -> tuple[Search, tuple[FieldProblem, ...]]:
    """Return what is looked for, and what of it cannot be taken, for which the usual stands then.

    Args:
        usual: what stands for all that is not said.
    """
    problems = []
    numbers = {}
    for name, least, standing in (("adults", 1, usual.adults), ("children", 0, usual.children)):
        numbers[name] = standing
        text = said.get(name, "").strip()
        if text:
            number = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else -1
            if least <= number <= limits.covers:
                numbers[name] = number
            else:
                problems.append(FieldProblem(name, f"{least} to {limits.covers} are expected", "out_of_range"))
    day, text = usual.day, said.get("day", "").strip()
    if text:
        try:
            asked = date.fromisoformat(text)
        except ValueError:
            asked = date.min
        if limits.first <= asked <= limits.last:
            day = asked
        else:
            problems.append(FieldProblem("day", f"{limits.first} to {limits.last} is expected", "out_of_range"))
    experience_id = usual.experience_id
    if "experience" in said:
        experience_id = parse_id(said["experience"])
        if said["experience"] and experience_id not in plan.experiences:
            problems.append(FieldProblem("experience", "one of the location's is expected", "unknown"))
            experience_id = None
    return Search(numbers["adults"], numbers["children"], day, experience_id), tuple(problems)


def read_time(text: str, plan: BookingPlan) -> Chosen | None:
    """Return the time that `Chosen.text` writes, or None when it is none of a service that is offered."""
    service_id, _, instant = text.partition("@")
    found, at = parse_id(service_id), parse_iso(instant)
    service = plan.services.get(found) if found is not None else None
    if service is None or service.archived or at is None:
        return None
    return Chosen(service, at)
