"""What can be heard of, how a message is signed, and when it is tried again. Pure."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from comanda.kernel.time import to_iso_seconds

SIGNATURE_HEADER = "X-Dinlr-Signature"
_KINDS: dict[str, tuple[str, ...]] = {
    "order": ("created", "deleted", "updated"),
    "customer": ("created", "deleted", "updated"),
    "loyalty_program_transaction": ("created",),
    "loyalty_program_member": ("created",),
    "store_credit_transaction": ("created",),
    "voucher": ("created", "deleted", "updated"),
    "item": ("blocked", "unblocked"),
    "item_variant": ("blocked", "unblocked"),
    "modifier_option": ("blocked", "unblocked"),
    "discount": ("created", "deleted", "updated"),
    "promotion": ("created", "deleted", "updated"),
    "reservation": ("created", "updated", "arrived", "seated", "completed", "no_show", "cancelled"),
    "material": ("created", "deleted", "updated"),
    "material_stock": ("low",),
    "stock_take": ("created", "updated"),
}
TOPICS = tuple(f"{kind}.{verb}" for kind, verbs in _KINDS.items() for verb in verbs)
TEST_TOPIC = "webhook_endpoint.test"
"""Told when somebody asks for it, whatever else an endpoint wants to hear."""
GAPS = (5, 5, 10, 10, 20, 30, 40, 60, 80, 100, 120, 150, 180, 210, 240, 280, 320, 400)
"""Seconds from one attempt's failure to the next one: with what the attempts themselves take, less than 40 minutes."""
MOST_ATTEMPTS = len(GAPS) + 1
MOST_PAUSED = 20
"""An endpoint with more paused events than this is disabled."""
TOLERANCE_SECONDS = 300
"""How old a message may be to be believed, in our own receiver and by default elsewhere."""


def wait_after(failures: int) -> int | None:
    """Return how many seconds to wait after so many failures in a row (1 or more), or None to pause the event."""
    return GAPS[failures - 1] if failures <= len(GAPS) else None


def body_of(event_id: UUID, topic: str, tenant_id: UUID, location_id: UUID | None, at: datetime, data: Any) -> bytes:
    """Return what is sent of an event.

    Args:
        location_id: where it happened, if that is known.
        at: when it happened.
        data: the object as its View shows it.
    """
    where = {"location": location_id} if location_id is not None else {}
    said = {"id": event_id, "object": topic.partition(".")[0], "topic": topic, "restaurant": tenant_id}
    return orjson.dumps(said | where | {"created_at": to_iso_seconds(at), "data": data})


def new_signing_secret() -> str:
    """Return a secret that nobody can guess."""
    return "whsec_" + secrets.token_urlsafe(32)


def signature(body: bytes, at: int, keys: Sequence[str]) -> str:
    """Return the header that proves a message to be ours.

    Args:
        at: seconds since 1970, when it is sent.
        keys: the endpoint's live secrets; receivers that look at one signature only mostly take the last.
    """
    signed = b"%d." % at + body
    proofs = [hmac.new(key.encode(), signed, hashlib.sha256).hexdigest() for key in keys]
    return ",".join([f"t={at}", *(f"v1={proof}" for proof in proofs)])


def verify(header: str, body: bytes, key: str, now: float, tolerance: float = TOLERANCE_SECONDS) -> str | None:
    """Return None for a message that is ours and fresh, else in a few words what is wrong with it."""
    parts = [part.partition("=") for part in header.split(",")]
    times = [value for name, _, value in parts if name.strip() == "t"]
    if len(times) != 1 or not (times[0].isascii() and times[0].isdigit() and len(times[0]) < 16):
        return "the header has no timestamp"
    at = int(times[0])
    expected = hmac.new(key.encode(), b"%d." % at + body, hashlib.sha256).hexdigest()
    found = [value.strip() for name, _, value in parts if name.strip() == "v1"]
    if not any(hmac.compare_digest(expected.encode(), one.encode()) for one in found):
        return "no signature is by this secret"
    if abs(now - at) > tolerance:
        return f"the timestamp is {abs(now - at):.0f} seconds away"
    return None
