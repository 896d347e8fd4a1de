"""The booking plan: what a location offers to reserve."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.http.documenting import described
from comanda.api.http.plain_route import PlainRoute
from comanda.api.http.reading import read_body
from comanda.api.manage.booking_presenters import booking_plan
from comanda.api.manage.booking_schemas import BookingPlanIn
from comanda.api.manage.booking_shapes import BookingPlanOut
from comanda.api.manage.errors import REFUSALS, WRITE_REFUSALS, ProblemOut
from comanda.api.manage.services import answer, at_location, catalogue_of, services
from comanda.reservations.edit_plan import edit_plan
from comanda.reservations.plan_queries import load_plan
from comanda.reservations.rules.drafts import JoinDraft, NamedDraft, PlanDraft, SectionDraft, ServiceDraft

router = APIRouter(
    prefix="/manage/v1/locations/{location_id}/booking-plan", route_class=PlainRoute, tags=["Booking plan"]
)


@router.get(
    "", **described(summary="View the booking plan", answer=BookingPlanOut, refusals=REFUSALS, error=ProblemOut)
)
async def get_plan(request: Request) -> Response:
    """Experiences, table sections, services and joins."""
    who = await at_location(request, "settings:read")
    return answer(booking_plan((await catalogue_of(request, who)).booking))


@router.put(
    "",
    **described(
        summary="Set the booking plan",
        body=BookingPlanIn,
        answer=BookingPlanOut,
        refusals=WRITE_REFUSALS,
        error=ProblemOut,
    ),
)
async def put_plan(request: Request) -> Response:
    """All of it at once. A service that is left out is offered no more; bookings that stand keep it."""
    who = await at_location(request, "settings:update")
    said = (await read_body(request, BookingPlanIn)).get()
    catalogue = await catalogue_of(request, who)
    database, location_id = services(request).database, who.place.location_id
    await edit_plan(database, who.actor, location_id, list(catalogue.tables), _draft(said))
    async with database.unit_of_work(who.actor.tenant_id) as work:
        plan = await load_plan(work, location_id, catalogue.menu.language, tuple(catalogue.tables.values()))
    return answer(booking_plan(plan))


def _draft(said: BookingPlanIn) -> PlanDraft:
    return PlanDraft(
        [NamedDraft(one.id, one.name) for one in said.experiences],
        [SectionDraft(one.id, one.name, one.tables) for one in said.sections],
        [
            ServiceDraft(
                id=one.id,
                name=one.name,
                experience=one.experience,
                section=one.section,
                days=one.days,
                first=one.first,
                last=one.last,
                slot_minutes=one.slot_minutes,
                turn_minutes=[(turn.up_to, turn.minutes) for turn in one.turns],
                pacing=one.pacing,
                min_covers=one.min_covers,
                max_covers=one.max_covers,
                notice_minutes=one.notice_minutes,
                horizon_days=one.horizon_days,
                deposit_amount=one.deposit.amount if one.deposit is not None else None,
                deposit_per_cover=one.deposit.per_cover if one.deposit is not None else True,
                deposit_from=one.deposit.from_covers if one.deposit is not None else 1,
            )
            for one in said.services
        ],
        [JoinDraft(one.tables, one.covers, one.fixed) for one in said.joins],
    )
