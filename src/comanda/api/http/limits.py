"""A limit on what a request may carry, kept before anything reads it."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from comanda.kernel.errors import TooLarge
from comanda.store.rate_limits import Allowance

_DROPPED = 10
"""How many times the limit is read and dropped before the connection is given up."""


class BodyLimit:
    """Refuses bodies above a size, whether they declare it or not; nothing of them is kept in memory."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self.app = app
        self.max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        declared = next((int(value) for name, value in scope["headers"] if name == b"content-length"), 0)
        await self.app(scope, _counting(receive, self.max_bytes, declared), send)


def _counting(source: Receive, max_bytes: int, declared: int) -> Receive:
    seen = 0

    async def receive() -> Message:
        nonlocal seen
        message = await source()
        seen += len(message.get("body", b""))
        if max(seen, declared) > max_bytes:
            # Most clients read the answer only once all is sent, so a body that is not absurd is read and dropped.
            while message.get("more_body", False) and seen < _DROPPED * max_bytes:
                message = await source()
                seen += len(message.get("body", b""))
            raise TooLarge(f"The body is larger than {max_bytes} bytes.")
        return message

    return receive


class RateLimitHeaders:
    """Says in every answer how much is left of the caller's allowance, once it is known whose it is."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""

        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start":
                allowance = scope.get("state", {}).get("allowance")
                if allowance is not None:
                    message["headers"] = [*message["headers"], *_headers(allowance)]
            await send(message)

        await self.app(scope, receive, telling if scope["type"] == "http" else send)


def _headers(allowance: Allowance) -> list[tuple[bytes, bytes]]:
    return [
        (b"ratelimit-limit", b"%d" % allowance.limit),
        (b"ratelimit-remaining", b"%d" % allowance.remaining),
        (b"ratelimit-reset", b"%d" % allowance.resets_in),
    ]
