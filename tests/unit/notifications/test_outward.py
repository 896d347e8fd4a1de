"""Addresses that strangers choose lead outside, or nowhere."""

import asyncio
import socket
import threading

import httpcore2 as httpcore
import pytest

from comanda.kernel.errors import Invalid
from comanda.notifications.webhooks import outward
from comanda.notifications.webhooks.outward import (
    NotPublicError,
    PublicOnly,
    Resolver,
    check_address,
    check_leads_outside,
    is_loopback,
    is_public,
)

INSIDE = """
127.0.0.1 127.1.2.3 0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1 169.254.169.254
169.254.170.2 100.64.0.1 100.127.255.254 192.0.0.8 192.0.2.1 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9
224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
::1 :: ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1 ::10.0.0.1 fe80::1 fe80::1%eth0 fec0::1
fc00::1 fd00:ec2::254 ff02::1 2001:db8::1 100::1 64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1
2002:7f00:1:: 2002:a00:1:: 2002:a9fe:a9fe:: 2001:0:7f00:1:: 4000::1 5f00::1
localhost 0x7f.1 0177.0.0.1 2130706433
""".split()
OUTSIDE = (
    "8.8.8.8 1.1.1.1 93.184.215.14 2606:4700::1111 2a00:1450:4001:830::200e ::ffff:8.8.8.8 64:ff9b::808:808".split()
)


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_that_are_inside(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_addresses_that_are_outside(address: str) -> None:
    assert is_public(address)
    assert not is_loopback(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_addresses_of_this_machine(address: str) -> None:
    assert is_loopback(address)


REFUSED = [
    ("http://app.example/hook", "not_https"),
    ("ftp://app.example/hook", "not_https"),
    ("gopher://app.example/_x", "not_https"),
    ("file:///etc/passwd", "not_a_url"),
    ("unix:///var/run/docker.sock", "not_a_url"),
    ("http+unix://%2Fvar%2Frun%2Fdocker.sock/", "not_https"),
    ("javascript:alert(1)", "not_a_url"),
    ("app.example/hook", "not_a_url"),
    ("//app.example/hook", "not_https"),
    ("https://", "not_a_url"),
    ("https:///hook", "not_a_url"),
    ("https://app.example:port/", "not_a_url"),
    ("https://app.example:99999/", "not_a_url"),
    ("https://[::1/", "not_a_url"),
    ("https://app.exa mple/", "not_a_url"),
    ("https://app.example/a\nb", "not_a_url"),
    ("https://app.example\\@127.0.0.1/", "not_a_url"),
    ("https://äpp.example/", "not_a_url"),
    ("https://user:secret@app.example/", "has_username"),
    ("https://app.example@127.0.0.1/", "has_username"),
    ("https://@127.0.0.1/", "has_username"),
    ("https://app.example/#part", "has_fragment"),
    ("https://app.example/" + "a" * 2000, "too_long"),
    ("https://localhost/", "not_public"),
    ("https://LOCALHOST/", "not_public"),
    ("https://localhost./", "not_public"),
    ("https://anything.localhost/", "not_public"),
    ("https://printer.local/", "not_public"),
    ("https://printer.local./", "not_public"),
    ("https://metadata.google.internal/", "not_public"),
    ("https://router.home.arpa/", "not_public"),
    ("https://intranet/", "not_public"),
    ("https://2130706433/", "not_public"),
    ("https://0x7f000001/", "not_public"),
    ("https://127.0.0.1/", "not_public"),
    ("https://127.0.0.1:8443/", "not_public"),
    ("https://10.0.0.1/", "not_public"),
    ("https://169.254.169.254/latest/meta-data/", "not_public"),
    ("https://100.64.0.1/", "not_public"),
    ("https://[::1]/", "not_public"),
    ("https://[::ffff:127.0.0.1]/", "not_public"),
    ("https://[fe80::1%25eth0]/", "not_public"),
    ("https://[fd00:ec2::254]/", "not_public"),
    ("https://app.example:22/", "bad_port"),
    ("https://app.example:80/", "bad_port"),
    ("https://app.example:25/", "bad_port"),
    ("https://app.example:0/", "bad_port"),
]


@pytest.mark.parametrize(("url", "code"), REFUSED)
def test_addresses_that_are_refused_for_what_is_written_in_them(url: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_address("url", url, allow_local=False)
    assert [(one.field, one.code) for one in refused.value.fields] == [("url", code)]


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("https://app.example/hook?to=1", ("app.example", 443)),
        ("https://app.example:8443", ("app.example", 8443)),
        ("HTTPS://App.Example./", ("app.example.", 443)),
        ("https://xn--pp-uia.example/", ("xn--pp-uia.example", 443)),
        ("https://8.8.8.8/", ("8.8.8.8", 443)),
        ("https://[2606:4700::1111]:443/", ("2606:4700::1111", 443)),
    ],
)
def test_addresses_that_are_taken(url: str, where: tuple[str, int]) -> None:
    assert check_address("url", url, allow_local=False) == where


@pytest.mark.parametrize(
    "url", ["http://localhost:9000/", "http://127.0.0.1:8977/x", "http://[::1]:80/", "https://localhost:1234/"]
)
def test_a_setting_lets_this_machine_through(url: str) -> None:
    check_address("url", url, allow_local=True)
    with pytest.raises(Invalid):
        check_address("url", url, allow_local=False)


@pytest.mark.parametrize(
    "url",
    ["http://app.example/", "http://10.0.0.1:9000/", "https://10.0.0.1/", "https://router.local/", "http://127.0.0.2/"],
)
def test_the_setting_lets_nothing_else_through(url: str) -> None:
    with pytest.raises(Invalid):
        check_address("url", url, allow_local=True)


def leading_to(*answers: list[str]) -> outward.Lookup:
    """Return a lookup that answers with each of these in turn, and with the last for ever."""
    left = list(answers)

    async def lookup(_host: str, _port: int) -> list[str]:
        return left.pop(0) if len(left) > 1 else left[0]

    return lookup


@pytest.mark.parametrize(
    "answer", [["10.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["8.8.8.8", "::1"], ["::ffff:169.254.169.254"], []]
)
def test_a_host_that_leads_inside_is_refused(answer: list[str]) -> None:
    """Even when only one of its addresses does."""
    with pytest.raises(Invalid) as refused:
        asyncio.run(check_leads_outside("url", "app.example", 443, leading_to(answer), allow_local=False))
    assert refused.value.code == "not_public"
    assert "10.0.0.1" not in refused.value.detail, "where it leads is nobody's business"


def test_a_host_that_leads_nowhere_yet_is_taken() -> None:
    async def lookup(_host: str, _port: int) -> list[str]:
        raise socket.gaierror

    asyncio.run(check_leads_outside("url", "app.example", 443, lookup, allow_local=False))


def test_nobody_waits_long_for_a_host_that_is_looked_up_slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outward, "_PATIENCE_SECONDS", 0.05)

    async def lookup(_host: str, _port: int) -> list[str]:
        await asyncio.sleep(60)
        return ["8.8.8.8"]

    asyncio.run(asyncio.wait_for(check_leads_outside("url", "app.example", 443, lookup, allow_local=False), 10))


class Opened(PublicOnly):
    """Remembers where it would have connected to."""

    def __init__(self, lookup: outward.Lookup, *, allow_local: bool = False) -> None:
        super().__init__(lookup, allow_local=allow_local)
        self.to: list[str] = []
        self._open = self  # type: ignore[assignment]

    async def connect_tcp(self, host: str, *args: object, **more: object) -> httpcore.AsyncNetworkStream:
        if args and isinstance(args[0], int) and len(args) > 1:  # from the guard, to an address
            self.to.append(host)
            raise httpcore.ConnectError("nobody there")
        return await super().connect_tcp(host, *args, **more)  # type: ignore[arg-type]


def test_a_connection_goes_to_the_address_that_was_checked() -> None:
    guard = Opened(leading_to(["93.184.215.14", "2606:4700::1111"]))
    with pytest.raises(httpcore.ConnectError):
        asyncio.run(guard.connect_tcp("app.example", 443))
    assert guard.to == ["93.184.215.14", "2606:4700::1111"]


def test_a_name_that_is_bound_anew_gains_nothing() -> None:
    guard = Opened(leading_to(["93.184.215.14"], ["127.0.0.1"]))

    async def run() -> None:
        with pytest.raises(httpcore.ConnectError):
            await guard.connect_tcp("app.example", 443)
        with pytest.raises(NotPublicError):
            await guard.connect_tcp("app.example", 443)

    asyncio.run(run())
    assert guard.to == ["93.184.215.14"]


def test_there_is_no_way_to_a_unix_socket() -> None:
    with pytest.raises(NotPublicError):
        asyncio.run(PublicOnly(leading_to([]), allow_local=True).connect_unix_socket("/var/run/docker.sock"))


def test_a_slow_lookup_is_made_once_and_holds_up_no_other() -> None:
    asked: list[str] = []
    gate = threading.Event()

    def look_up(host: str, _port: int) -> list[str]:
        asked.append(host)
        if host == "slow.example":
            gate.wait(10)
        return ["8.8.8.8"]

    async def run() -> None:
        resolver = Resolver()
        slow = [asyncio.create_task(resolver("slow.example", 443)) for _ in range(50)]
        assert await asyncio.wait_for(resolver("fast.example", 443), 5) == ["8.8.8.8"]
        slow[0].cancel()
        gate.set()
        assert await slow[1] == ["8.8.8.8"], "one that gives up does not take the others with it"
        await asyncio.gather(*slow[1:])
        resolver.close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outward, "_look_up", look_up)
        asyncio.run(run())
    assert sorted(asked) == ["fast.example", "slow.example"]
