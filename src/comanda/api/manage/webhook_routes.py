"""Webhook endpoints: where partner apps hear of events, and what they heard."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.http.documenting import described
from comanda.api.http.plain_route import PlainRoute
from comanda.api.http.reading import read_body, read_query
from comanda.api.manage import presenters, shapes
from comanda.api.manage.errors import REFUSALS, WRITE_REFUSALS, ProblemOut
from comanda.api.manage.schemas import DeliveriesQuery, EndpointChangeIn, EndpointIn, RedeliveryIn, RotationIn
from comanda.api.manage.services import administered, answer, path_id, services
from comanda.kernel.errors import Invalid
from comanda.kernel.unsaid import UNSAID
from comanda.notifications.webhooks import endpoints
from comanda.notifications.webhooks.log import list_deliveries, view_delivery

router = APIRouter(prefix="/manage/v1/webhook-endpoints", route_class=PlainRoute, tags=["Webhooks"])


@router.post(
    "",
    **described(
        summary="Create a webhook endpoint",
        body=EndpointIn,
        answer=shapes.NewSecretOut,
        status=201,
        refusals=WRITE_REFUSALS,
        error=ProblemOut,
    ),
)
async def post_endpoint(request: Request) -> Response:
    """Tell somebody of events from now on. The answer shows the signing secret, once."""
    tenant_id = await administered(request)
    asked = (await read_body(request, EndpointIn)).get()
    found, secret = await endpoints.create_endpoint(
        services(request).database,
        tenant_id,
        url=asked.url,
        topics=asked.topics,
        description=asked.description,
        app_id=asked.app_id,
        allow_local=services(request).webhooks_allow_local,
    )
    return answer(presenters.endpoint(found) | {"secret": secret}, 201)


@router.get(
    "",
    **described(summary="List webhook endpoints", answer=shapes.EndpointsOut, refusals=REFUSALS, error=ProblemOut),
)
async def get_endpoints(request: Request) -> Response:
    """All of the restaurant's endpoints, oldest first."""
    tenant_id = await administered(request)
    async with services(request).database.unit_of_work(tenant_id) as work:
        found = await endpoints.list_endpoints(work)
    return answer({"data": [presenters.endpoint(one) for one in found]})


@router.get(
    "/{endpoint_id}",
    **described(summary="View a webhook endpoint", answer=shapes.EndpointOut, refusals=REFUSALS, error=ProblemOut),
)
async def get_endpoint(request: Request) -> Response:
    """One endpoint; of its secrets only how they begin."""
    tenant_id = await administered(request)
    async with services(request).database.unit_of_work(tenant_id) as work:
        found = await endpoints.view_endpoint(work, path_id(request, "endpoint_id"))
    return answer(presenters.endpoint(found))


@router.patch(
    "/{endpoint_id}",
    **described(
        summary="Change a webhook endpoint",
        body=EndpointChangeIn,
        answer=shapes.EndpointOut,
        refusals=WRITE_REFUSALS,
        error=ProblemOut,
    ),
)
async def patch_endpoint(request: Request) -> Response:
    """Change where, of what and whether it is told. Disabling it pauses what waits to be sent."""
    tenant_id = await administered(request)
    asked = (await read_body(request, EndpointChangeIn)).get()
    found = await endpoints.change_endpoint(
        services(request).database,
        tenant_id,
        path_id(request, "endpoint_id"),
        url=UNSAID if asked.url is None else asked.url,
        topics=UNSAID if asked.topics is None else asked.topics,
        description=asked.description if "description" in asked.model_fields_set else UNSAID,
        enabled=None if asked.status is None else asked.status == "enabled",
        allow_local=services(request).webhooks_allow_local,
    )
    return answer(presenters.endpoint(found))


@router.delete(
    "/{endpoint_id}",
    **described(summary="Delete a webhook endpoint", status=204, refusals=WRITE_REFUSALS, error=ProblemOut),
)
async def delete_endpoint(request: Request) -> Response:
    """Tell it nothing any more; what waits to be sent is not sent."""
    tenant_id = await administered(request)
    await endpoints.delete_endpoint(services(request).database, tenant_id, path_id(request, "endpoint_id"))
    return Response(status_code=204)


@router.post(
    "/{endpoint_id}/rotate-secret",
    **described(
        summary="Replace the signing secret",
        body=RotationIn,
        answer=shapes.NewSecretOut,
        refusals=WRITE_REFUSALS,
        error=ProblemOut,
    ),
)
async def post_rotation(request: Request) -> Response:
    """The answer shows the new secret, once. Until the old one ends, messages carry a signature by each."""
    tenant_id = await administered(request)
    asked = (await read_body(request, RotationIn)).get() if await request.body() else RotationIn.model_validate({})
    found, secret = await endpoints.rotate_secret(
        services(request).database,
        tenant_id,
        path_id(request, "endpoint_id"),
        keep_old_seconds=asked.keep_old_for_seconds,
    )
    return answer(presenters.endpoint(found) | {"secret": secret})


@router.post(
    "/{endpoint_id}/resume",
    **described(
        summary="Resume a disabled endpoint", answer=shapes.EndpointOut, refusals=WRITE_REFUSALS, error=ProblemOut
    ),
)
async def post_resume(request: Request) -> Response:
    """Enable it again, and send everything that was paused."""
    tenant_id = await administered(request)
    found = await endpoints.resume_endpoint(services(request).database, tenant_id, path_id(request, "endpoint_id"))
    return answer(presenters.endpoint(found))


@router.post(
    "/{endpoint_id}/test",
    **described(
        summary="Send a test event", answer=shapes.TestOut, status=202, refusals=WRITE_REFUSALS, error=ProblemOut
    ),
)
async def post_test(request: Request) -> Response:
    """Send `webhook_endpoint.test`, signed like any other, even to a disabled endpoint; the log says how it went."""
    tenant_id = await administered(request)
    found = await endpoints.send_test(services(request).database, tenant_id, path_id(request, "endpoint_id"))
    return answer({"delivery_id": found}, 202)


@router.get(
    "/{endpoint_id}/deliveries",
    **described(
        summary="List deliveries",
        query=DeliveriesQuery,
        answer=shapes.DeliveriesOut,
        refusals=REFUSALS,
        error=ProblemOut,
    ),
)
async def get_deliveries(request: Request) -> Response:
    """What was sent in the last 30 days, when, and how it was answered; newest first."""
    tenant_id = await administered(request)
    query = read_query(request, DeliveriesQuery).get()
    async with services(request).database.unit_of_work(tenant_id) as work:
        found = await endpoints.view_endpoint(work, path_id(request, "endpoint_id"))
        page = await list_deliveries(
            work,
            found.id,
            limit=query.limit,
            after=query.after,
            status=query.status,
            topic=query.topic,
            since=query.from_,
            until=query.to,
        )
    return answer(presenters.deliveries(page))


@router.get(
    "/{endpoint_id}/deliveries/{delivery_id}",
    **described(summary="View a delivery", answer=shapes.WholeDeliveryOut, refusals=REFUSALS, error=ProblemOut),
)
async def get_delivery(request: Request) -> Response:
    """One delivery, with the very bytes that are sent."""
    tenant_id = await administered(request)
    async with services(request).database.unit_of_work(tenant_id) as work:
        endpoint = await endpoints.view_endpoint(work, path_id(request, "endpoint_id"))
        found = await view_delivery(work, endpoint.id, path_id(request, "delivery_id"))
    return answer(presenters.whole_delivery(found))


@router.post(
    "/{endpoint_id}/redeliver",
    **described(
        summary="Send events again",
        body=RedeliveryIn,
        answer=shapes.RedeliveredOut,
        status=202,
        refusals=WRITE_REFUSALS,
        error=ProblemOut,
    ),
)
async def post_redelivery(request: Request) -> Response:
    """Send one delivery again (`delivery_id`), or all of a period (`from`, `to`): the same bytes, signed anew."""
    tenant_id = await administered(request)
    asked = (await read_body(request, RedeliveryIn)).get()
    if (asked.delivery_id is None) == (asked.from_ is None):
        raise Invalid.field("delivery_id", "either delivery_id or from is expected", "missing")
    if asked.from_ is not None and asked.to is not None and asked.to <= asked.from_:
        raise Invalid.field("to", "a time after from is expected", "out_of_range")
    count = await endpoints.redeliver(
        services(request).database,
        tenant_id,
        path_id(request, "endpoint_id"),
        delivery_id=asked.delivery_id,
        since=asked.from_,
        until=asked.to,
    )
    return answer({"count": count}, 202)
