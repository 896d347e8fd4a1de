"""Commands for developers of partner apps: hear webhook events on this machine."""

import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Annotated, Any

import orjson
import typer

from comanda.notifications.webhooks.rules import SIGNATURE_HEADER, TOLERANCE_SECONDS, verify

_MOST_BYTES = 5_000_000
_PATIENCE_SECONDS = 10

app = typer.Typer(no_args_is_help=True, help="Webhooks, for developers.")


@app.callback()
def _group() -> None:
    """Webhooks, for developers."""


@app.command("listen")
def listen(
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.")] = 8977,
    secret: Annotated[
        str | None,
        typer.Option(help="The endpoint's signing secret (whsec_…).", envvar="COMANDA_WEBHOOK_SECRET"),
    ] = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    tolerance: Annotated[int, typer.Option(help="How old a message may be, in seconds.")] = TOLERANCE_SECONDS,
    answer: Annotated[int, typer.Option(min=200, max=599, help="Status to answer good messages with.")] = 200,
) -> None:
    """Print every event that is sent here, and say whether its signature is right; it answers 400 where it is not."""
    try:
        server = receiver(host, port, secret, tolerance, answer, typer.echo)
    except OSError as error:
        typer.echo(f"Cannot listen on {host}:{port}: {error.strerror}. Choose another with --port.", err=True)
        raise typer.Exit(1) from error
    typer.echo(f"Listening at http://{host}:{server.server_address[1]}; Ctrl-C stops.")
    if secret is None:
        typer.echo("Without --secret, signatures are not checked.")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        typer.echo("Stopped.")
    finally:
        server.server_close()


def receiver(
    host: str, port: int, secret: str | None, tolerance: int, answer: int, say: Callable[[str], object]
) -> ThreadingHTTPServer:
    """Return a server that tells `say` of what it hears.

    Args:
        secret: what messages must be signed with; None believes all.
        answer: the status for messages that are believed.

    Raises:
        OSError: somebody else listens there.
    """
    seen: set[str] = set()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = _PATIENCE_SECONDS

        def do_POST(self) -> None:
            length = self.headers.get("content-length", "")
            if not (length.isascii() and length.isdigit() and int(length) <= _MOST_BYTES):
                self.close_connection = True
                self._answer(400)
                return
            body = self.rfile.read(int(length))
            header = self.headers.get(SIGNATURE_HEADER, "")
            problem = verify(header, body, secret, time.time(), tolerance) if secret is not None else None
            verdict = "signature right" if secret is not None else "signature not checked"
            say(_told(body, verdict if problem is None else f"REFUSED, {problem}", seen))
            self._answer(answer if problem is None else 400)

        def _answer(self, status: int) -> None:
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing of requests but what they carry."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

    return Server((host, port), Handler)


def _told(body: bytes, verdict: str, seen: set[str]) -> str:
    """Return what is printed of a message."""
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        said = None
    if not isinstance(said, dict):
        return f"{verdict}, not a JSON object: {body[:200]!r}"
    event_id = str(said.get("id"))
    again = " (heard before)" if event_id in seen else ""
    seen.add(event_id)
    shown = orjson.dumps(said, option=orjson.OPT_INDENT_2).decode()
    return f"\n{said.get('topic')} {event_id}: {verdict}{again}\n{shown}"
