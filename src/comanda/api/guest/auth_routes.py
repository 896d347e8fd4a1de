"""Staff sign in, stay signed in and sign out."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.guest.documenting import public
from comanda.api.guest.presenters import user
from comanda.api.guest.public_routes import address
from comanda.api.guest.schemas import LoginIn, RefreshIn
from comanda.api.guest.services import bearer, data, person, services
from comanda.api.http.plain_route import PlainRoute
from comanda.api.http.reading import read_body
from comanda.identity.permissions import ROLES
from comanda.identity.sign_in import SignedIn, count_try, refresh, sign_in, sign_out, sign_out_family
from comanda.kernel.ids import parse_id
from comanda.restaurants.queries import location_ids

router = APIRouter(prefix="/api/auth", route_class=PlainRoute)


@router.post("/login", tags=["Sign-in"], **public("Sign in", LoginIn))
async def login(request: Request) -> Response:
    """With an e-mail address and a password."""
    said = (await read_body(request, LoginIn)).get()
    found = services(request)
    await count_try(found.database, address(request), said.email)
    return data(await _tokens(request, await sign_in(found.database, found.signer, said.email, said.password)))


@router.post("/refresh", tags=["Sign-in"], **public("Stay signed in", RefreshIn))
async def post_refresh(request: Request) -> Response:
    """New tokens for a refresh token, which is spent once the new one is used."""
    said = (await read_body(request, RefreshIn)).get()
    found = services(request)
    return data(await _tokens(request, await refresh(found.database, found.signer, said.refreshToken)))


@router.post("/logout", tags=["Sign-in"], **public("Sign out"))
async def logout(request: Request) -> Response:
    """The refresh token and every access token made from it stop working at once."""
    found = services(request)
    claims = await found.signer.read(bearer(request)) if "authorization" in request.headers else None
    family = parse_id(str(claims.get("sid"))) if claims else None
    if family is not None:
        await sign_out_family(found.database, family)
    else:
        said = (await read_body(request, RefreshIn)).get()
        await sign_out(found.database, said.refreshToken)
    return data({"message": "Sesion cerrada"})


@router.get("/me", tags=["Sign-in"], **public("Who is signed in"))
async def me(request: Request) -> Response:
    """The member of staff, where they work and what they may do."""
    who = await person(request)
    places = await _places(request, who.tenant_id, tuple(who.location_ids) if who.location_ids is not None else None)
    return data({"user": user(who, places) | {"permissions": sorted(ROLES[who.role])}})


async def _tokens(request: Request, found: SignedIn) -> dict[str, Any]:
    return {
        "user": {
            "id": found.user_id,
            "email": found.email,
            "name": found.name,
            "role": found.role,
            "organizationId": found.tenant_id,
            "branches": await _places(request, found.tenant_id, found.location_ids),
            "permissions": sorted(ROLES[found.role]),
        },
        "accessToken": found.access_token,
        "refreshToken": found.refresh_token,
    }


async def _places(request: Request, tenant_id: UUID | None, where: tuple[UUID, ...] | None) -> list[UUID]:
    if tenant_id is None:
        return []
    everywhere = await location_ids(services(request).database, tenant_id)
    return [place for place in everywhere if where is None or place in where]
