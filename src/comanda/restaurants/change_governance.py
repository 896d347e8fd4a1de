"""Approve, reject, suspend or reinstate a location."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comanda.kernel.errors import NotFound
from comanda.kernel.ids import new_id
from comanda.restaurants.rules import Governance, check_transition
from comanda.store.database import Database, Event


@dataclass(frozen=True, slots=True)
class GovernanceState:
    """A location's standing with the platform, and who brought it there.

    Attributes:
        approved_by: who approved it last, None when that was never done or it was rejected.
        admin_notes: what was said with the last decision.
    """

    tenant_id: UUID
    location_id: UUID
    slug: str
    governance: Governance
    approved_by: str | None
    approved_at: datetime | None
    admin_notes: str | None


async def change_governance(
    database: Database,
    tenant_id: UUID,
    location_id: UUID,
    wanted: Governance,
    *,
    decided_by: str,
    reason: str | None = None,
) -> GovernanceState:
    """Change a location's standing with the platform; every surface obeys it from the next request.

    Args:
        decided_by: who decided, for the audit trail; whoever approves becomes the location's `approved_by`.
        reason: why, in words the restaurant may read; they replace those of the decision before.

    Raises:
        NotFound: no such location of this tenant.
        Conflict: `wrong_transition`: the standing it has does not lead to the one wanted.
    """
    async with database.unit_of_work(tenant_id) as work:
        row = await work.one(
            "SELECT slug, governance, approved_by, approved_at, now() AS at FROM location_directory"
            " WHERE tenant_id = %s AND location_id = %s FOR UPDATE",
            (tenant_id, location_id),
        )
        if row is None:
            raise NotFound("No such location.", code="unknown_location")
        check_transition(Governance(row["governance"]), wanted)
        approved_by, approved_at = row["approved_by"], row["approved_at"]
        if wanted is Governance.APPROVED:
            approved_by, approved_at = decided_by, row["at"]
        elif wanted is Governance.REJECTED:
            approved_by, approved_at = None, None
        await work.send(
            "UPDATE location_directory SET governance = %s, approved_by = %s, approved_at = %s, admin_notes = %s,"
            " updated_at = %s WHERE tenant_id = %s AND location_id = %s",
            (wanted, approved_by, approved_at, reason, row["at"], tenant_id, location_id),
        )
        await work.send(
            "INSERT INTO governance_decisions (tenant_id, id, location_id, was, became, reason, decided_by)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            (tenant_id, new_id(), location_id, row["governance"], wanted, reason, decided_by),
        )
        payload = {"was": row["governance"], "became": wanted}
        work.record(Event("location.governance_changed", location_id, row["at"], location_id, payload=payload))
    return GovernanceState(tenant_id, location_id, row["slug"], wanted, approved_by, approved_at, reason)
