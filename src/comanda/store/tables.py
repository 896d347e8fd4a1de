"""Tables of the store itself: the event log and the answers kept for idempotency keys."""

from sqlalchemy import BigInteger, Column, Identity, Index, Integer, LargeBinary, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from comanda.store.schema import instant, tenant_table

events = tenant_table(
    "events",
    Column("seq", BigInteger, Identity(always=False), nullable=False),
    Column("topic", Text, nullable=False),
    Column("object_id", Uuid, nullable=False),
    Column("location_id", Uuid),
    Column("app_id", Uuid),
    Column("payload", JSONB, nullable=False),
    instant("created_at"),
    Index(None, "seq"),
    key=("seq",),
    append_only=True,
)
"""Every change, in the transaction that made it."""

idempotency_keys = tenant_table(
    "idempotency_keys",
    Column("caller", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("status", Integer, nullable=False),
    Column("answer", LargeBinary, nullable=False),
    instant("created_at", now=True),
    Index(None, "created_at"),
    key=("caller", "key"),
)
