"""A limit on what a request may carry, kept before anything reads it."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from comanda.kernel.errors import TooLarge


class BodyLimit:
    """Refuses bodies above a size, whether they say so or not.

    A body that declares its length is refused before it is read; one that does not, as soon as it is too long.
    """

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self.app = app
        self.max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        for name, value in scope["headers"]:
            if name == b"content-length" and (not value.isdigit() or int(value) > self.max_bytes):
                receive = _refusing(self.max_bytes)
                break
        else:
            receive = _counting(receive, self.max_bytes)
        await self.app(scope, receive, send)


def _too_large(max_bytes: int) -> TooLarge:
    return TooLarge(f"The body is larger than {max_bytes} bytes.")


def _refusing(max_bytes: int) -> Receive:
    async def receive() -> Message:
        raise _too_large(max_bytes)

    return receive


def _counting(source: Receive, max_bytes: int) -> Receive:
    seen = 0

    async def receive() -> Message:
        nonlocal seen
        message = await source()
        seen += len(message.get("body", b""))
        if seen > max_bytes:
            raise _too_large(max_bytes)
        return message

    return receive
