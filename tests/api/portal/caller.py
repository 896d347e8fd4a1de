"""A portal, or an operator at a desk: the Portal API over HTTP, with one credential."""

from dataclasses import dataclass, field, replace
from typing import Any

import httpx2 as httpx
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from comanda.api.portal import shapes

Json = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """A status, the headers and the parsed body."""

    status: int
    body: Any
    headers: httpx.Headers

    def good(self, message: str, shape: Any, status: int = 200) -> Any:
        """What a good answer holds, its envelope, message and shape checked."""
        assert self.status == status, (self.status, self.body)
        assert (self.body["success"], self.body["message"]) == (True, message)
        shapes.Answer[shape].model_validate_json(httpx.Response(200, json=self.body).content)
        return self.body["data"]

    @property
    def locations(self) -> Json:
        """A page of restaurants."""
        found: Json = self.good("Restaurants retrieved successfully", shapes.LocationsOut)
        return found

    @property
    def location(self) -> Json:
        """A location."""
        found: Json = self.good("Restaurant location retrieved successfully", shapes.LocationOut)
        return found

    @property
    def opened(self) -> Json:
        """A session that was just opened."""
        found: Json = self.good("Session created successfully", shapes.SessionOut, 201)
        return found

    @property
    def closed(self) -> Json:
        """A session that was closed."""
        found: Json = self.good("Session closed successfully", shapes.SessionOut)
        return found

    @property
    def sessions(self) -> Json:
        """A page of sessions."""
        found: Json = self.good("Sessions retrieved successfully", shapes.SessionsOut)
        return found

    @property
    def refusal(self) -> tuple[int, str]:
        """Status and message of a refusal, its envelope checked: no `data` at 400, null anywhere else."""
        assert self.body["success"] is False, self.body
        if "data" in self.body:
            assert self.body["data"] is None
        assert self.body.keys() - {"data"} == {"success", "message"}
        assert ("data" in self.body) is (self.status != 400)
        return self.status, self.body["message"]


@dataclass(frozen=True)
class Caller:
    """Whoever holds a credential."""

    http: httpx.Client
    headers: dict[str, str] = field(default_factory=dict)

    def with_headers(self, **headers: str) -> "Caller":
        """The same address, another credential: `authorization=…`, `x_apikey=…`."""
        return replace(self, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def call(self, method: str, path: str, **said: Any) -> Answer:
        """Send a request."""
        response = self.http.request(method, path, headers=self.headers | said.pop("headers", {}), **said)
        return Answer(response.status_code, response.json(), response.headers)

    def get(self, path: str, **query: Any) -> Answer:
        """GET with query parameters."""
        return self.call("GET", path, params=query)

    def list(self, **query: Any) -> Answer:
        """List Restaurant Locations."""
        return self.get("/system/restaurant/locations", **query)

    def view(self, location_id: object) -> Answer:
        """Get Restaurant Location Detail."""
        return self.get(f"/system/restaurant/locations/{location_id}")

    def decide(self, location_id: object, body: Any) -> Answer:
        """Update Restaurant Location Status."""
        return self.call("PUT", f"/system/restaurant/locations/{location_id}/status", json=body)

    def open(self, body: Any) -> Answer:
        """Create Dine-In Session."""
        return self.call("POST", "/restaurant/sessions", json=body)

    def sessions(self, **query: Any) -> Answer:
        """List Sessions (by user)."""
        return self.get("/restaurant/sessions", **query)

    def close(self, session_id: object, **query: Any) -> Answer:
        """Close Session."""
        return self.call("POST", f"/restaurant/sessions/{session_id}/close", params=query)


class OnOnePort:
    """The surface alone, opening its database as the whole application does."""

    def __init__(self, surface: ASGIApp, lifespan: Starlette) -> None:
        self.surface = surface
        self.lifespan = lifespan

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app: ASGIApp = self.lifespan if scope["type"] == "lifespan" else self.surface
        await app(scope, receive, send)
