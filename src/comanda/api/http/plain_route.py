"""Routes that hand the request to their endpoint and send what it returns."""

from typing import Any

from fastapi.routing import APIRoute
from starlette.routing import request_response


class PlainRoute(APIRoute):
    """A documented route without FastAPI's dependency solving, for endpoints that read their own request.

    The caller must be known before the body is judged, and these routes are the busiest (docs/decisions/0006).
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.app = request_response(self.endpoint)
