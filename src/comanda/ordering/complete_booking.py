"""Say of a party that had reserved that it has left: its session ends with all that belongs to it."""

from uuid import UUID

from comanda.dining.queries import lock_session
from comanda.dining.session import SessionStatus
from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict
from comanda.ordering.close_session import close_within
from comanda.reservations.queries import find_reservation
from comanda.reservations.reservation import Reservation, ReservationStatus
from comanda.reservations.rules.status import Action, next_status
from comanda.store.database import Database, UnitOfWork
from comanda.store.idempotency import Once


async def complete_booking(
    database: Database, actor: Actor, reservation_id: UUID, *, once: Once[Reservation] | None = None
) -> Reservation:
    """End the dining session of a party that has reserved; one that has left is answered as it is.

    Raises:
        Conflict: `wrong_transition`: the party does not sit; `table_has_balance`, `session_has_open_orders` or
            `order_locked`, as for any session.
        NotFound: `reservation_not_found`.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        found = await find_reservation(work, reservation_id)
        if next_status(found.status, Action.COMPLETE) is not found.status:
            await _leave(work, actor, found)
            found = await find_reservation(work, reservation_id)
            if found.status is not ReservationStatus.COMPLETED:
                raise Conflict("The party has just joined another one; send it again.", code="busy")
        if once is not None:
            await once.keep(work, found)
    return found


async def _leave(work: UnitOfWork, actor: Actor, seated: Reservation) -> None:
    assert seated.session_id is not None  # noqa: S101 - a party that sits has its session
    # Sessions come before reservations: see docs/algorithms/locking.md.
    session = await lock_session(work, seated.session_id)
    if session.status is SessionStatus.ACTIVE:
        await close_within(work, actor, session.id)
