"""What happens in a flow, written for people: every call of every surface, and what came of it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2 as httpx
import orjson

from tests.phone import Ear

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{8}([0-9a-f]{4})")
_LONG = re.compile(r"(pi_sandbox|evt|party|reservation|order|lock)_[0-9a-f]{28}([0-9a-f]{4})")


class Transcript:
    """Prints a flow as it goes on: `pytest -s` shows it."""

    def __init__(self, flow: str) -> None:
        self._steps = 0
        print(f"\n\n=== {flow}")

    def step(self, name: str) -> None:
        """Begin another step."""
        self._steps += 1
        print(f"\n{self._steps:2}. {name}")

    def note(self, text: str) -> None:
        """Say something that no call says."""
        print(f"      {text}")

    def heard(self, who: str, ear: Ear) -> None:
        """Say what a socket has told so far, in order."""
        self.note(f"[socket] {who} heard: {', '.join(ear.kinds())}")

    @contextmanager
    def listening(self, **clients: httpx.Client) -> Iterator[None]:
        """Write down the calls of HTTP clients, by the names of who makes them; a house is its phones and staff."""
        before = {who: client.event_hooks for who, client in clients.items()}
        for who, client in clients.items():
            client.event_hooks = {"response": [lambda response, who=who: self._call(who, response)]}
        try:
            yield
        finally:
            for who, client in clients.items():
                client.event_hooks = before[who]

    def _call(self, who: str, response: httpx.Response) -> None:
        response.read()
        path = _short(response.request.url.path)
        if path == "/api/auth/login":
            return
        if who == "house":
            who = "phone" if path.startswith("/api/customer/") else "staff"
        facts = _facts(orjson.loads(response.content)) if response.content else ""
        asked = _asked(response.request)
        print(_short(f"      {who:8} {response.request.method:6} {path}{asked} -> {response.status_code}  {facts}"))


def _short(text: str) -> str:
    text = _ID.sub(r"~\1", text)
    return _LONG.sub(r"\1_~\2", text)


def _asked(request: httpx.Request) -> str:
    """Return what a request asks for, in as few words as tell one from another."""
    try:
        body = orjson.loads(request.content)
    except ValueError:
        return ""
    if not isinstance(body, dict):
        return ""
    said = []
    for name in ("paymentIntentId", "paidAmount", "tipsAmount", "lockId", "endTime", "tableIds", "payableOnly", "data"):
        value = body.get(name)
        if isinstance(value, dict):
            value = value.get("value", value.get("paymentStatus"))
        if value not in (None, False):
            said.append(f"{name}={value}")
    if isinstance(body.get("dineIn"), dict):
        said += [f"{name}={value}" for name, value in body["dineIn"].items()]
    return f" {{{', '.join(said)}}}" if said else ""


def _facts(body: Any) -> str:
    if isinstance(body, list):
        return f"{len(body)} found"
    if "errorType" in body:
        return f"{body['errorType']}: {body['debugMessage']}"
    if "errors" in body:
        return f"{body['errors']['code']}: {body['message']}"
    if body.get("success") is False:
        return str(body["error"]["code"])
    if "payable" in body:
        return _order(body)
    if "order" in body and "header" in body:
        return (
            f"{len(body['header']['lines'])} lines above, {len(body['footer']['lines'])} below, {_order(body['order'])}"
        )
    if "tableIds" in body:
        return f"{_short(body['id'])} {body.get('status', '')} {len(body['tableIds'])} table(s)".strip()
    if "data" in body and isinstance(body["data"], list):
        return f"{len(body['data'])} found"
    return _of_ours(body["data"]) if isinstance(body.get("data"), dict) else ""


def _order(order: Any) -> str:
    total, paid, tips = (order[name]["value"] / 100 for name in ("totalAmount", "paidAmount", "tipsAmount"))
    payable = "payable" if order["payable"] else "not payable"
    facts = f"{_short(order['id'])} {order['status']}, {payable}, total {total:.2f}, paid {paid:.2f}, tips {tips:.2f}"
    return f"{facts}, {len(order['payments'])} payment(s)"


def _of_ours(data: Any) -> str:
    """Return what answers of the other surfaces say, as far as a flow is about it."""
    names = (
        "id",
        "status",
        "order_number",
        "total",
        "paid",
        "outstanding",
        "remaining",
        "fully_paid",
        "financial_status",
    )
    return ", ".join(f"{name}={data[name]}" for name in names if data.get(name) is not None)
