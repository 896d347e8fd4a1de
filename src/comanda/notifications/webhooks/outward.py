"""Connections to addresses that strangers chose: to the public internet, and never to anything inside.

A host's addresses are looked up once for each connection, every one of them must be public, and the connection goes to
one of those and nowhere else: a name that leads elsewhere a moment later gains nothing.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import httpcore2 as httpcore

from comanda.kernel.errors import Invalid

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Lookup = Callable[[str, int], Awaitable[list[str]]]

LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
_INSIDE = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".onion")
_SPECIAL = (ipaddress.IPv4Network("192.0.0.0/24"), ipaddress.IPv4Network("192.88.99.0/24"))
"""What some versions of Python take for public."""
_UNICAST = ipaddress.IPv6Network("2000::/3")
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
"""How hosts with IPv6 only reach those with IPv4."""
_LOOKUPS_AT_ONCE = 64
"""More than there are slow endpoints at once, so that slow lookups leave room for others."""
_PATIENCE_SECONDS = 3.0
"""How long somebody who makes an endpoint waits for its host to be looked up."""
_MOST_URL = 2000
_KEEP_SECONDS = 60.0
_MOST_KEPT = 256


class NotPublicError(httpcore.ConnectError):
    """A host that leads to an address which is not public; which one is nobody's business."""


def is_public(text: str) -> bool:
    """Tell whether an address can be reached from everywhere, and so is nothing of ours."""
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return all(
        one.is_global and not one.is_multicast and not any(one in network for network in _SPECIAL)
        for one in _meant(found)
    )


def _meant(address: Address) -> list[Address]:
    """Return an address and those that it stands for; the unspecified one for what is no address of a host."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    if address in _TRANSLATED:
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    if address not in _UNICAST:
        return [ipaddress.IPv6Address(0)]
    meant: list[Address] = [address]
    if address.sixtofour is not None:
        meant.append(address.sixtofour)
    if address.teredo is not None:
        meant.extend(address.teredo)
    return meant


def is_loopback(text: str) -> bool:
    """Tell whether an address is this machine's own."""
    try:
        found: Address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return (mapped or found).is_loopback


class Resolver:
    """Looks hosts up, in threads of its own and each host once at a time, so that a slow one delays no other."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_LOOKUPS_AT_ONCE, thread_name_prefix="lookup")
        self._under_way: dict[tuple[str, int], asyncio.Future[list[str]]] = {}

    async def __call__(self, host: str, port: int) -> list[str]:
        """Return the addresses of a host.

        Raises:
            OSError: it has none.
        """
        found = self._under_way.get((host, port))
        if found is None:
            loop = asyncio.get_running_loop()
            found = asyncio.ensure_future(loop.run_in_executor(self._threads, _look_up, host, port))
            self._under_way[host, port] = found
            found.add_done_callback(lambda _: self._under_way.pop((host, port), None))
        return await asyncio.shield(found)

    def close(self) -> None:
        """Look nothing up any more."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _look_up(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[4][0]) for address in found))


async def public_addresses(lookup: Lookup, host: str, port: int, *, allow_local: bool) -> list[str]:
    """Return the addresses of a host, all of which may be connected to.

    Args:
        allow_local: let this machine's own addresses pass.

    Raises:
        NotPublicError: one of them is not public.
        OSError: it has none.
    """
    found = await lookup(host, port)
    if not found or not all(is_public(one) or (allow_local and is_loopback(one)) for one in found):
        raise NotPublicError("the host does not lead to a public address")
    return found


class PublicOnly(httpcore.AsyncNetworkBackend):
    """Opens connections to public addresses, and to this machine where that is allowed."""

    def __init__(self, lookup: Lookup, *, allow_local: bool) -> None:
        self._lookup = lookup
        self._allow_local = allow_local
        self._open = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - as in the interface
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to one of a host's addresses.

        Raises:
            NotPublicError: it leads inside.
        """
        try:
            addresses = await public_addresses(self._lookup, host, port, allow_local=self._allow_local)
        except OSError as error:
            raise httpcore.ConnectError("the host has no address") from error
        for address in addresses[:-1]:
            try:
                return await self._open.connect_tcp(address, port, timeout, local_address, socket_options)
            except httpcore.ConnectError:
                continue
        return await self._open.connect_tcp(addresses[-1], port, timeout, local_address, socket_options)

    async def connect_unix_socket(
        self,
        path: str,  # noqa: ARG002 - as in the interface
        timeout: float | None = None,  # noqa: ARG002, ASYNC109
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: there is nothing public behind a path."""
        raise NotPublicError("a path is no public address")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


def outward_pool(lookup: Lookup, *, allow_local: bool) -> httpcore.AsyncConnectionPool:
    """Return the connections that messages go through. It knows of no proxies, cookies or redirects."""
    return httpcore.AsyncConnectionPool(
        max_connections=None,
        max_keepalive_connections=_MOST_KEPT,
        keepalive_expiry=_KEEP_SECONDS,
        network_backend=PublicOnly(lookup, allow_local=allow_local),
    )


def check_address(field: str, url: str, *, allow_local: bool) -> tuple[str, int]:
    """Refuse an address that no message should go to, by what is written in it, and return its host and port.

    Raises:
        Invalid: it is no https address of a public host; http is for this machine only, where that is allowed.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise Invalid.field(field, "an address such as https://app.example/webhooks is expected", "not_a_url") from None
    if not host or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise Invalid.field(field, "an address such as https://app.example/webhooks is expected", "not_a_url")
    if len(url) > _MOST_URL:
        raise Invalid.field(field, f"is too long: at most {_MOST_URL} characters", "too_long")
    if "@" in parts.netloc:
        raise Invalid.field(field, "an address without a username is expected", "has_username")
    if parts.fragment:
        raise Invalid.field(field, "an address without a # part is expected", "has_fragment")
    local = allow_local and host in LOCAL_NAMES
    if parts.scheme != "https" and not (local and parts.scheme == "http"):
        raise Invalid.field(field, "an https address is expected", "not_https")
    if port is None:
        port = 443 if parts.scheme == "https" else 80
    if not local and (host.endswith(_INSIDE) or host.rstrip(".").endswith(_INSIDE) or _is_bare(host)):
        raise Invalid.field(field, "a host on the public internet is expected", "not_public")
    if port != 443 and port < 1024 and not (local and port == 80):
        raise Invalid.field(field, "port 443, or one from 1024 on, is expected", "bad_port")
    return host, port


def _is_bare(host: str) -> bool:
    """Tell whether a host is a name without a domain, or an address that is not public."""
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return "." not in host.strip(".")
    return not is_public(host)


async def check_leads_outside(field: str, host: str, port: int, lookup: Lookup, *, allow_local: bool) -> None:
    """Refuse a host that leads inside. One that leads nowhere yet is taken: every connection is checked again.

    Raises:
        Invalid: it does not lead to a public address, or is no name of a host.
    """
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await public_addresses(lookup, host, port, allow_local=allow_local)
    except NotPublicError:
        raise Invalid.field(field, "a host on the public internet is expected", "not_public") from None
    except UnicodeError:
        raise Invalid.field(field, "a host with a name such as app.example is expected", "not_a_url") from None
    except OSError:  # a lookup that takes too long is one, too
        return
