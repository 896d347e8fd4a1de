"""Apps that the restaurant registered, and what has access to it."""

from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.http.documenting import described
from comanda.api.http.plain_route import PlainRoute
from comanda.api.http.reading import read_body
from comanda.api.manage import app_presenters, app_shapes
from comanda.api.manage.app_schemas import AppChangeIn, AppIn, AppRotationIn
from comanda.api.manage.errors import REFUSALS, WRITE_REFUSALS, ProblemOut
from comanda.api.manage.services import administered, answer, path_id, services
from comanda.identity import apps
from comanda.identity.connections import end_connection, list_connections
from comanda.kernel.errors import NotFound

router = APIRouter(prefix="/manage/v1", route_class=PlainRoute, tags=["Apps"])


async def _own(request: Request, tenant_id: UUID) -> apps.AppRecord:
    """Return the app in the path.

    Raises:
        NotFound: `unknown_app`; it may be somebody else's.
    """
    found = await apps.find_app(services(request).database, request.path_params["client_id"])
    if found.tenant_id != tenant_id:
        raise NotFound("No such app.", code="unknown_app")
    return found


@router.get(
    "/apps",
    **described(summary="List apps", answer=app_shapes.AppsOut, refusals=REFUSALS, error=ProblemOut),
)
async def get_apps(request: Request) -> Response:
    """The apps that the restaurant registered, newest first; of their secrets only how they begin."""
    tenant_id = await administered(request)
    found = await apps.list_apps(services(request).database, tenant_id)
    return answer({"data": [app_presenters.app(one) for one in found]})


@router.post(
    "/apps",
    **described(
        summary="Register an app",
        body=AppIn,
        answer=app_shapes.NewAppSecretOut,
        status=201,
        refusals=WRITE_REFUSALS,
        error=ProblemOut,
    ),
)
async def post_app(request: Request) -> Response:
    """Register an app, which may then ask for access to this restaurant. The answer shows its secret, once."""
    tenant_id = await administered(request)
    asked = (await read_body(request, AppIn)).get()
    database = services(request).database
    client_id, secret = await apps.register_app(
        database, tenant_id, asked.name, asked.redirect_uris, public=asked.public
    )
    found = await apps.find_app(database, client_id)
    return answer(app_presenters.app(found) | {"client_secret": secret}, 201)


@router.patch(
    "/apps/{client_id}",
    **described(
        summary="Change an app",
        body=AppChangeIn,
        answer=app_shapes.AppOut,
        refusals=WRITE_REFUSALS,
        error=ProblemOut,
    ),
)
async def patch_app(request: Request) -> Response:
    """Give it another name or other redirect URIs; what people granted it stays."""
    tenant_id = await administered(request)
    asked = (await read_body(request, AppChangeIn)).get()
    database, found = services(request).database, await _own(request, tenant_id)
    await apps.change_app(database, found.id, name=asked.name, redirect_uris=asked.redirect_uris)
    return answer(app_presenters.app(await apps.find_app(database, found.client_id)))


@router.delete(
    "/apps/{client_id}",
    **described(summary="Deactivate an app", status=204, refusals=WRITE_REFUSALS, error=ProblemOut),
)
async def delete_app(request: Request) -> Response:
    """End it for good: its secrets and all its tokens stop working at once. It stays in the list."""
    tenant_id = await administered(request)
    found = await _own(request, tenant_id)
    await apps.deactivate(services(request).database, found.id)
    return Response(status_code=204)


@router.post(
    "/apps/{client_id}/rotate-secret",
    **described(
        summary="Replace an app's secret",
        body=AppRotationIn,
        answer=app_shapes.NewAppSecretOut,
        refusals=WRITE_REFUSALS,
        error=ProblemOut,
    ),
)
async def post_rotation(request: Request) -> Response:
    """The answer shows the new secret, once. The present one goes on working for 24 hours, unless `at_once`."""
    tenant_id = await administered(request)
    asked = (await read_body(request, AppRotationIn)).get() if await request.body() else AppRotationIn(at_once=False)
    database, found = services(request).database, await _own(request, tenant_id)
    secret = await apps.rotate_secret(database, found.id, at_once=asked.at_once)
    return answer(app_presenters.app(await apps.find_app(database, found.client_id)) | {"client_secret": secret})


@router.get(
    "/tokens",
    tags=["Access"],
    **described(summary="List what has access", answer=app_shapes.TokensOut, refusals=REFUSALS, error=ProblemOut),
)
async def get_tokens(request: Request) -> Response:
    """Apps that somebody connected, each once however many tokens it had, and tokens that were issued by hand."""
    tenant_id = await administered(request)
    found = await list_connections(services(request).database, tenant_id)
    return answer({"data": [app_presenters.token(one) for one in found]})


@router.delete(
    "/tokens/{token_id}",
    tags=["Access"],
    **described(summary="Revoke access", status=204, refusals=WRITE_REFUSALS, error=ProblemOut),
)
async def delete_token(request: Request) -> Response:
    """End it with all the tokens that came of it, from the next request on. Revoking twice is no error."""
    tenant_id = await administered(request)
    await end_connection(services(request).database, tenant_id, path_id(request, "token_id"))
    return Response(status_code=204)
