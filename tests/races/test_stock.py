"""Many want what there is little of; what the database says afterwards adds up."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import httpx2 as httpx
import pytest

from tests.app.singapore import EGGS_VARIANT, SLUG, WINGS_VARIANT, cart, eggs, wings
from tests.conftest import Template
from tests.partner import Answer, Partner
from tests.server import Server, never_failed, together
from tests.storekeeper import Storekeeper, ledger_is_level, orders_hold_what_the_ledger_says
from tests.truth import Truth

STOCK, ORDERS = 37, 2_000


@pytest.fixture(scope="module")
def keeper(server: Server, template: Template) -> Iterator[Storekeeper]:
    with httpx.Client(base_url=server.base_url, timeout=30) as http:
        yield Storekeeper(http, template.credentials.user_tokens[SLUG])


@pytest.fixture(autouse=True)
def adds_up(keeper: Storekeeper, truth: Truth) -> Iterator[None]:
    yield
    ledger_is_level(truth)
    orders_hold_what_the_ledger_says(truth)
    for variant in (WINGS_VARIANT, EGGS_VARIANT):
        keeper.recipe(variant)


def level(truth: Truth, material: str) -> int:
    """Return how much there is, in thousandths."""
    found: int = truth.one("SELECT qty FROM stock_levels WHERE material_id = %s", material)
    return found


def sold(truth: Truth, material: str) -> int:
    """Return how many units the lines of live orders say they took."""
    found: int = truth.one(
        "SELECT coalesce(sum((m->>1)::bigint), 0)::bigint FROM orders o JOIN order_lines l ON l.order_id = o.id,"
        " jsonb_array_elements(l.materials) m WHERE o.status <> 'cancelled' AND m->>0 = %s",
        material,
    )
    return found


def lost(answers: list[Answer]) -> list[Answer]:
    """Return those who were told that it is sold out: which item, and in words how much of it there still was."""
    found = [answer for answer in answers if answer.status != 200]
    for answer in found:
        assert (answer.status, answer.error["code"]) == (422, "sold_out"), answer.body
        for problem in answer.error["fields"]:
            assert problem["field"].startswith("items[0].")
            assert problem["message"].startswith("Prawn paste chicken wings, Regular, is sold out")
    return found


def test_two_thousand_orders_share_thirty_seven_units(partner: Partner, keeper: Storekeeper, truth: Truth) -> None:
    wing = keeper.stock(STOCK)
    keeper.recipe(WINGS_VARIANT, (wing, 1))
    asked = [1 + at * 7 % 3 for at in range(ORDERS)]
    with ThreadPoolExecutor(24) as threads:
        answers = list(threads.map(lambda qty: partner.post("/cart/submit", cart(wings(qty))), asked))
    never_failed(answers)
    assert len(lost(answers)) + [answer.status for answer in answers].count(200) == ORDERS
    won = sum(qty for qty, answer in zip(asked, answers, strict=True) if answer.status == 200)
    assert won == STOCK, "whoever wants one unit gets it as long as there is one"
    assert (level(truth, wing), sold(truth, wing)) == (0, STOCK * 1000)
    assert (
        truth.one("SELECT count(*) FROM variant_blocks WHERE variant_id = %s AND reason = 'stock'", WINGS_VARIANT) == 1
    )


def test_whoever_loses_by_a_hair_is_told_how_many_there_are(
    partner: Partner, keeper: Storekeeper, truth: Truth
) -> None:
    """Ten times two at once, of five: two get theirs, and the others are told of the one that is left."""
    wing = keeper.stock(5)
    keeper.recipe(WINGS_VARIANT, (wing, 1))
    answers = together([partial(partner.post, "/cart/submit", cart(wings(2)))] * 10)
    never_failed(answers)
    assert [answer.status for answer in answers].count(200) == 2
    messages = {problem["message"] for answer in lost(answers) for problem in answer.error["fields"]}
    assert messages == {"Prawn paste chicken wings, Regular, is sold out but for 1"}
    assert level(truth, wing) == 1000


def test_what_is_cancelled_while_others_order_is_neither_lost_nor_doubled(
    partner: Partner, keeper: Storekeeper, truth: Truth
) -> None:
    wing, answers, lock = keeper.stock(9), list[Answer](), threading.Lock()
    keeper.recipe(WINGS_VARIANT, (wing, 1))

    def order_and_cancel(at: int) -> None:
        placed = partner.post("/cart/submit", cart(wings(1 + at % 3)))
        found = [placed]
        if placed.status == 200:
            where = f"/orders/{placed.data['id']}/cancel"
            both = together([partial(partner.post, where)] * 2)
            assert sorted(answer.status for answer in both) == [200, 409]
        with lock:
            answers.extend(found)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(order_and_cancel, range(150)))
    never_failed(answers)
    lost(answers)
    assert (level(truth, wing), sold(truth, wing)) == (9000, 0)
    assert partner.post("/cart/submit", cart(wings(9))).status == 200, "it is not blocked"


def test_dishes_that_share_two_materials_never_wait_for_each_other(
    partner: Partner, keeper: Storekeeper, truth: Truth
) -> None:
    """Lines in either order, changes and deliveries at once: nobody is told busy, and the blocks are right then."""
    wing, egg = keeper.stock(40, name="Wing"), keeper.stock(40, name="Egg")
    keeper.recipe(WINGS_VARIANT, (wing, 2), (egg, 1))
    keeper.recipe(EGGS_VARIANT, (egg, 2), (wing, 1))

    def someone(at: int) -> list[Any]:
        lines = [wings(1), eggs(1)] if at % 2 else [eggs(1), wings(1)]
        placed = partner.post("/cart/submit", cart(*lines))
        if placed.status != 200:
            assert placed.error["code"] == "sold_out", placed.body
            keeper.move(wing, 2)
            keeper.move(egg, 3)
            return [placed]
        where = f"/orders/{placed.data['id']}"
        changed = partner.put(where, {"items": [wings(2)]}) if at % 3 else partner.post(f"{where}/cancel")
        assert changed.status == 200 or changed.error["code"] == "sold_out", changed.body
        return [placed, changed]

    with ThreadPoolExecutor(12) as threads:
        answers = [answer for found in threads.map(someone, range(240)) for answer in found]
    never_failed(answers)
    blocked = truth.rows("SELECT variant_id FROM variant_blocks WHERE reason = 'stock'")
    there = {"wing": level(truth, wing), "egg": level(truth, egg)}
    expected = set()
    if there["wing"] < 2000 or there["egg"] < 1000:
        expected.add(WINGS_VARIANT)
    if there["egg"] < 2000 or there["wing"] < 1000:
        expected.add(EGGS_VARIANT)
    assert {row["variant_id"] for row in blocked} == expected, there


def test_counting_while_others_order(partner: Partner, keeper: Storekeeper, truth: Truth) -> None:
    """Three units were never there; whenever that is found, sales before and after it stay what they are."""
    wing = keeper.stock(300)
    keeper.recipe(WINGS_VARIANT, (wing, 1))
    (running,) = [row for row in keeper.here("GET", "/stock-takes").body["data"] if row["status"] == "running"]
    keeper.here("POST", f"/stock-takes/{running['id']}/cancel")
    take = f"/stock-takes/{keeper.here('POST', '/stock-takes', {}).body['id']}"

    def count() -> None:
        for _ in range(5):
            # What is on the shelf is three less than the books say, whatever has been sold by now.
            said = keeper.here("PUT", f"{take}/counts", {"counts": [{"material": wing, "counted": 0}]}).body
            (row,) = said["counts"]
            exact = keeper.here(
                "PUT", f"{take}/counts", {"counts": [{"material": wing, "counted": max(0, row["expected"] - 3)}]}
            )
            assert exact.status == 200
        assert keeper.here("POST", f"{take}/finish").status == 200

    counter = threading.Thread(target=count)
    counter.start()
    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(lambda _: partner.post("/cart/submit", cart(wings(1))), range(200)))
    counter.join()
    never_failed(answers)
    assert {answer.status for answer in answers} == {200}
    (counted,) = truth.rows(
        "SELECT c.counted, c.expected, m.qty FROM stock_take_counts c JOIN stock_movements m"
        " ON m.stock_take_id = c.stock_take_id AND m.material_id = c.material_id WHERE c.material_id = %s",
        wing,
    )
    assert counted["qty"] == counted["counted"] - counted["expected"]
    assert level(truth, wing) == 300_000 - 200_000 + counted["qty"]
