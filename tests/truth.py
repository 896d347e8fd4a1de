"""What the database says, whatever the application answers."""

from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from psycopg.rows import dict_row


@dataclass(frozen=True)
class Truth:
    """What the database says, to somebody who may see all of it."""

    url: str

    def rows(self, statement: LiteralString, *params: Any) -> list[dict[str, Any]]:
        """Return the rows of a statement."""
        with psycopg.connect(self.url, autocommit=True, row_factory=dict_row) as connection:
            return connection.execute(statement, params).fetchall()

    def one(self, statement: LiteralString, *params: Any) -> Any:
        """Return the only value of a statement."""
        (row,) = self.rows(statement, *params)
        (value,) = row.values()
        return value

    def order(self, order_id: str | UUID) -> dict[str, Any]:
        """Return an order with the sums of all that belongs to it."""
        (row,) = self.rows(
            "SELECT o.*, o.total + o.rounding AS due,"
            " (SELECT coalesce(sum(amount), 0)::int FROM payments p WHERE p.order_id = o.id) AS paid,"
            " (SELECT coalesce(sum(amount), 0)::int FROM refund_payments r WHERE r.order_id = o.id) AS refunded,"
            " (SELECT count(*)::int FROM order_lines l WHERE l.order_id = o.id) AS lines,"
            " (SELECT array_agg((payload->>'version')::int ORDER BY seq) FROM events e WHERE e.object_id = o.id)"
            " AS versions FROM orders o WHERE o.id = %s",
            order_id,
        )
        return row

    def has_only_whole_orders(self) -> None:
        """Check that every order has its lines and its event, and that its totals are the sums of its parts."""
        broken = self.rows(
            "SELECT o.id FROM orders o"
            " LEFT JOIN LATERAL (SELECT sum(price)::bigint AS price FROM order_lines l"
            " WHERE l.tenant_id = o.tenant_id AND l.order_id = o.id) l ON true"
            " WHERE l.price IS NULL OR o.subtotal <> l.price"
            " - (SELECT coalesce(sum((d->>'amount')::bigint), 0) FROM order_lines n,"
            " jsonb_array_elements(n.discounts) d WHERE n.tenant_id = o.tenant_id AND n.order_id = o.id)"
            " - (SELECT coalesce(sum((d->>'amount')::bigint), 0) FROM jsonb_array_elements(o.breakdown->'discounts') d)"
            " OR o.total <> o.subtotal"
            " + (SELECT coalesce(sum((c->>'amount')::bigint), 0) FROM jsonb_array_elements(o.breakdown->'charges') c)"
            " + (SELECT coalesce(sum((t->>'amount')::bigint), 0) FROM jsonb_array_elements(o.breakdown->'taxes') t"
            " WHERE NOT (t->>'inclusive')::bool)"
            " OR 1 <> (SELECT count(*) FROM events e WHERE e.tenant_id = o.tenant_id AND e.object_id = o.id"
            " AND e.topic = 'order.created')"
        )
        assert broken == []
        ghosts = "SELECT seq FROM events WHERE topic = 'order.created' AND object_id NOT IN (SELECT id FROM orders)"
        assert self.rows(ghosts) == []
