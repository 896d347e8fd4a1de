"""Tokens for codes and refresh tokens, ending them, and what this server can do."""

from typing import Any
from uuid import UUID

import orjson
from fastapi import APIRouter
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from comanda.api.http.documenting import described
from comanda.api.http.plain_route import PlainRoute
from comanda.api.oauth.errors import NOT_KEPT, REFUSALS, ErrorOut
from comanda.api.oauth.services import FORM, enter, issuer, services
from comanda.api.oauth.shapes import MetadataOut, RevokeIn, TokenIn, TokenOut
from comanda.identity.grants import Issued, exchange_code, refresh_grant, revoke_token
from comanda.identity.oauth_rules import OAuthRefusal
from comanda.identity.tokens import ONLINE_ORDER
from comanda.kernel.ids import parse_id

BODIES = (TokenIn, RevokeIn)
_SIGNS_IN = ["client_secret_basic", "client_secret_post", "none"]

router = APIRouter(route_class=PlainRoute)


def _described(summary: str, body: type[BaseModel] | None, answer: type[BaseModel] | None) -> dict[str, Any]:
    """Describe a route whose body is a form."""
    refusals = REFUSALS if body is not None else {}
    found = described(summary=summary, body=body, answer=answer, refusals=refusals, error=ErrorOut)
    if body is not None:
        asked = found["openapi_extra"]["requestBody"]
        asked["content"] = {FORM: asked["content"]["application/json"]}
    return found


@router.post("/oauth/token", tags=["Tokens"], **_described("Get tokens", TokenIn, TokenOut))
async def post_token(request: Request) -> Response:
    """Tokens for a code, once, or for a refresh token, which is replaced by a new one."""
    return await _token(request, None)


@router.post("/v1/{restaurant_id}/oauth/token", tags=["Tokens"], **_described("Get tokens", TokenIn, TokenOut))
async def post_restaurant_token(request: Request) -> Response:
    """The same, at the restaurant's own address; a code or token of another restaurant is refused."""
    tenant_id = parse_id(request.path_params["restaurant_id"])
    # An id that is none is no restaurant's.
    return await _token(request, tenant_id or UUID(int=0))


async def _token(request: Request, tenant_id: UUID | None) -> Response:
    client, form = await enter(request)
    at_hand = services(request)
    if _needed(form, "grant_type") == "authorization_code":
        issued = await exchange_code(
            at_hand.database,
            client,
            _needed(form, "code"),
            redirect_uri=form.get("redirect_uri"),
            verifier=form.get("code_verifier"),
            tenant_id=tenant_id,
            lasts=at_hand.access_lasts,
        )
    elif form["grant_type"] == "refresh_token":
        issued = await refresh_grant(
            at_hand.database,
            client,
            _needed(form, "refresh_token"),
            scope=form.get("scope"),
            tenant_id=tenant_id,
            lasts=at_hand.access_lasts,
        )
    else:
        raise OAuthRefusal("authorization_code or refresh_token is expected.", code="unsupported_grant_type")
    return Response(orjson.dumps(_shown(issued)), headers=NOT_KEPT, media_type="application/json")


def _needed(form: dict[str, str], name: str) -> str:
    if name not in form:
        raise OAuthRefusal(f"{name} is missing.", code="invalid_request")
    return form[name]


def _shown(issued: Issued) -> dict[str, Any]:
    return {
        "access_token": issued.access_token,
        "token_type": "bearer",
        "expires_in": int(issued.lasts.total_seconds()),
        "refresh_token": issued.refresh_token,
        "scope": " ".join(issued.scopes),
        "restaurant_id": str(issued.tenant_id),
    }


@router.post("/oauth/revoke", tags=["Tokens"], **_described("End a token", RevokeIn, None))
async def post_revoke(request: Request) -> Response:
    """An access token by itself, or with a refresh token all that came of the restaurant's consent."""
    client, form = await enter(request)
    await revoke_token(services(request).database, client, _needed(form, "token"))
    return Response(headers=NOT_KEPT)


@router.get(
    "/.well-known/oauth-authorization-server",
    tags=["Metadata"],
    **_described("What this server can do", None, MetadataOut),
)
async def get_metadata(request: Request) -> Response:
    """For clients that set themselves up (RFC 8414)."""
    here = issuer(request)
    found = MetadataOut(
        issuer=here,
        authorization_endpoint=f"{here}/oauth/authorize",
        token_endpoint=f"{here}/oauth/token",
        revocation_endpoint=f"{here}/oauth/revoke",
        scopes_supported=[ONLINE_ORDER],
        response_types_supported=["code"],
        response_modes_supported=["query"],
        grant_types_supported=["authorization_code", "refresh_token"],
        token_endpoint_auth_methods_supported=_SIGNS_IN,
        revocation_endpoint_auth_methods_supported=_SIGNS_IN,
        code_challenge_methods_supported=["S256"],
        authorization_response_iss_parameter_supported=True,
        service_documentation=f"{here}/oauth/docs",
    )
    return Response(
        orjson.dumps(found.model_dump()), headers={"Cache-Control": "no-cache"}, media_type="application/json"
    )
