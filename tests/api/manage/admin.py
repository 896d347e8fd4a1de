"""An administrator's program: the Manage API over HTTP, every answer held to its documented shape."""

from dataclasses import dataclass
from typing import Any

import httpx2 as httpx

from comanda.api.manage import shapes
from comanda.api.manage.errors import ProblemOut

Json = dict[str, Any]
BASE = "/manage/v1/webhook-endpoints"


@dataclass(frozen=True)
class Answer:
    """A status, the headers and the parsed body (None when empty)."""

    status: int
    body: Any
    response: httpx.Response

    def good(self, shape: type[shapes.Shape], status: int = 200) -> Json:
        """Return a good answer, its shape checked."""
        assert self.status == status, (self.status, self.body)
        assert self.response.headers["content-type"] == "application/json"
        shape.model_validate_json(self.response.content)
        found: Json = self.body
        return found

    def refused(self, status: int, code: str) -> dict[str, str]:
        """Return the refused fields and their codes, the problem checked."""
        assert self.status == status, (self.status, self.body)
        assert self.response.headers["content-type"] == "application/problem+json"
        problem = ProblemOut.model_validate_json(self.response.content)
        assert (problem.status, problem.code) == (status, code), problem
        return {one.field: one.code for one in problem.errors}


@dataclass(frozen=True)
class Admin:
    """A caller with a token."""

    http: httpx.Client
    token: str | None

    def call(self, method: str, path: str = "", body: Any = None, **more: Any) -> Answer:
        """Send a request below the endpoints' address."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if body is not None:
            more["json"] = body
        response = self.http.request(method, BASE + path, headers=headers, **more)
        return Answer(response.status_code, response.json() if response.content else None, response)

    def create(self, url: str = "https://8.8.8.8/hook", topics: Any = ("order.created",), **more: Any) -> Json:
        """Make an endpoint and return it."""
        asked = {"url": url, "topics": list(topics), **more}
        return self.call("POST", "", asked).good(shapes.NewSecretOut, 201)

    def view(self, endpoint_id: str) -> Json:
        """Return an endpoint."""
        return self.call("GET", f"/{endpoint_id}").good(shapes.EndpointOut)

    def deliveries(self, endpoint_id: str, **query: Any) -> Json:
        """Return a page of the log."""
        return self.call("GET", f"/{endpoint_id}/deliveries", params=query).good(shapes.DeliveriesOut)
