"""People who keep ordering whatever happens, and remember what they were told."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import uuid4

import httpx2 as httpx

from tests.app.singapore import cart, cash
from tests.partner import Answer, Partner
from tests.truth import Truth


@dataclass
class Told:
    """What was said to whom: the orders acknowledged by their idempotency key, and the keys that nobody can be sure of.

    Attributes:
        unsure: no answer came, or 503, which is also said when a connection broke during the commit itself.
    """

    acknowledged: dict[str, str] = field(default_factory=dict)
    unsure: list[str] = field(default_factory=list)
    unanswered: int = 0
    refused: list[Answer] = field(default_factory=list)


@contextmanager
def ordering(partner: Callable[[], Partner], told: Told, *, people: int = 4) -> Iterator[None]:
    """Let people order for as long as the block lasts."""
    stop, lock = threading.Event(), threading.Lock()

    def order() -> None:
        caller = partner()
        with caller.http:
            while not stop.is_set():
                key = str(uuid4())
                try:
                    answer = caller.post("/cart/submit", cart(payments=[cash("3.95")]), **{"Idempotency-Key": key})
                except httpx.TransportError:
                    with lock:
                        told.unsure.append(key)
                        told.unanswered += 1
                    time.sleep(0.02)
                    continue
                with lock:
                    if answer.status == 200:
                        told.acknowledged[key] = answer.data["id"]
                    else:
                        told.unsure.append(key)
                        told.refused.append(answer)

    threads = [threading.Thread(target=order) for _ in range(people)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def check_kept(truth: Truth, told: Told) -> None:
    """Check that every acknowledged order exists, that none is half there, and that keys and orders are as many."""
    kept = {str(row["id"]) for row in truth.rows("SELECT id FROM orders")}
    assert set(told.acknowledged.values()) <= kept
    assert len(set(told.acknowledged.values())) == len(told.acknowledged)
    keys = {row["key"] for row in truth.rows("SELECT key FROM idempotency_keys")}
    assert set(told.acknowledged) <= keys <= set(told.acknowledged) | set(told.unsure)
    assert len(keys) == len(kept)
    truth.has_only_whole_orders()
    paid = truth.rows("SELECT order_id, sum(amount)::int AS amount, count(*) FROM payments GROUP BY order_id")
    assert len(paid) == len(kept)
    assert {(row["amount"], row["count"]) for row in paid} == {(395, 1)}


def ask_again(partner: Partner, told: Told, truth: Truth) -> None:
    """Send again what nobody can be sure of, and check that it was done once."""
    for key in told.unsure:
        answer = partner.post("/cart/submit", cart(payments=[cash("3.95")]), **{"Idempotency-Key": key})
        assert answer.status == 200, answer.body
        told.acknowledged[key] = answer.data["id"]
    told.unsure.clear()
    check_kept(truth, told)
