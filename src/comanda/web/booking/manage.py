"""`/{slug}/book/{code}`: a booking as its guest sees it, changes it and gives it up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from comanda.identity.booking_codes import read_booking_code
from comanda.kernel.errors import ComandaError, Conflict, FieldProblem, Invalid, NotFound
from comanda.reservations.change_booking import change_booking
from comanda.reservations.change_status import change_reservation_status
from comanda.reservations.plan import Service
from comanda.reservations.queries import find_reservation
from comanda.reservations.reservation import Reservation, ReservationStatus
from comanda.reservations.rules.guests import MAX_NOTES, check_notes, check_same_deposit
from comanda.reservations.rules.slots import day_of
from comanda.reservations.rules.status import Action
from comanda.web.booking import shown
from comanda.web.booking.calendar import calendar_entry
from comanda.web.booking.forms import Chosen, Limits, Search, limits_of, offered, read_form, read_search, read_time
from comanda.web.booking.times import day_chosen, is_free, times_page
from comanda.web.booking.visit import Desk, Visit
from comanda.web.letterhead import letterhead
from comanda.web.money import money_text

_CANCELLED = frozenset({ReservationStatus.CANCELLED, ReservationStatus.CANCELLED_PAYMENT})


@dataclass(frozen=True, slots=True)
class _Opened:
    """A booking that somebody has the code of."""

    visit: Visit
    code: str
    reservation: Reservation
    standing: shown.Standing

    @property
    def tail(self) -> str:
        """Its page, as `Visit.url` takes it."""
        return f"/{self.code}"

    @property
    def changeable(self) -> bool:
        """Whether its guest may choose another time."""
        visit = self.visit
        return self.standing.live and visit.here.trades and bool(offered(visit.catalogue.booking))


async def _open(desk: Desk, request: Request) -> _Opened:
    """Find the booking that an address opens.

    Raises:
        NotFound: the code opens nothing at this location.
    """
    code = request.path_params["code"]
    named = await read_booking_code(desk.signer, code)
    if named is None:
        raise NotFound("No such booking.")
    visit = await desk.visit(request)
    if visit.here.tenant_id != named.tenant_id:
        raise NotFound("No such booking.")
    async with desk.database.unit_of_work(named.tenant_id) as work:
        found = await find_reservation(work, named.reservation_id, location_id=visit.here.location_id)
    return _Opened(visit, code, found, shown.standing(found, visit.here.at))


async def view(desk: Desk, request: Request) -> Response:
    """Show how a booking stands."""
    return _booking_page(await _open(desk, request), done=request.query_params.get("done", ""))


def _booking_page(
    opened: _Opened, status: int = 200, *, done: str = "", notes: str | None = None, problem: str | None = None
) -> Response:
    visit, reservation, standing = opened.visit, opened.reservation, opened.standing
    words = visit.words
    title = {ReservationStatus.BOOKED: "booked_title", ReservationStatus.PENDING_PAYMENT: "pending_title"}
    return visit.page(
        "booked",
        status,
        title=words[title[reservation.status] if standing.live else "booking_title"],
        summary=shown.summary_of(reservation, visit.catalogue, words),
        standing=standing,
        reservation=reservation,
        deposit=shown.deposit_of(reservation, visit.here.at, visit.catalogue, words),
        done=_done(opened, done),
        notes=reservation.guest_requests or "" if notes is None else notes,
        notes_problem=problem,
        max_notes=MAX_NOTES,
        changeable=opened.changeable,
        here=lambda tail: visit.url(opened.tail + tail),
    )


def _done(opened: _Opened, done: str) -> str | None:
    """What was just done, unless the address says so only because somebody kept it."""
    true = opened.standing.live if done in ("changed", "noted") else opened.reservation.status in _CANCELLED
    return opened.visit.words[f"done_{done}"] if done in ("changed", "noted", "cancelled") and true else None


async def save_notes(desk: Desk, request: Request) -> Response:
    """Keep what the guests ask for."""
    opened, form = await _open(desk, request), await read_form(request)
    await desk.count(request)
    if not opened.standing.live:
        return _booking_page(opened, 409)
    typed = form.get("notes", "")
    try:
        notes = check_notes(typed)
    except Invalid as error:
        problem = opened.visit.words[f"bad_notes_{error.code}"]
        return _booking_page(opened, 422, notes=typed, problem=problem)
    await _write(desk, opened, {"guest_requests": notes})
    return opened.visit.goes_to(opened.tail, done="noted")


async def ask_change(desk: Desk, request: Request) -> Response:
    """Show the times it may be moved to; with one that is chosen, what it would be then."""
    opened = await _open(desk, request)
    if not opened.changeable:
        return _booking_page(opened, 409)
    return await _choose(desk, opened, request.query_params)


async def send_change(desk: Desk, request: Request) -> Response:
    """Move it, if that can still be had."""
    opened, form = await _open(desk, request), await read_form(request)
    await desk.count(request)
    if not opened.changeable:
        return _booking_page(opened, 409)
    visit = opened.visit
    search, limits, problems = _search(opened, form)
    chosen = read_time(form.get("time", ""), visit.catalogue.booking)
    if problems or chosen is None:
        return await _times(desk, opened, search, limits, 422, problems=problems)
    if day_chosen(visit, chosen) is None:
        return await _times(desk, opened, search, limits, 409, notice=visit.words["not_to_be_had"])
    moved = {
        "at": chosen.at,
        "service_id": chosen.service.id,
        "adults": search.adults,
        "children": search.children,
    }
    try:
        _check_deposit(opened, search, chosen)
        await _write(desk, opened, moved)
    except (Conflict, Invalid) as error:
        if error.code == "busy":
            raise
        if error.code == "reservation_not_changeable":
            return _booking_page(await _open(desk, request), 409)
        return await _times(desk, opened, search, limits, 409, notice=_refused(opened, error, search, chosen))
    return visit.goes_to(opened.tail, done="changed")


async def ask_cancel(desk: Desk, request: Request) -> Response:
    """Ask once more before a booking is given up."""
    opened = await _open(desk, request)
    if not opened.standing.live:
        return _booking_page(opened, 409)
    visit, paid = opened.visit, opened.reservation.paid
    words = visit.words
    amount = money_text(paid, visit.catalogue.menu.currency)
    return visit.page(
        "cancel",
        summary=shown.summary_of(opened.reservation, visit.catalogue, words),
        paid=words["cancel_paid"].format(amount=amount) if paid else None,
        here=lambda tail: visit.url(opened.tail + tail),
    )


async def send_cancel(desk: Desk, request: Request) -> Response:
    """Give it up; a second time changes nothing."""
    opened = await _open(desk, request)
    await desk.count(request)
    visit = opened.visit
    if opened.standing.live:
        try:
            await change_reservation_status(
                desk.database,
                visit.actor,
                visit.catalogue.booking,
                visit.catalogue.place,
                opened.reservation.id,
                Action.CANCEL,
            )
        except Conflict as error:
            if error.code != "wrong_transition":
                raise
            return _booking_page(await _open(desk, request), 409)
    elif opened.reservation.status not in _CANCELLED:
        return _booking_page(opened, 409)
    return visit.goes_to(opened.tail, done="cancelled")


async def calendar(desk: Desk, request: Request) -> Response:
    """A booking for the guest's own calendar."""
    opened = await _open(desk, request)
    visit, reservation = opened.visit, opened.reservation
    house, words = letterhead(visit.catalogue.place), visit.words
    url = (desk.public_url or str(request.base_url)).rstrip("/") + visit.url(opened.tail)
    party = shown.party_text(reservation.adults, reservation.children, words)
    entry = calendar_entry(
        reservation,
        summary=words["event"].format(party=party, name=house["name"]),
        where=", ".join([house["name"], *house["address"]]),
        text=words["event_text"].format(number=reservation.reservation_no, url=url),
        url=url,
    )
    headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="booking.ics"'}
    return Response(entry, media_type="text/calendar", headers=headers)


async def _choose(desk: Desk, opened: _Opened, said: Mapping[str, str]) -> Response:
    visit, time = opened.visit, said.get("time")
    search, limits, problems = _search(opened, said)
    if problems or time is None:
        return await _times(desk, opened, search, limits, problems=problems)
    chosen = read_time(time, visit.catalogue.booking)
    if chosen is None or not await is_free(desk, visit, search, chosen, (opened.reservation.id,)):
        return await _times(desk, opened, search, limits, notice=visit.words["not_to_be_had"])
    refused = None
    try:
        _check_deposit(opened, search, chosen)
    except Conflict as error:
        refused = _refused(opened, error, search, chosen)
    return visit.page(
        "change",
        summary=shown.summary(search, chosen, visit.catalogue, visit.words),
        so_far=_so_far(opened),
        deposit=_deposit_then(opened, search, chosen),
        refused=refused,
        search=search,
        chosen=chosen,
        back=visit.url(opened.tail + "/change", **search.query()),
        here=lambda tail: visit.url(opened.tail + tail),
    )


async def _times(
    desk: Desk,
    opened: _Opened,
    search: Search,
    limits: Limits,
    status: int = 200,
    *,
    problems: tuple[FieldProblem, ...] = (),
    notice: str | None = None,
) -> Response:
    return await times_page(
        desk,
        opened.visit,
        search,
        limits,
        status,
        problems=problems,
        notice=notice,
        excluding=(opened.reservation.id,),
        tail=opened.tail + "/change",
        so_far=_so_far(opened),
        home=opened.visit.url(opened.tail),
    )


def _search(opened: _Opened, said: Mapping[str, str]) -> tuple[Search, Limits, tuple[FieldProblem, ...]]:
    """What is looked for instead of what is booked, which stands for all that is not said."""
    reservation, plan, zone = opened.reservation, opened.visit.catalogue.booking, opened.visit.catalogue.place.zone
    limits = limits_of(plan, opened.visit.here.at.astimezone(zone).date())
    limits = limits._replace(covers=max(limits.covers, reservation.covers))
    service = _service(opened)
    day = day_of(service, reservation.starts_at, zone) if service is not None else None
    day = day or reservation.starts_at.astimezone(zone).date()
    usual = Search(
        reservation.adults,
        reservation.children,
        min(max(day, limits.first), limits.last),
        service.experience_id if service is not None and not service.archived else None,
    )
    search, problems = read_search(said, plan, limits, usual)
    return search, limits, problems


def _service(opened: _Opened) -> Service | None:
    service_id = opened.reservation.service_id
    return opened.visit.catalogue.booking.services.get(service_id) if service_id is not None else None


def _so_far(opened: _Opened) -> str:
    visit = opened.visit
    found = shown.summary_of(opened.reservation, visit.catalogue, visit.words)
    return visit.words["change_now"].format(when=found.when, party=found.party)


def _check_deposit(opened: _Opened, search: Search, chosen: Chosen) -> None:
    check_same_deposit(opened.reservation, _service(opened), chosen.service, search.covers)


def _due(opened: _Opened, search: Search, chosen: Chosen) -> str | None:
    deposit = chosen.service.deposit.of(search.covers) if chosen.service.deposit is not None else 0
    return money_text(deposit, opened.visit.catalogue.menu.currency) if deposit else None


def _deposit_then(opened: _Opened, search: Search, chosen: Chosen) -> str | None:
    """What is to be paid after the change; only what waits for a deposit has it counted anew."""
    until, visit = opened.reservation.expires_at, opened.visit
    amount = _due(opened, search, chosen)
    if opened.reservation.status is not ReservationStatus.PENDING_PAYMENT or amount is None:
        return None
    if until is None:
        return visit.words["pay_when"].format(amount=amount)
    time = shown.instant_text(until, visit.catalogue.place.zone, visit.words)
    return visit.words["deposit_stays"].format(amount=amount, time=time)


def _refused(opened: _Opened, error: ComandaError, search: Search, chosen: Chosen) -> str:
    """Why a change cannot be made, in words."""
    words, phone = opened.visit.words, opened.visit.catalogue.place.branding.phone
    if error.code == "more_deposit":
        return words["more_deposit"].format(amount=_due(opened, search, chosen))
    if error.code in ("slot_full", "no_table"):
        return words["taken"]
    if error.fields and error.fields[0].field == "time":
        return words["not_to_be_had"]
    return words["change_call_phone"].format(phone=phone) if phone else words["change_call"]


async def _write(desk: Desk, opened: _Opened, said: Mapping[str, Any]) -> None:
    visit = opened.visit
    catalogue = visit.catalogue
    await change_booking(desk.database, visit.actor, catalogue.booking, catalogue.place, opened.reservation.id, said)
