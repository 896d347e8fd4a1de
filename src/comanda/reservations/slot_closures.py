"""Close slots to bookings, and open them again."""

from datetime import datetime
from uuid import UUID

from comanda.kernel.actor import Actor
from comanda.kernel.errors import Invalid, NotFound
from comanda.kernel.ids import new_id
from comanda.reservations.plan import BookingPlan
from comanda.reservations.rules.availability import Closure
from comanda.store.database import Database, Event
from comanda.store.idempotency import Once


async def close_slots(
    database: Database,
    actor: Actor,
    location_id: UUID,
    plan: BookingPlan,
    *,
    service_id: UUID | None,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    once: Once[Closure] | None = None,
) -> Closure:
    """Take no more bookings for slots from one time to before another; bookings that stand are not touched.

    Args:
        service_id: of this service only; None is of all.
        reason: what whoever asks is told.

    Raises:
        Invalid: naming `service` or `ends_at`.
    """
    if ends_at <= starts_at:
        raise Invalid.field("ends_at", "a time after starts_at is expected", "out_of_range")
    if service_id is not None and service_id not in plan.services:
        raise Invalid.field("service", "one of the location's services is expected", "unknown_service")
    closure = Closure(new_id(), service_id, starts_at, ends_at, reason)
    async with database.unit_of_work(actor.tenant_id) as work:
        await work.send(
            "INSERT INTO slot_closures (tenant_id, id, location_id, service_id, starts_at, ends_at, reason, user_id,"
            " created_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (
                work.tenant_id,
                closure.id,
                location_id,
                service_id,
                starts_at,
                ends_at,
                reason,
                actor.user_id,
                actor.at,
            ),
        )
        work.record(Event("slots.closed", closure.id, actor.at, location_id, payload={"reason": reason}))
        if once is not None:
            await once.keep(work, closure)
    return closure


async def reopen_slots(database: Database, actor: Actor, location_id: UUID, closure_id: UUID) -> None:
    """Take bookings again for slots that were closed.

    Raises:
        NotFound: `closure_not_found` at this location.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        gone = await work.one(
            "DELETE FROM slot_closures WHERE tenant_id = %s AND location_id = %s AND id = %s RETURNING id",
            (work.tenant_id, location_id, closure_id),
        )
        if gone is None:
            raise NotFound("No such closure.", code="closure_not_found")
        work.record(Event("slots.reopened", closure_id, actor.at, location_id))
