"""A small HTTP/1.1 load generator: so many connections, each sending its next request when the answer is there."""

import asyncio
import time
from dataclasses import dataclass
from itertools import cycle
from typing import cast
from urllib.parse import urlsplit

import uvloop


@dataclass(frozen=True)
class Measured:
    """What a run saw. Times in milliseconds."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float

    @property
    def rps(self) -> float:
        return self.requests / self.seconds


@dataclass(frozen=True)
class Target:
    """A request to repeat: full URL, headers and body; of several bodies, each in turn."""

    method: str
    url: str
    token: str
    bodies: tuple[bytes, ...] = (b"",)

    def raw(self) -> list[bytes]:
        parts = urlsplit(self.url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        head = f"{self.method} {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAuthorization: Bearer {self.token}\r\n"
        typed = "Content-Type: application/json\r\n" if self.method == "POST" else ""
        return [f"{head}{typed}Content-Length: {len(body)}\r\n\r\n".encode() + body for body in self.bodies]


class _Client(asyncio.Protocol):
    def __init__(self, run: "_Run") -> None:
        self.run = run
        self.transport: asyncio.Transport | None = None
        self.received = b""
        self.missing = -1
        self.sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.send()

    def send(self) -> None:
        assert self.transport is not None
        self.sent_at = time.perf_counter()
        if self.sent_at >= self.run.ends_at:
            self.transport.close()
            self.run.left(self)
            return
        self.transport.write(next(self.run.requests))

    def data_received(self, data: bytes) -> None:
        if self.missing < 0:
            self.received += data
            end = self.received.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self.received[:end].lower()
            if b" 200 " not in head[:16]:
                self.run.failed.append(self.received[:2000])
            length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
            self.missing = length - (len(self.received) - end - 4)
        else:
            self.missing -= len(data)
        if self.missing == 0:
            self.run.times.append(time.perf_counter() - self.sent_at)
            self.received, self.missing = b"", -1
            self.send()

    def connection_lost(self, _error: Exception | None) -> None:
        self.run.left(self)


class _Run:
    def __init__(self, requests: list[bytes], connections: int, ends_at: float) -> None:
        self.requests = cycle(requests)
        self.ends_at = ends_at
        self.times: list[float] = []
        self.failed: list[bytes] = []
        self.open = connections
        self.gone: set[_Client] = set()
        self.done = asyncio.Event()

    def left(self, client: _Client) -> None:
        if client not in self.gone:
            self.gone.add(client)
            if len(self.gone) == self.open:
                self.done.set()


def measure(target: Target, connections: int, seconds: float) -> Measured:
    """Send a request over so many connections for so long; any answer but 200 is an error."""
    return uvloop.run(_measure(target, connections, seconds))


async def _measure(target: Target, connections: int, seconds: float) -> Measured:
    parts = urlsplit(target.url)
    loop = asyncio.get_running_loop()
    started = time.perf_counter()
    run = _Run(target.raw(), connections, started + seconds)
    for _ in range(connections):
        await loop.create_connection(lambda: _Client(run), str(parts.hostname), int(parts.port or 80))
    await run.done.wait()
    elapsed = time.perf_counter() - started
    if run.failed:
        raise RuntimeError(f"{len(run.failed)} answers were not 200, the first: {run.failed[0]!r}")
    times = sorted(run.times)
    return Measured(len(times), elapsed, times[len(times) // 2] * 1000, times[int(len(times) * 0.99)] * 1000)
