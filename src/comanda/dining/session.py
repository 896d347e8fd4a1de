"""A dining session as the core knows it: one party, where it sits, who its guests are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID


class SessionStatus(StrEnum):
    """Where a dining session stands."""

    PLANNED = "planned"
    PENDING = "pending"
    ACTIVE = "active"
    COMPLETED = "completed"
    REJECTED = "rejected"


class GuestStatus(StrEnum):
    """Whether a phone is let in."""

    WAITING = "waiting"
    ADMITTED = "admitted"
    REFUSED = "refused"


class SeatedTable(NamedTuple):
    """A table that a session is at."""

    id: UUID
    number: int
    name: str
    code: str


@dataclass(frozen=True, slots=True)
class SessionView:
    """A dining session.

    Attributes:
        status: as it counts now: a request that nobody answered in time reads as rejected.
        source: who began it: guest, staff, portal or terminal.
        opened_by: the person who opened it, None when a guest asked for it.
        expires_at: when a request is given up.
        planned_until: when the party means to leave.
        note: the host's words, which no guest is shown.
        guest_requests: the guests' words, which nobody else changes.
        stage: how far they are, in the words of whoever said so last.
        deposit: what was paid beforehand, as a terminal's backend said.
        external_id: the id that such a backend gave the party.
    """

    id: UUID
    location_id: UUID
    status: SessionStatus
    source: str
    customer_name: str
    customer_phone: str | None
    customer_id: UUID | None
    guest_count: int
    note: str | None
    opened_by: UUID | None
    created_at: datetime
    started_at: datetime
    expires_at: datetime | None
    planned_until: datetime | None
    ended_at: datetime | None
    tables: tuple[SeatedTable, ...]
    guest_requests: str | None = None
    stage: str | None = None
    deposit: Mapping[str, Any] | None = None
    external_id: str | None = None

    @property
    def table(self) -> SeatedTable | None:
        """The first of its tables."""
        return self.tables[0] if self.tables else None


@dataclass(frozen=True, slots=True)
class Guest:
    """A phone in a session."""

    id: UUID
    session_id: UUID
    name: str
    status: GuestStatus
    is_opener: bool
    created_at: datetime
    customer_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ServiceRequest:
    """Somebody at a table calls for the waiter, or for the bill."""

    id: UUID
    session_id: UUID
    location_id: UUID
    table_id: UUID
    table_number: int
    guest_name: str | None
    kind: str
    status: str
    acknowledged_by: UUID | None
    created_at: datetime
