"""Parties: the dining sessions of guests, staff and portals, as terminals see, seat and end them."""

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.epos import commands, shapes
from comanda.api.epos.paging import Search, instant_and_id, page, seek_of
from comanda.api.epos.presenters import parties
from comanda.api.epos.presenters.plain import Json
from comanda.api.epos.routing import TerminalRoute, operation
from comanda.api.epos.schemas import CreatePartyRequest, SearchPartiesRequest, UpdatePartyRequest
from comanda.api.epos.services import answer, catalogue_of, done, identify, path_id, services, wanted_id
from comanda.api.http.reading import read_body
from comanda.dining.queries import party_at, search_parties
from comanda.dining.session import SessionView
from comanda.identity.terminal_credentials import Terminal
from comanda.ordering.change_party import change_party, remove_party
from comanda.ordering.floor import party_totals
from comanda.reservations.queries import reservations_of
from comanda.reservations.seat_party import seat_party
from comanda.store.database import UnitOfWork

MISSING = "session_not_found"
router = APIRouter(prefix="/epos/v1/parties", route_class=TerminalRoute, tags=["Parties"])


@router.post(
    "",
    **operation(
        "createParty",
        "Create party",
        body=CreatePartyRequest,
        answer=shapes.Party,
        writes=True,
        links={
            followed: {"partyId": "$response.body#/id"}
            for followed in ("getPartyById", "updatePartyById", "deletePartyById")
        },
    ),
)
async def create_party(request: Request) -> Response:
    """Seat a party, one that has reserved or one that walks in; the same dojoPartyId again is the same party."""
    terminal = await identify(request)
    said = (await read_body(request, CreatePartyRequest)).get()
    commands.check_currency(said, (await catalogue_of(request, terminal)).menu.currency)
    asked = commands.party_request(said)
    seated = await seat_party(
        services(request).database, terminal.actor, terminal.location_id, asked, trades=terminal.trades
    )
    return await _shown(request, terminal, seated)


@router.post(
    "/search",
    **operation("searchParties", "Search parties", body=SearchPartiesRequest, answer=shapes.PagedParties),
)
async def post_search(request: Request) -> Response:
    """Parties that are there, or with completedOnly those that have left; newest first."""
    terminal = await identify(request)
    said = (await read_body(request, SearchPartiesRequest)).get()
    completed = bool(said.completed_only)
    search = Search("searchParties", terminal.location_id, {"tableId": said.table_id, "completedOnly": completed})
    seek = seek_of(search, said.cursor, instant_and_id)
    async with services(request).database.unit_of_work(terminal.actor.tenant_id) as work:
        found = await search_parties(
            work, terminal.location_id, table_id=wanted_id(said.table_id), completed=completed, seek=seek
        )
        shown = await _present(work, found.rows)
    return answer(page(search, found, lambda party: (party.started_at, party.id), shown))


@router.get("/{partyId}", **operation("getPartyById", "Get party", answer=shapes.Party))
async def get_party(request: Request) -> Response:
    """A party that is there, or was."""
    terminal = await identify(request)
    party_id = path_id(request, "partyId", MISSING)
    async with services(request).database.unit_of_work(terminal.actor.tenant_id) as work:
        (shown,) = await _present(work, [await party_at(work, terminal.location_id, party_id)])
    return answer(shown)


@router.put(
    "/{partyId}",
    **operation("updatePartyById", "Update party", body=UpdatePartyRequest, answer=shapes.Party, writes=True),
)
async def put_party(request: Request) -> Response:
    """Set what is said and keep what is not; an endTime lets the party leave, which it cannot while it owes money."""
    terminal = await identify(request)
    party_id = path_id(request, "partyId", MISSING)
    said = (await read_body(request, UpdatePartyRequest)).get()
    commands.check_currency(said, (await catalogue_of(request, terminal)).menu.currency)
    change, database = commands.party_change(said), services(request).database
    changed = await change_party(database, terminal.actor, terminal.location_id, party_id, change)
    return await _shown(request, terminal, changed)


@router.delete("/{partyId}", **operation("deletePartyById", "Delete party", writes=True))
async def delete_party(request: Request) -> Response:
    """Let a party leave, and show it no more."""
    terminal = await identify(request)
    party_id = path_id(request, "partyId", MISSING)
    await remove_party(services(request).database, terminal.actor, terminal.location_id, party_id)
    return done()


async def _shown(request: Request, terminal: Terminal, found: SessionView) -> Response:
    async with services(request).database.unit_of_work(terminal.actor.tenant_id) as work:
        (shown,) = await _present(work, [found])
    return answer(shown)


async def _present(work: UnitOfWork, found: Sequence[SessionView]) -> list[Json]:
    """Return parties as terminals read them, with two statements for all of them."""
    ids = [party.id for party in found]
    if not ids:
        return []
    totals, came_by = await party_totals(work, ids), await reservations_of(work, ids)
    return [parties.party(party, totals.get(party.id), came_by.get(party.id)) for party in found]
