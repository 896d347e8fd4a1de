"""Who may change a bill while somebody keeps it as it is."""

from datetime import datetime

from comanda.kernel.errors import Conflict, Invalid
from comanda.ordering.order import BillLock


def check_unlocked(lock: BillLock | None, lock_id: str | None = None) -> None:
    """Refuse to touch a bill that somebody else keeps.

    Args:
        lock: the live lock on it.
        lock_id: the caller's own.

    Raises:
        Conflict: `order_locked`, naming the holder.
    """
    if lock is not None and lock.lock_id != lock_id:
        raise Conflict(
            f"The bill is kept by lock {lock.lock_id} until {lock.expires_at:%Y-%m-%dT%H:%M:%SZ}.", code="order_locked"
        )


def check_expiry(expires_at: datetime, now: datetime) -> None:
    """Refuse a lock that would be over before it begins.

    Raises:
        Invalid: naming `expiry`.
    """
    if expires_at <= now:
        raise Invalid.field("expiry", "a time in the future is expected", "out_of_range")
