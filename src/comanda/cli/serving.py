"""Run the web processes: one in this process, or several below it."""

import asyncio
import os
import signal
import socket
import threading
import time
from collections.abc import Callable

import uvicorn
from uvicorn.supervisors import Multiprocess

from comanda.config import Settings

_APP = "comanda.wiring:create_app"
_DRAIN_SECONDS = 10
_STUCK_MILLISECONDS = 20_000


def bind(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 takes a free one.

    Raises:
        OSError: somebody else listens there.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family=family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        # Inherited by every connection: one whose other end stops reading is given up instead of kept for ever.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _STUCK_MILLISECONDS)
    listening.bind((host, port))
    listening.set_inheritable(True)
    return listening


def serve(settings: Settings, listening: socket.socket, workers: int, ready: Callable[[], None]) -> None:
    """Serve until SIGTERM or Ctrl-C, then let requests under way finish.

    Args:
        listening: a bound socket.
        workers: processes; each has its own database connections and catalogues.
        ready: called once the server answers.
    """
    # Worker processes read their settings from the environment.
    os.environ["COMANDA_DATABASE_URL"] = settings.database_url or ""
    os.environ["COMANDA_POOL_SIZE"] = str(settings.pool_size)
    os.environ["COMANDA_WORK_INLINE"] = str(settings.work_inline)
    os.environ["COMANDA_WEBHOOKS_ALLOW_LOCAL"] = str(settings.webhooks_allow_local)
    config = uvicorn.Config(
        _APP,
        factory=True,
        workers=workers,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=_DRAIN_SECONDS,
        server_header=False,
    )
    threading.Thread(target=_when_ready, args=(listening.getsockname(), ready), daemon=True).start()
    server = uvicorn.Server(config)
    if workers > 1:
        Multiprocess(config, sockets=[listening]).run()
    else:
        _run_one(server, listening)


def _run_one(server: uvicorn.Server, listening: socket.socket) -> None:
    stop_as_by_interrupt()
    try:
        server.run(sockets=[listening])
    except (KeyboardInterrupt, asyncio.CancelledError):
        return


def _when_ready(address: tuple[str, int], ready: Callable[[], None]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with socket.create_connection(address[:2], timeout=1) as connection:
                connection.sendall(b"GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n")
                if b" 200 " in connection.recv(64):
                    ready()
                    return
        except OSError:
            pass
        time.sleep(0.05)


def stop_as_by_interrupt() -> None:
    """Let SIGTERM unwind like Ctrl-C: uvicorn raises it again once it is done, which would end the process at once."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def ignore_second_interrupt() -> None:
    """Finish stopping once begun, however often Ctrl-C is pressed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
