"""From reservations and what can be booked to what partner apps read. Pure; money is a number."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from comanda.kernel.money import to_number
from comanda.kernel.time import to_iso_seconds
from comanda.reservations.plan import BookingPlan, Experience, Service, TableSection
from comanda.reservations.reservation import Reservation

Json = dict[str, Any]


def experience(found: Experience) -> Json:
    """13.1."""
    return {
        "id": found.id,
        "name": found.name,
        "sort": found.sort,
        "updated_at": to_iso_seconds(found.updated_at),
    }


def table_section(found: TableSection) -> Json:
    """13.2."""
    return {"id": found.id, "name": found.name, "updated_at": to_iso_seconds(found.updated_at)}


def service(found: Service, times: Iterable[datetime]) -> Json:
    """13.3."""
    return {
        "id": found.id,
        "name": found.name,
        "experience": found.experience_id,
        "table_section": found.section_id,
        "available_times": [{"time": to_iso_seconds(at)} for at in times],
    }


def reservation_summary(found: Reservation, plan: BookingPlan, exponent: int) -> Json:
    """13.5."""
    booked = plan.services.get(found.service_id) if found.service_id is not None else None
    return {
        "id": found.id,
        "customer": found.customer_id,
        "reservation_no": found.reservation_no,
        "reservation_time": to_iso_seconds(found.starts_at),
        "service": found.service_id,
        "experience": booked.experience_id if booked is not None else None,
        "table_section": booked.section_id if booked is not None else None,
        "pax": found.covers,
        "adult": found.adults,
        "children": found.children,
        "total_deposit": to_number(found.deposit, exponent),
        "status": found.status,
        "confirm_by": found.confirm_by,
        "updated_at": to_iso_seconds(found.updated_at),
        "created_at": to_iso_seconds(found.created_at),
        "objects": [
            {"object": table_id, "name": name} for table_id, name in zip(found.tables, found.table_names, strict=True)
        ],
    }


def reservation(found: Reservation, plan: BookingPlan, exponent: int) -> Json:
    """13.6."""
    booked = plan.services.get(found.service_id) if found.service_id is not None else None
    return reservation_summary(found, plan, exponent) | {
        "service_name": booked.name if booked is not None else None,
        "experience_name": plan.experiences[booked.experience_id].name if booked is not None else None,
        "table_section_name": plan.sections[booked.section_id].name if booked is not None else None,
        "notes": found.guest_requests,
        "cancel_reason": found.cancel_reason,
    }
