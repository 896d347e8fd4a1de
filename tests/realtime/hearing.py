"""Sockets in every process of a server, and what they are told."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psutil

from tests.phone import PATIENCE, Caller, Ear, Json
from tests.server import Server


def worker_of(server: Server, ear: Ear) -> int:
    """Return the process that holds the other end of a socket."""
    address = tuple(ear.connection.local_address[:2])
    for pid in server.workers():
        if any(tuple(found.raddr) == address for found in psutil.Process(pid).net_connections("tcp")):
            return pid
    raise AssertionError("no process holds this socket")


@contextmanager
def everywhere(server: Server, caller: Caller) -> Iterator[list[Ear]]:
    """Listen in every process of the server: whoever writes, one of them is another."""
    with ExitStack() as open_ones:
        found: dict[int, Ear] = {}
        deadline = time.monotonic() + PATIENCE
        while len(found) < len(server.workers()):
            assert time.monotonic() < deadline, "connections all come to one process"
            with ExitStack() as this_one:
                ear = this_one.enter_context(caller.listening())
                if found.setdefault(worker_of(server, ear), ear) is ear:
                    open_ones.push(this_one.pop_all())
        yield list(found.values())


def told(ears: list[Ear], kind: str, **payload: object) -> Json:
    """Return what all of them are told, which must be the same for each."""
    first, *others = [ear.next(kind, **payload) for ear in ears]
    for other in others:
        assert other == first
    assert set(first) == {"type", "payload", "timestamp", "seq"}
    found: Json = first["payload"]
    return found
