"""What the booking pages show of the core's values: every time by the location's clock, every amount in words."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from comanda.ordering.catalogue import Catalogue
from comanda.reservations.plan import Experience, Service
from comanda.reservations.reservation import Reservation, ReservationStatus
from comanda.reservations.rules.availability import ServiceDay, Slot, Why
from comanda.reservations.take_booking import DEPOSIT_LASTS
from comanda.web.booking.forms import Chosen, Search, offered
from comanda.web.booking.words import Words, counted
from comanda.web.money import money_text

_MINUTE = timedelta(minutes=1)
_FULL = (Why.PACING, Why.TABLES)


class TimeShown(NamedTuple):
    """A time that can be chosen, or one that cannot, and why.

    Attributes:
        instant: in UTC, for machines.
        value: what choosing it sends.
    """

    text: str
    instant: str
    value: str
    why: str | None


class ServiceShown(NamedTuple):
    """A service on a day.

    Attributes:
        said: why none of its times can be had.
    """

    name: str
    experience: str | None
    deposit: str | None
    times: tuple[TimeShown, ...]
    said: str | None


class Summary(NamedTuple):
    """What is booked or is about to be."""

    when: str
    instant: str
    party: str
    what: str | None
    until: str


class Standing(NamedTuple):
    """How a booking stands.

    Attributes:
        live: the guest may still change it.
        word: which of the words says it.
    """

    word: str
    tone: str
    live: bool


def called(thing: Service | Experience, words: Words) -> str:
    """Return what something is called in the guest's language, or else in the location's own."""
    return thing.names.get(words["code"]) or thing.name


def date_text(day: date, words: Words) -> str:
    """Return a day in words."""
    weekday, month = words["weekdays"].split()[day.weekday()], words["months"].split()[day.month - 1]
    return words["date"].format(weekday=weekday, day=day.day, month=month, year=day.year)


def instant_text(at: datetime, zone: ZoneInfo, words: Words) -> str:
    """Return a moment in words, by the clock on the location's wall."""
    local = at.astimezone(zone)
    return words["instant"].format(date=date_text(local.date(), words), time=f"{local:%H:%M}")


def party_text(adults: int, children: int, words: Words) -> str:
    """Return who comes, in words."""
    if not children:
        return counted(words, "guest", adults)
    parts = [counted(words, "adult", adults)] if adults else []
    return ", ".join([*parts, counted(words, "child", children)])


def services_shown(
    services: Iterable[ServiceDay], day: date, covers: int, catalogue: Catalogue, words: Words
) -> list[ServiceShown]:
    """Return the services of a day with their times, or why there are none."""
    return [_service(one, day, covers, catalogue, words) for one in services]


def _service(one: ServiceDay, day: date, covers: int, catalogue: Catalogue, words: Words) -> ServiceShown:
    service = one.service
    coming = [slot for slot in one.slots if slot.why is not Why.PAST]
    free = any(slot.why is None for slot in coming)
    due = service.deposit.of(covers) if service.deposit is not None else 0
    return ServiceShown(
        called(service, words),
        _experience(service, catalogue, words),
        words["deposit_of"].format(amount=money_text(due, catalogue.menu.currency)) if due and free else None,
        times_shown(service, coming, day, catalogue.place.zone, words) if free else (),
        None if free else _none(service, coming, words),
    )


def _experience(service: Service, catalogue: Catalogue, words: Words) -> str | None:
    """The kind of dining, where a location has several."""
    several = len({other.experience_id for other in offered(catalogue.booking)}) > 1
    return called(catalogue.booking.experiences[service.experience_id], words) if several else None


def times_shown(
    service: Service, slots: Sequence[Slot], day: date, zone: ZoneInfo, words: Words
) -> tuple[TimeShown, ...]:
    """Return times as the clock on the wall shows them.

    Those that it shows twice in a night are told apart, and those after midnight carry their weekday.
    """
    seen = Counter(f"{slot.at.astimezone(zone):%H:%M}" for slot in slots)
    shown = []
    for slot in slots:
        local = slot.at.astimezone(zone)
        text = f"{local:%H:%M}"
        if seen[text] > 1:
            text += f" {local.tzname()}"
        if local.date() != day:
            text += f" ({words['weekdays'].split()[local.weekday()]})"
        why = None
        if slot.why is not None:
            why = words["why_full"] if slot.why in _FULL else words[f"why_{slot.why}"]
        shown.append(TimeShown(text, f"{slot.at:%Y-%m-%dT%H:%M:%SZ}", Chosen(service, slot.at).text, why))
    return tuple(shown)


def _none(service: Service, slots: Sequence[Slot], words: Words) -> str:
    """Why no time of a service can be had: each reason once, in the order of the times."""
    if not slots:
        return words["said_past"]
    return " ".join(dict.fromkeys(_reason(service, slot, words) for slot in slots))


def _reason(service: Service, slot: Slot, words: Words) -> str:
    if slot.why in _FULL:
        return words["said_full"]
    if slot.why is Why.CLOSED and slot.reason:
        return words["said_closed_for"].format(reason=slot.reason)
    return words[f"said_{slot.why}"].format(
        ahead=_ahead(service.notice_minutes, words),
        days=service.horizon_days,
        least=service.min_covers,
        most=service.max_covers,
    )


def _ahead(minutes: int, words: Words) -> str:
    if minutes >= 120 and minutes % 60 == 0:
        return words["hours"].format(n=minutes // 60)
    return words["minutes"].format(n=minutes)


def summary(search: Search, chosen: Chosen, catalogue: Catalogue, words: Words) -> Summary:
    """Return what a party would book."""
    ends_at = chosen.at + chosen.service.turn(search.covers) * _MINUTE
    return _summary(chosen.at, ends_at, search.adults, search.children, chosen.service, catalogue, words)


def summary_of(reservation: Reservation, catalogue: Catalogue, words: Words) -> Summary:
    """Return what a party has booked."""
    service = catalogue.booking.services.get(reservation.service_id) if reservation.service_id is not None else None
    party = reservation.adults, reservation.children
    return _summary(reservation.starts_at, reservation.ends_at, *party, service, catalogue, words)


def _summary(
    at: datetime,
    ends_at: datetime,
    adults: int,
    children: int,
    service: Service | None,
    catalogue: Catalogue,
    words: Words,
) -> Summary:
    zone = catalogue.place.zone
    what = None
    if service is not None:
        names = [called(service, words), _experience(service, catalogue, words)]
        what = " · ".join(filter(None, names))
    return Summary(
        instant_text(at, zone, words),
        f"{at:%Y-%m-%dT%H:%M:%SZ}",
        party_text(adults, children, words),
        what,
        words["yours_until"].format(time=f"{ends_at.astimezone(zone):%H:%M}"),
    )


def deposit_due(search: Search, chosen: Chosen, catalogue: Catalogue, words: Words) -> list[str]:
    """Return what is said of the deposit before somebody books; nothing where there is none."""
    due = chosen.service.deposit.of(search.covers) if chosen.service.deposit is not None else 0
    if not due:
        return []
    amount, phone = money_text(due, catalogue.menu.currency), catalogue.place.branding.phone
    return [
        words["deposit_due"].format(amount=amount, minutes=DEPOSIT_LASTS // _MINUTE),
        words["deposit_how_phone"].format(phone=phone) if phone else words["deposit_how"],
    ]


def standing(reservation: Reservation, now: datetime) -> Standing:
    """Return how a booking stands; one whose deposit is overdue is given up, whether or not anybody wrote that down."""
    status = reservation.status
    if status is ReservationStatus.PENDING_PAYMENT and reservation.expires_at and reservation.expires_at <= now:
        status = ReservationStatus.CANCELLED_PAYMENT
    tones = {
        ReservationStatus.BOOKED: "ok",
        ReservationStatus.PENDING_PAYMENT: "waiting",
        ReservationStatus.ARRIVED: "ok",
        ReservationStatus.SEATED: "ok",
    }
    live = status in (ReservationStatus.BOOKED, ReservationStatus.PENDING_PAYMENT)
    return Standing(f"status_{status}", tones.get(status, "neutral"), live)


def deposit_of(reservation: Reservation, now: datetime, catalogue: Catalogue, words: Words) -> Mapping[str, Any]:
    """Return what is said of a booking's deposit: `stands`, and how it is paid under `pay`."""
    owed, currency = reservation.deposit - reservation.paid, catalogue.menu.currency
    if not reservation.deposit:
        return {}
    amounts = {"amount": money_text(owed, currency), "paid": money_text(reservation.paid, currency)}
    if owed <= 0:
        return {"stands": words["deposit_paid"].format(amount=amounts["paid"])}
    partly = words["deposit_partly"].format(paid=amounts["paid"], owed=amounts["amount"])
    said = {"stands": partly if reservation.paid else words["deposit_owed"].format(**amounts)}
    if standing(reservation, now).live and reservation.status is ReservationStatus.PENDING_PAYMENT:
        until = reservation.expires_at
        if until is not None:
            amounts["time"] = instant_text(until, catalogue.place.zone, words)
        said["pay"] = words["pay_by" if until is not None else "pay_when"].format(**amounts)
    return said
