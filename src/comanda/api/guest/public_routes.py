"""What everybody may ask who scanned the code of a table."""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.guest import presenters
from comanda.api.guest.documenting import public
from comanda.api.guest.schemas import RegisterIn, SessionIn
from comanda.api.guest.services import Encoded, GuestServices, data, services
from comanda.api.http.plain_route import PlainRoute
from comanda.api.http.reading import read_body
from comanda.dining.guest_tokens import issue_guest_token, resolve_guest
from comanda.dining.queries import find_guest, live_session_at, view_session
from comanda.dining.request_table import Newcomer, request_table
from comanda.dining.session import Guest, GuestStatus, SessionStatus, SessionView
from comanda.floor.snapshot import FloorTable
from comanda.kernel.actor import Actor
from comanda.kernel.errors import ComandaError, NotFound
from comanda.kernel.ids import parse_id
from comanda.ordering.catalogue import Catalogue
from comanda.restaurants.place import Doorstep, doorstep
from comanda.restaurants.queries import restaurant
from comanda.restaurants.rules import check_trading, is_open
from comanda.store.rate_limits import count_against

router = APIRouter(prefix="/api/customer", route_class=PlainRoute)

REQUESTS_PER_MINUTE = 10
"""How often one address may ask for one table; others at the same address ask for theirs undisturbed."""
GUESSES_PER_MINUTE = 20
"""How many codes that do not exist one address may try; codes that do are answered all the same."""


async def at_table(request: Request) -> tuple[Doorstep, Catalogue, FloorTable]:
    """Return the location and table that a request's path names.

    Raises:
        NotFound: `unknown_location` or `table_not_found`.
        TooMany: the address has tried too many codes that do not exist.
    """
    found = services(request)
    try:
        return await find_table(found, request.path_params["branchSlug"], request.path_params["tableCode"])
    except NotFound:
        await count_against(found.database, f"guess:{address(request)}", limit=GUESSES_PER_MINUTE, seconds=60)
        raise


async def find_table(found: GuestServices, slug: str, code: str) -> tuple[Doorstep, Catalogue, FloorTable]:
    """Return the location of a slug and the table of a code.

    Raises:
        NotFound: `unknown_location` or `table_not_found`.
    """
    here = await doorstep(found.database, slug)
    catalogue = await found.catalogues.get(here.tenant_id, here.location_id, here.menu_version)
    table = catalogue.codes.get(code)
    if table is None:
        raise NotFound("No such table.", code="table_not_found")
    return here, catalogue, table


def address(request: Request) -> str:
    """Return where a request comes from."""
    return request.client.host if request.client else "unknown"


@router.get("/{branchSlug}/{tableCode}/menu", tags=["Table"], **public("The menu of a table's location"))
async def get_menu(request: Request) -> Response:
    """The whole menu in one document, with what is sold out, allergens, variants and modifiers in every language."""
    here, catalogue, table = await at_table(request)
    menu = await menu_document(services(request), here, catalogue, table)
    headers = {"ETag": menu.etag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == menu.etag:
        return Response(status_code=304, headers=headers)
    return Response(menu.body, headers=headers, media_type="application/json")


async def menu_document(found: GuestServices, here: Doorstep, catalogue: Catalogue, table: FloorTable) -> Encoded:
    """Return the menu as a table of the location sees it; what all tables share is made once per menu version."""
    shared = found.encoded.get(catalogue)
    opens = is_open(catalogue.place.opening, catalogue.place.zone, here.at)
    stamp = f"{catalogue.version}-{int(opens)}-{int(here.trades)}"
    if shared is None or shared.etag != stamp:
        async with found.database.unit_of_work(here.tenant_id) as work:
            owner = await restaurant(work)
        shape = presenters.menu(catalogue, owner.name, here.at)
        shape["branch"]["takes_orders"] = here.trades
        shared = found.encoded[catalogue] = Encoded(orjson.dumps(shape, default=dict), b"", stamp)
    mine = orjson.dumps({"id": table.id, "number": table.number, "name": table.name, "code": table.code})
    document = b'{"table":' + mine + b"," + shared.data[1:]
    return Encoded(document, b'{"success":true,"data":' + document + b"}", f'"{stamp}-{table.id.hex[-12:]}"')


@router.get(
    "/{branchSlug}/menu/items/{itemId}/modifiers", tags=["Table"], **public("The modifiers of an item that can be had")
)
async def get_modifiers(request: Request) -> Response:
    """What can be chosen with an item; sold-out choices are left out."""
    found = services(request)
    here = await doorstep(found.database, request.path_params["branchSlug"])
    catalogue = await found.catalogues.get(here.tenant_id, here.location_id, here.menu_version)
    item_id = parse_id(request.path_params["itemId"])
    item = catalogue.menu.items.get(item_id) if item_id else None
    if item is None:
        raise NotFound("No such item.", code="item_not_found")
    return data([presenters.modifier_group(group, every=False) for group in item.asks])


@router.get("/{branchSlug}/{tableCode}/check-session", tags=["Table"], **public("Check Session Status"))
async def check_session(request: Request) -> Response:
    """Whether somebody sits at a table or waits for it. A phone that sends its token is told of its own session."""
    try:
        here, catalogue, table = await at_table(request)
    except NotFound:
        return data({"hasSession": False})
    own = await _own_session(request, here)
    if own is not None:
        return data(own)
    async with services(request).database.unit_of_work(here.tenant_id) as work:
        session = await live_session_at(work, table.id)
    if session is None:
        return data({"hasSession": False})
    return data(_presence(session, session.status, show_name=catalogue.place.settings.show_guest_name))


async def _own_session(request: Request, here: Doorstep) -> dict[str, Any] | None:
    token = request.headers.get("authorization", "").partition(" ")[2].strip()
    if not token:
        return None
    found = services(request)
    try:
        who = await resolve_guest(found.database, found.signer, token)
    except ComandaError:
        return None
    live = who.session.status in (SessionStatus.PENDING, SessionStatus.ACTIVE)
    if who.session.location_id != here.location_id or not live or who.guest.status is GuestStatus.REFUSED:
        return None
    status = who.session.status if who.guest.status is GuestStatus.ADMITTED else SessionStatus.PENDING
    return _presence(who.session, status, show_name=True)


def _presence(session: SessionView, status: SessionStatus, *, show_name: bool) -> dict[str, Any]:
    said = {"hasSession": True, "status": status, "sessionId": session.id}
    return said | {"customerName": session.customer_name} if show_name else said


@router.post(
    "/{branchSlug}/{tableCode}/session", tags=["Table"], **public("Start Table Session", SessionIn, status=201)
)
async def post_session(request: Request) -> Response:
    """Ask for the table, or join whoever sits there."""
    said = (await read_body(request, SessionIn)).get()
    return await _arrive(request, Newcomer(said.customerName, said.customerPhone), registered=False)


@router.post("/{branchSlug}/{tableCode}/register", tags=["Table"], **public("Register", RegisterIn, status=201))
async def post_register(request: Request) -> Response:
    """Ask for the table and say more of oneself."""
    said = (await read_body(request, RegisterIn)).get()
    who = Newcomer(said.customerName, said.customerPhone, said.email, said.birthDate)
    return await _arrive(request, who, registered=True)


async def _arrive(request: Request, who: Newcomer, *, registered: bool) -> Response:
    found = services(request)
    here, catalogue, table = await at_table(request)
    await count_against(
        found.database,
        f"table:{table.id}:{address(request)}",
        limit=REQUESTS_PER_MINUTE,
        seconds=60,
    )
    check_trading(trades=here.trades)
    actor, settings = Actor(here.tenant_id, here.at), catalogue.place.settings
    arrival = await request_table(found.database, actor, here.location_id, table.id, settings, who)
    token = await issue_guest_token(found.signer, actor, settings, arrival.session, arrival.guest)
    session = presenters.session_for(arrival.session, arrival.guest, show_name=settings.show_guest_name)
    # A phone that waits to be let in follows its own request, so that is the session it is told of until then.
    said: dict[str, Any] = {"session": session, "token": token, "sessionId": session["id"]}
    if registered:
        said["customer"] = _customer(arrival.guest, who)
    if arrival.joined and arrival.guest.status is GuestStatus.ADMITTED:
        return data(said | {"existing": True})
    return data(said, 201)


def _customer(guest: Guest, who: Newcomer) -> dict[str, Any] | None:
    """What is said of the customer: only what the guest said, for nobody has checked that the address is theirs."""
    if guest.customer_id is None:
        return None
    birth_date = who.birth_date.isoformat() if who.birth_date else None
    return {
        "id": guest.customer_id,
        "name": who.name,
        "phone": who.phone,
        "email": who.email,
        "birth_date": birth_date,
    }


@router.get("/{branchSlug}/{tableCode}/session-status/{sessionId}", tags=["Table"], **public("Poll Session Status"))
async def session_status(request: Request) -> Response:
    """How far a request is."""
    here, catalogue, table = await at_table(request)
    session_id = parse_id(request.path_params["sessionId"])
    status = await _status(request, here, table, session_id) if session_id else None
    if status is None:
        raise NotFound("No such session.", code="session_not_found")
    if not catalogue.place.settings.show_guest_name:
        status["customer_name"] = None
    return data(status)


async def _status(request: Request, here: Doorstep, table: FloorTable, asked: UUID) -> dict[str, Any] | None:
    async with services(request).database.unit_of_work(here.tenant_id) as work:
        joiner = await find_guest(work, asked)
        try:
            session = await view_session(work, joiner.session_id if joiner else asked)
        except NotFound:
            return None
    if session.location_id != here.location_id or all(seat.id != table.id for seat in session.tables):
        return None
    if joiner is None:
        return _progress(session.id, session.status, session.customer_name, session.expires_at)
    over = session.status is not SessionStatus.ACTIVE
    standing = {
        GuestStatus.WAITING: SessionStatus.PENDING,
        GuestStatus.ADMITTED: SessionStatus.ACTIVE,
        GuestStatus.REFUSED: SessionStatus.REJECTED,
    }[joiner.status]
    return _progress(joiner.id, session.status if over else standing, joiner.name, None)


def _progress(asked: UUID, status: SessionStatus, name: str, expires_at: datetime | None) -> dict[str, Any]:
    return {"id": asked, "status": status, "customer_name": name, "expires_at": presenters.instant(expires_at)}
