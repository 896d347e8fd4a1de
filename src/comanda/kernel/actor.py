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
        scopes: what the credential was issued for.
        at: the instant the caller was resolved, by the database's clock.
    """

    tenant_id: UUID
    at: datetime
    app_id: UUID | None = None
    scopes: frozenset[str] = field(default_factory=frozenset)
