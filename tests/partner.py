"""A partner app: the Online Order API over HTTP, with one restaurant's token."""

from dataclasses import dataclass, field
from typing import Any, cast

import httpx2 as httpx

Json = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """A status, the headers and the parsed body (None when empty)."""

    status: int
    body: Any
    headers: httpx.Headers

    @property
    def data(self) -> Any:
        """What a good answer holds; fails the test on any other."""
        assert self.status == 200, (self.status, self.body)
        return self.body["data"]

    @property
    def error(self) -> Json:
        """What a refusal says, its envelope checked."""
        assert set(self.body) == {"errors", "message"}, self.body
        said = cast("Json", self.body["errors"])
        assert said["status"] == self.status
        assert said["detail"] == self.body["message"]
        return said

    @property
    def fields(self) -> dict[str, str]:
        """The refused fields and their codes."""
        return {refused["field"]: refused["code"] for refused in self.error.get("fields", [])}


@dataclass(frozen=True)
class Partner:
    """A caller of one restaurant's Online Order API."""

    http: httpx.Client
    restaurant_id: str
    location_id: str
    token: str
    headers: dict[str, str] = field(default_factory=dict)

    def call(self, method: str, path: str, **said: Any) -> Answer:
        """Send a request below the restaurant's base path."""
        headers = {"Authorization": f"Bearer {self.token}", **self.headers, **said.pop("headers", {})}
        url = f"/v1/{self.restaurant_id}/onlineorder{path}"
        response = self.http.request(method, url, headers=headers, **said)
        return Answer(response.status_code, response.json() if response.content else None, response.headers)

    def get(self, path: str, **query: Any) -> Answer:
        """GET with query parameters."""
        return self.call("GET", path, params=query)

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        """POST a JSON body."""
        return self.call("POST", path, json=body, headers=headers)

    def put(self, path: str, body: Any, **headers: str) -> Answer:
        """PUT a JSON body."""
        return self.call("PUT", path, json=body, headers=headers)

    def at_location(self, path: str, **query: Any) -> Any:
        """Everything a list of the location holds."""
        return self.get(path, location_id=self.location_id, limit=200, **query).data
