"""Somebody who is called: an HTTP server on this machine that remembers what it hears and answers as it is bidden."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson


@dataclass(frozen=True)
class Told:
    """A request as it arrived.

    Attributes:
        headers: by name in lower case.
        connection: the caller's port, the same for requests of one connection.
        raw: the body, byte by byte.
        at: when it was read, on this process's clock.
    """

    method: str
    path: str
    headers: dict[str, str]
    body: Any
    connection: int
    raw: bytes = b""
    at: float = field(default_factory=time.time)


@dataclass
class Receiver:
    """What was heard so far, and how to answer what comes.

    Attributes:
        answer: called with each request before it is answered; what it returns is the status.
        also: headers of every answer.
    """

    port: int = 0
    heard: list[Told] = field(default_factory=list)
    answer: Callable[[Told], int] = lambda _: 200
    also: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where it is called."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def bodies(self) -> list[Any]:
        """What was said, in the order of arrival."""
        return [told.body for told in self.heard]

    def wait_for(self, count: int) -> list[Told]:
        """Return what was heard, once it is as much as `count`."""
        wait_until(lambda: len(self.heard) >= count)
        return self.heard


def wait_until(what: Callable[[], bool], *, within: float = 20) -> None:
    """Wait until something is so; fail the test when it never is."""
    deadline = time.monotonic() + within
    while not what():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)


@contextmanager
def receiving(receiver: Receiver | None = None) -> Iterator[Receiver]:
    """Listen for as long as the block lasts, on the receiver's port or a free one."""
    found = receiver or Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            headers = {name.lower(): value for name, value in self.headers.items()}
            raw = self.rfile.read(length)
            told = Told(self.command, self.path, headers, orjson.loads(raw), self.client_address[1], raw)
            found.heard.append(told)
            status = found.answer(told)
            try:
                self.send_response(status)
                for name, value in found.also.items():
                    self.send_header(name, value)
                self.send_header("content-length", "2")
                self.end_headers()
                self.wfile.write(b"ok")
            except OSError:
                self.close_connection = True  # the caller had no patience, or was killed

        do_PUT = do_POST  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

    server = Server(("127.0.0.1", found.port), Handler)
    found.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
