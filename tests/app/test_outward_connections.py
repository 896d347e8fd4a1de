"""No connection leaves for anything inside, as the interpreter sees it."""

import asyncio
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpcore2 as httpcore
import pytest

from comanda.notifications.webhooks.outward import NotPublicError, Resolver, outward_pool
from tests.unit.notifications.test_outward import INSIDE, leading_to


@contextmanager
def listening() -> Iterator[tuple[int, list[bytes]]]:
    """Somebody inside, and what reaches them."""
    reached: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        stop = threading.Event()

        def accept() -> None:
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                reached.append(b"connected")
                connection.close()

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield server.getsockname()[1], reached
        finally:
            stop.set()
            thread.join()


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "[::ffff:127.0.0.1]"]
)
def test_nothing_reaches_anybody_inside(host: str) -> None:
    """Whatever way the address is written, with the real lookup of the machine."""

    async def run(port: int) -> None:
        resolver = Resolver()
        async with outward_pool(resolver, allow_local=False) as pool:
            with pytest.raises(httpcore.ConnectError):
                await pool.request("POST", f"http://{host}:{port}/", content=b"x")
        resolver.close()

    with listening() as (port, reached):
        asyncio.run(run(port))
    assert reached == []


def test_proxies_of_the_environment_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with listening() as (port, reached):
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{port}")

        async def run() -> None:
            async with outward_pool(leading_to(["10.0.0.1"]), allow_local=False) as pool:
                with pytest.raises(NotPublicError):
                    await pool.request("POST", "http://app.example/", content=b"x")

        asyncio.run(run())
    assert reached == []


_connected: list[object] = []
_watching = False


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if _watching and event in ("socket.connect", "socket.sendto"):
        _connected.append(arguments[1])


sys.addaudithook(_watch)
"""Sees every connection that this process begins, whatever library does it; a hook cannot be taken back."""


def test_no_connection_is_even_begun_to_anything_inside() -> None:
    """As the interpreter sees it, over the whole list, with the real lookup."""
    global _watching

    async def run() -> None:
        resolver = Resolver()
        async with outward_pool(resolver, allow_local=False) as pool:
            for address in INSIDE:
                host = f"[{address}]" if ":" in address else address
                for scheme, port in (("http", 80), ("https", 443), ("http", 6379)):
                    with pytest.raises((httpcore.ConnectError, httpcore.UnsupportedProtocol, ValueError, OSError)):
                        await pool.request("POST", f"{scheme}://{host}:{port}/", content=b"x")
        resolver.close()

    _watching = True
    try:
        asyncio.run(run())
        assert _connected == []
        with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
            assert _connected == [server.getsockname()], "or else this saw nothing"
    finally:
        _watching = False
