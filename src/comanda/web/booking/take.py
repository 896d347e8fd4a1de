"""`/{slug}/book`: choose a time, say who comes, and the table is booked."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
from starlette.requests import Request
from starlette.responses import Response

from comanda.identity.booking_codes import BookingCode, booking_code
from comanda.kernel.errors import ComandaError, Conflict, FieldProblem, Invalid, TooMany, Unavailable
from comanda.kernel.ids import new_id
from comanda.reservations.reservation import Reservation
from comanda.reservations.rules.guests import MAX_NOTES, MOST_A_DAY, Contact, check_contact
from comanda.reservations.take_booking import Booking, Guest
from comanda.reservations.take_guest_booking import take_guest_booking
from comanda.store.idempotency import Answer, Once, answer_once
from comanda.web.booking import shown
from comanda.web.booking.forms import Chosen, Limits, Search, limits_of, offered, read_form, read_search, read_time
from comanda.web.booking.times import day_chosen, free_still, is_free, times_page, times_to_choose
from comanda.web.booking.visit import Desk, Visit, waiting

_FORM = "booking_form"
_FORM_LASTS = timedelta(hours=2)
_TYPED = ("name", "phone", "email", "notes")
_TAKEN = frozenset({"slot_full", "no_table", "table_reserved"})


@dataclass(frozen=True, slots=True)
class _Sent:
    """A form that somebody sent: what is wanted, and what they typed."""

    search: Search
    chosen: Chosen
    typed: Mapping[str, str]


async def ask(desk: Desk, request: Request) -> Response:
    """Show the times of a day; with a time that is chosen, ask who comes."""
    visit = await desk.visit(request)
    if not _takes_bookings(visit):
        return closed(visit)
    limits, usual = _usual(visit)
    search, problems = read_search(request.query_params, visit.catalogue.booking, limits, usual)
    if problems:
        return await times_page(desk, visit, search, limits, problems=problems)
    asked = request.query_params.get("time")
    if asked is None:
        return await times_page(desk, visit, search, limits)
    chosen = read_time(asked, visit.catalogue.booking)
    if chosen is None or not await is_free(desk, visit, search, chosen):
        return await times_page(desk, visit, search, limits, notice=visit.words["not_to_be_had"])
    return await _details(desk, visit, search, chosen, {})


async def send(desk: Desk, request: Request) -> Response:
    """Book what the form says, once however often it comes, and go on to the booking's own page."""
    visit = await desk.visit(request)
    form = await read_form(request)
    if not _takes_bookings(visit):
        return closed(visit)
    limits, usual = _usual(visit)
    search, problems = read_search(form, visit.catalogue.booking, limits, usual)
    if problems:
        return await times_page(desk, visit, search, limits, problems=problems)
    # The time that was chosen instead of one that is taken stands above the one the form began with.
    chosen = read_time(form.get("other_time") or form.get("time", ""), visit.catalogue.booking)
    if chosen is None:
        return await times_page(desk, visit, search, limits, 422, notice=visit.words["not_to_be_had"])
    sent = _Sent(search, chosen, {name: form.get(name, "") for name in _TYPED})
    try:
        await desk.count(request)
    except TooMany as error:
        return waiting(await _again(desk, visit, sent, 429, refused=visit.words["too_many"]), error)
    try:
        contact = check_contact(*(sent.typed[name] for name in ("name", "email", "phone", "notes")))
    except Invalid as error:
        return await _again(desk, visit, sent, 422, problems=error.fields)
    key = await _key(desk, visit, form.get("form", ""))
    if key is None:
        return await _again(desk, visit, sent, 409, refused=visit.words["stale"])
    if day_chosen(visit, chosen) is None:
        return await _again(desk, visit, sent, 409, refused=visit.words["not_to_be_had"], elsewhen=True)
    try:
        reservation_id = await _book(desk, visit, sent, contact, key)
    except (Conflict, Invalid, Unavailable) as error:
        return await _refused(desk, visit, sent, error)
    code = await booking_code(desk.signer, BookingCode(reservation_id, visit.here.tenant_id))
    return visit.goes_to(f"/{code}")


async def _book(desk: Desk, visit: Visit, sent: _Sent, contact: Contact, key: str) -> UUID:
    """Book, and return the reservation; the same one for the same form.

    Raises:
        Conflict: it cannot be had any more, or the form was sent before and said something else.
        Invalid: it cannot be had any more.
    """
    search, chosen = sent.search, sent.chosen
    booking = Booking(
        source="guest",
        service_id=chosen.service.id,
        at=chosen.at,
        adults=search.adults,
        children=search.children,
        guest=Guest(first_name=contact.name, email=contact.email, phone=contact.phone),
        notes=contact.notes,
    )
    said = orjson.dumps([chosen.text, search.adults, search.children, *contact])
    once: Once[Reservation] = Once(
        visit.here.tenant_id,
        f"booking-page:{visit.here.location_id}",
        key,
        hashlib.sha256(said).digest(),
        lambda made: Answer(303, str(made.id).encode()),
    )

    async def take() -> Reservation:
        catalogue = visit.catalogue
        return await take_guest_booking(
            desk.database,
            visit.actor,
            catalogue.booking,
            catalogue.place,
            booking,
            contact,
            trades=visit.here.trades,
            once=once,
        )

    answer = await answer_once(desk.database, once, take)
    return UUID(answer.body.decode())


async def _refused(desk: Desk, visit: Visit, sent: _Sent, error: ComandaError) -> Response:
    words = visit.words
    if error.code == "too_many_bookings":
        return await _again(desk, visit, sent, 409, refused=words[error.code].format(most=MOST_A_DAY))
    if error.code == "idempotency_key_reused":
        return await _again(desk, visit, sent, 409, refused=words["sent_before"])
    if isinstance(error, Unavailable) or error.code == "busy":
        return waiting(await _again(desk, visit, sent, 503, refused=words["busy"]), error)
    refused = words["taken" if error.code in _TAKEN else "not_to_be_had"]
    return await _again(desk, visit, sent, 409, refused=refused, elsewhen=True)


async def _again(
    desk: Desk, visit: Visit, sent: _Sent, status: int, *, elsewhen: bool = False, **said: Any
) -> Response:
    """The form once more, with all that was typed.

    Args:
        elsewhen: another time has to be chosen.
    """
    if elsewhen:
        day = day_chosen(visit, sent.chosen) or sent.search.day
        left = await free_still(desk, visit, replace(sent.search, day=day))
        said |= {"left": times_to_choose(left, visit), "elsewhen": True}
    return await _details(desk, visit, sent.search, sent.chosen, sent.typed, status, **said)


async def _details(
    desk: Desk,
    visit: Visit,
    search: Search,
    chosen: Chosen,
    typed: Mapping[str, str],
    status: int = 200,
    *,
    problems: tuple[FieldProblem, ...] = (),
    **said: Any,
) -> Response:
    words, catalogue = visit.words, visit.catalogue
    claims = {"kind": _FORM, "sub": str(new_id()), "at": str(visit.here.location_id)}
    bad = {problem.field: words[f"bad_{problem.field}_{problem.code}"] for problem in problems}
    shown_of = {"refused": None, "left": None, "elsewhen": False} | said
    return visit.page(
        "details",
        status,
        summary=shown.summary(search, chosen, catalogue, words),
        deposit=shown.deposit_due(search, chosen, catalogue, words),
        form=await desk.signer.sign(claims, visit.here.at, _FORM_LASTS),
        search=search,
        chosen=chosen,
        typed=dict.fromkeys(_TYPED, "") | dict(typed),
        problems=bad,
        max_notes=MAX_NOTES,
        back=visit.url(**search.query()),
        **shown_of,
    )


async def _key(desk: Desk, visit: Visit, form: str) -> str | None:
    """The key that a form was given when it was shown, or None for one that is not ours or too old."""
    claims = await desk.signer.read(form)
    if claims is None or claims.get("kind") != _FORM or claims.get("at") != str(visit.here.location_id):
        return None
    key: str = claims["sub"]
    return key


def _takes_bookings(visit: Visit) -> bool:
    return visit.here.trades and bool(offered(visit.catalogue.booking))


def _usual(visit: Visit) -> tuple[Limits, Search]:
    today = visit.here.at.astimezone(visit.catalogue.place.zone).date()
    limits = limits_of(visit.catalogue.booking, today)
    return limits, Search(min(2, limits.covers), 0, today, None)


def closed(visit: Visit) -> Response:
    """Say that nothing can be booked here now."""
    words = visit.words
    return visit.page("sorry", 403, title=words["no_bookings_title"], text=words["no_bookings_text"])
