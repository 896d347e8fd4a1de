"""Approve, reject, suspend or reinstate a location."""

from uuid import UUID

from comanda.kernel.errors import NotFound
from comanda.kernel.ids import new_id
from comanda.restaurants.rules import Governance, check_transition
from comanda.store.database import Database, Event


async def change_governance(
    database: Database,
    tenant_id: UUID,
    location_id: UUID,
    wanted: Governance,
    *,
    decided_by: str,
    reason: str | None = None,
) -> None:
    """Change a location's standing with the platform; every surface obeys it from the next request.

    Args:
        decided_by: who decided, for the audit trail.
        reason: why, in words the restaurant may read.

    Raises:
        NotFound: no such location of this tenant.
        Conflict: the standing it has does not lead to the one wanted.
    """
    async with database.unit_of_work(tenant_id) as work:
        row = await work.one(
            "SELECT governance, now() AS at FROM location_directory"
            " WHERE tenant_id = %s AND location_id = %s FOR UPDATE",
            (tenant_id, location_id),
        )
        if row is None:
            raise NotFound("No such location.")
        check_transition(Governance(row["governance"]), wanted)
        await work.send(
            "UPDATE location_directory SET governance = %s WHERE tenant_id = %s AND location_id = %s",
            (wanted, tenant_id, location_id),
        )
        await work.send(
            "INSERT INTO governance_decisions (tenant_id, id, location_id, was, became, reason, decided_by)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            (tenant_id, new_id(), location_id, row["governance"], wanted, reason, decided_by),
        )
        payload = {"was": row["governance"], "became": wanted}
        work.record(Event("location.governance_changed", location_id, row["at"], location_id, payload=payload))
