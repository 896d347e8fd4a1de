"""Write reservations as their frozen values say, inside somebody's unit of work."""

from dataclasses import asdict, fields

import orjson

from comanda.reservations import tables
from comanda.reservations.reservation import Reservation
from comanda.store.database import UnitOfWork
from comanda.store.rows import insert_rows

_READ_ELSEWHERE = frozenset({"paid", "tables", "table_names"})
"""What of a reservation stands in other tables."""
_COLUMNS = [field.name for field in fields(Reservation) if field.name not in _READ_ELSEWHERE]
_INSERT = insert_rows(tables.reservations)
_UPDATE = (
    b"UPDATE reservations r SET "
    + ", ".join(f"{name} = n.{name}" for name in _COLUMNS if name != "id").encode()
    + b" FROM jsonb_populate_record(NULL::reservations, %s::jsonb) n WHERE r.tenant_id = n.tenant_id AND r.id = n.id"
)


async def insert_reservation(work: UnitOfWork, reservation: Reservation, digest: bytes | None = None) -> None:
    """Write a new reservation; its tables are kept by `keep_tables`.

    Args:
        digest: of what the terminal's backend that gave it an id asked for.
    """
    row = _row(work, reservation)
    if digest is not None:
        row["external_digest"] = "\\x" + digest.hex()
    await work.send(_INSERT, (orjson.dumps([row]).decode(),))


async def update_reservation(work: UnitOfWork, reservation: Reservation) -> None:
    """Write a locked reservation as it is to be, its tables aside."""
    await work.send(_UPDATE, (orjson.dumps(_row(work, reservation)).decode(),))


def _row(work: UnitOfWork, reservation: Reservation) -> dict[str, object]:
    kept = asdict(reservation)
    return {"tenant_id": work.tenant_id, **{name: kept[name] for name in _COLUMNS}}
