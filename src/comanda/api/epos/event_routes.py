"""Events: what we are told of card payments."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.epos import commands
from comanda.api.epos.routing import TerminalRoute, operation
from comanda.api.epos.schemas import Event
from comanda.api.epos.services import done, identify, services
from comanda.api.http.reading import read_body
from comanda.ordering.payment_events import hear_payment_event

router = APIRouter(prefix="/epos/v1/events", route_class=TerminalRoute, tags=["Events"])


@router.post("", **operation("handleEvent", "Handle event", body=Event, writes=True))
async def handle_event(request: Request) -> Response:
    """Hear how far a card payment is; events may come twice and in any order."""
    terminal = await identify(request)
    event = commands.payment_event((await read_body(request, Event)).get())
    await hear_payment_event(services(request).database, terminal.actor, terminal.location_id, event)
    return done()
