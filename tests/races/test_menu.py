"""The menu changes while carts are priced against it."""

import threading
from collections.abc import Iterator

import psycopg
import pytest

from tests.app.singapore import EGGS_VARIANT, RESTAURANT, WINGS_VARIANT, cart, eggs, wings
from tests.partner import Partner
from tests.truth import Truth

OLD, NEW = (1280, 260), (2000, 900)


@pytest.fixture
def writer(truth: Truth) -> Iterator[psycopg.Connection]:
    with psycopg.connect(truth.url) as connection:
        yield connection
        write(connection, OLD)


def write(connection: psycopg.Connection, prices: tuple[int, int]) -> None:
    with connection.transaction():
        connection.execute("SELECT set_config('comanda.tenant', %s, true)", (str(RESTAURANT),))
        for variant, price in zip((WINGS_VARIANT, EGGS_VARIANT), prices, strict=True):
            connection.execute("UPDATE item_variants SET price = %s WHERE id = %s", (price, variant))


def test_every_cart_is_priced_wholly_by_one_menu(partner: Partner, writer: psycopg.Connection) -> None:
    body, stop, seen, lock = cart(wings(), eggs()), threading.Event(), set[tuple[int, int]](), threading.Lock()

    def prices() -> tuple[int, int]:
        first, second = partner.post("/cart/calculate", body).data["items"]
        return round(first["price"] * 100), round(second["price"] * 100)

    def price_until_stopped() -> None:
        while not stop.is_set():
            found = prices()
            with lock:
                seen.add(found)

    threads = [threading.Thread(target=price_until_stopped) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        for turn in range(20):
            wanted = (NEW, OLD)[turn % 2]
            write(writer, wanted)
            assert prices() == wanted, "a price asked for after the change was answered from before it"
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert seen == {OLD, NEW}


def test_an_order_is_written_as_it_was_priced(partner: Partner, truth: Truth, writer: psycopg.Connection) -> None:
    stop = threading.Event()

    def write_until_stopped() -> None:
        turn = 0
        while not stop.is_set():
            write(writer, (NEW, OLD)[turn % 2])
            turn += 1
            stop.wait(0.02)

    thread = threading.Thread(target=write_until_stopped)
    thread.start()
    try:
        orders = [partner.post("/cart/submit", cart(wings(), eggs())).data["id"] for _ in range(40)]
    finally:
        stop.set()
        thread.join()
    for order in orders:
        lines = truth.rows("SELECT price FROM order_lines WHERE order_id = %s ORDER BY sort", order)
        assert tuple(line["price"] for line in lines) in (OLD, NEW)
    truth.has_only_whole_orders()
