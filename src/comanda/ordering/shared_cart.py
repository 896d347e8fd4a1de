"""The shared cart of a table: what its phones mean to order together. Nothing in it is ordered, or priced for good."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from comanda.dining.events import session_event
from comanda.dining.queries import hold_session
from comanda.kernel.actor import Actor
from comanda.kernel.errors import Conflict, Invalid
from comanda.ordering.requests import LineRequest, OptionRequest
from comanda.store.database import Database, UnitOfWork

MAX_CART_LINES = 200


@dataclass(frozen=True, slots=True)
class CartLine:
    """A line of the shared cart, and whose it is."""

    id: UUID
    guest_id: UUID
    guest_name: str
    asked: LineRequest


async def cart_of(work: UnitOfWork, session_id: UUID) -> list[CartLine]:
    """Return the shared cart of a session, oldest line first."""
    rows = await work.all(
        "SELECT c.id, c.guest_id, g.name, c.line FROM cart_lines c"
        " JOIN guests g ON g.tenant_id = c.tenant_id AND g.id = c.guest_id"
        " WHERE c.tenant_id = %s AND c.session_id = %s ORDER BY c.created_at, c.id",
        (work.tenant_id, session_id),
    )
    return [CartLine(row["id"], row["guest_id"], row["name"], _line(row["line"])) for row in rows]


async def put_cart_line(
    database: Database, actor: Actor, session_id: UUID, guest_id: UUID, line_id: UUID, asked: LineRequest
) -> None:
    """Put a line into the shared cart, or change it; saying the same twice changes nothing.

    Raises:
        Forbidden: the session is not active.
        Invalid: the cart is full.
    """
    async with database.unit_of_work(actor.tenant_id) as work:
        session = await hold_session(work, session_id)
        changed = await work.one(
            "INSERT INTO cart_lines AS c (tenant_id, id, session_id, guest_id, line, created_at, updated_at)"
            " SELECT %(tenant)s, %(id)s, %(session)s, %(guest)s, %(line)s::jsonb, %(at)s, %(at)s"
            " WHERE (SELECT count(*) FROM cart_lines n WHERE n.tenant_id = %(tenant)s AND n.session_id = %(session)s)"
            " < %(most)s ON CONFLICT (tenant_id, id) DO UPDATE"
            " SET line = excluded.line, updated_at = excluded.updated_at"
            " WHERE c.session_id = excluded.session_id RETURNING id",
            {
                "tenant": work.tenant_id,
                "id": line_id,
                "session": session_id,
                "guest": guest_id,
                "line": orjson.dumps(_kept(asked)).decode(),
                "at": actor.at,
                "most": MAX_CART_LINES,
            },
        )
        if changed is None:
            raise Invalid.field("id", f"a table's cart holds at most {MAX_CART_LINES} lines of its own", "cart_full")
        work.record(session_event("cart.updated", session, actor.at))


async def remove_cart_line(database: Database, actor: Actor, session_id: UUID, line_id: UUID) -> None:
    """Take a line out of the shared cart; one that is not there is no error."""
    async with database.unit_of_work(actor.tenant_id) as work:
        session = await hold_session(work, session_id)
        gone = await work.one(
            "DELETE FROM cart_lines WHERE tenant_id = %s AND id = %s AND session_id = %s RETURNING id",
            (work.tenant_id, line_id, session_id),
        )
        if gone is not None:
            work.record(session_event("cart.updated", session, actor.at))


async def take_cart_lines(work: UnitOfWork, session_id: UUID, line_ids: Sequence[UUID]) -> tuple[LineRequest, ...]:
    """Take lines out of the shared cart to order them: whoever takes a line first has it, so none is ordered twice.

    Raises:
        Conflict: `cart_changed`: one of them is not there any more.
    """
    rows = await work.all(
        "WITH taken AS (DELETE FROM cart_lines WHERE tenant_id = %s AND session_id = %s AND id = ANY(%s)"
        " RETURNING id, line, created_at) SELECT line FROM taken ORDER BY created_at, id",
        (work.tenant_id, session_id, list(line_ids)),
    )
    if len(rows) != len(set(line_ids)):
        raise Conflict("Somebody at the table has just changed or ordered this cart.", code="cart_changed")
    return tuple(_line(row["line"]) for row in rows)


def _kept(asked: LineRequest) -> dict[str, Any]:
    return {
        "item": asked.item_id,
        "variant": asked.variant_id,
        "qty": asked.qty,
        "notes": asked.notes,
        "options": [[option.option_id, option.qty] for option in asked.options],
    }


def _line(kept: dict[str, Any]) -> LineRequest:
    return LineRequest(
        item_id=UUID(kept["item"]),
        variant_id=UUID(kept["variant"]) if kept["variant"] else None,
        qty=kept["qty"],
        notes=kept["notes"],
        options=tuple(OptionRequest(UUID(option), qty) for option, qty in kept["options"]),
    )
