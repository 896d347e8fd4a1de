"""A house in full swing: what else goes on while a story is told at one table."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import LiteralString

from comanda.demo.lima import LIMA
from comanda.demo.seed import demo_id
from tests.phone import House, Phone, Reply
from tests.truth import Truth


@dataclass(frozen=True)
class Party:
    """Guests at another table, and how far they are."""

    table: int
    name: str
    minutes: int
    rounds: tuple[tuple[int, str, tuple[str, ...]], ...]
    """Minutes ago, how far ("pending", "confirmed", "ready" or "served"), and what."""


PARTIES = (
    Party(3, "Lucía", 48, ((41, "served", ("papa-huancaina", "chicha-morada")), (7, "confirmed", ("seco-de-res",)))),
    Party(5, "Andrés", 22, ((6, "ready", ("aji-de-gallina", "limonada")),)),
    Party(8, "Valeria", 64, ((58, "served", ("causa-limena",)), (9, "confirmed", ("arroz-con-pollo", "tequenos")))),
    Party(12, "Diego", 12, ((2, "confirmed", ("chicharron-calamar", "yuquitas")),)),
    Party(14, "Camila", 31, ((4, "confirmed", ("tallarin-saltado", "chaufa-mariscos")),)),
    Party(18, "Renzo", 8, ((1, "pending", ("tequenos",)),)),
)
CALLING, ASKING = 8, 16
AGE_OF_PARTY: LiteralString = (
    "UPDATE dining_sessions SET started_at = now() - make_interval(mins => %s) WHERE id = %s RETURNING id"
)
AGE_OF_ORDER: LiteralString = (
    "UPDATE orders SET created_at = now() - make_interval(mins => %s) WHERE id = %s RETURNING id"
)


@contextmanager
def busy(house: House, truth: Truth, mine: int) -> Iterator[None]:
    """Fill the house around one table, for as long as the block lasts."""
    parties = [party for party in PARTIES if party.table != mine]
    waiter, kitchen = house.staff("waiter"), house.staff("kitchen")
    try:
        for party in parties:
            phone = house.seated(party.table, party.name)
            truth.one(AGE_OF_PARTY, party.minutes, phone.session)
            for minutes, state, dishes in party.rounds:
                order = order_of(phone, *dishes).data["id"]
                if state != "pending":
                    assert waiter.accept(order).data
                if state in ("ready", "served"):
                    assert kitchen.post(f"/kitchen/orders/{order}/bump").data
                if state == "served":
                    assert waiter.patch(f"/orders/{order}/status", {"status": "served"}).data
                truth.one(AGE_OF_ORDER, minutes, order)
            if party.table == CALLING:
                assert phone.ask_for("call_waiter").data
        if mine != ASKING:
            assert house.ask(ASKING, "Fernanda").data
        yield
    finally:
        for number in (*(party.table for party in parties), ASKING):
            waiter.free(number)


def order_of(phone: Phone, *dishes: str) -> Reply:
    """Order one of each."""
    items = [{"menuItemId": str(demo_id(LIMA.slug, "item", dish)), "quantity": 1} for dish in dishes]
    return phone.post("/customer/orders", {"type": "dine_in", "items": items})
