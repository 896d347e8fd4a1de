"""Times that a reservation may have."""

from datetime import datetime

from comanda.kernel.errors import Invalid


def check_period(starts_at: datetime, ends_at: datetime, field: str) -> None:
    """Refuse a time that ends before it begins.

    Raises:
        Invalid: naming `field`.
    """
    if ends_at <= starts_at:
        raise Invalid.field(field, "a time after startTime is expected", "out_of_range")
