"""Who is asking."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """A resolved caller.

    Attributes:
        tenant_id: the restaurant whose rows the caller may touch.
        app_id: the partner app that calls, None for the restaurant's own people and tools.
        user_id: the member of staff or operator who calls, None for guests and programs.
        guest_id: the phone at a table that calls.
        scopes: what the credential was issued for.
        at: the instant the caller was resolved, by the database's clock.
    """

    tenant_id: UUID
    at: datetime
    app_id: UUID | None = None
    scopes: frozenset[str] = field(default_factory=frozenset)
    user_id: UUID | None = None
    guest_id: UUID | None = None
