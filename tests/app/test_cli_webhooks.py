"""`comanda webhooks listen`: what a developer sees of what is sent, and whether it is believed."""

import subprocess
import threading
import time
from collections.abc import Iterator

import httpx2 as httpx
import pytest

from comanda.cli.webhooks import receiver
from comanda.notifications.webhooks.rules import signature
from tests.hooks import deliver, endpoint, orders
from tests.server import COMANDA
from tests.truth import Truth

SECRET = "whsec_test"
BODY = b'{"id":"e-1","object":"order","topic":"order.created","data":{}}'


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def url(said: list[str]) -> Iterator[str]:
    server = receiver("127.0.0.1", 0, SECRET, 300, 200, said.append)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def send(url: str, body: bytes, header: str | None) -> int:
    headers = {"X-Dinlr-Signature": header} if header is not None else {}
    return httpx.post(url, content=body, headers=headers).status_code


def test_a_message_that_is_signed_is_believed_and_shown(url: str, said: list[str]) -> None:
    header = signature(BODY, int(time.time()), ["whsec_old", SECRET])
    assert [send(url, BODY, header) for _ in range(2)] == [200, 200]
    first, second = said
    assert first.startswith("\norder.created e-1: signature right\n{")
    assert second.startswith("\norder.created e-1: signature right (heard before)\n{")


@pytest.mark.parametrize(
    ("header", "why"),
    [
        (None, "the header has no timestamp"),
        (signature(BODY, 1, [SECRET]), "the timestamp is"),
        (signature(BODY + b" ", int(time.time()), [SECRET]), "no signature is by this secret"),
        (signature(BODY, int(time.time()), ["whsec_other"]), "no signature is by this secret"),
    ],
)
def test_a_message_that_is_not_is_refused(header: str | None, why: str, url: str, said: list[str]) -> None:
    assert send(url, BODY, header) == 400
    assert f"REFUSED, {why}" in said[0]


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"{"])
def test_what_is_no_event_is_shown_as_it_is(body: bytes, url: str, said: list[str]) -> None:
    assert send(url, body, signature(body, int(time.time()), [SECRET])) == 200
    assert said == [f"signature right, not a JSON object: {body!r}"]


def test_the_command_hears_a_test_event(truth: Truth) -> None:
    """As a developer runs it, with a real endpoint."""
    command = [COMANDA, "webhooks", "listen", "--port", "0", "--secret", "whsec_mine"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[2].rstrip(";")
        _, secret = endpoint(truth.url, address, "order.created", secret="whsec_mine")
        assert secret == "whsec_mine"
        orders(truth.url, 1, "order.created")
        assert deliver(truth) == 1
        process.terminate()
        rest = process.stdout.read()
    assert "order.created" in rest
    assert "signature right" in rest
