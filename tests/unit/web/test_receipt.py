"""What the receipt page shows of an order: rows that add up, whatever the order is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from comanda.kernel.money import RoundingMode
from comanda.ordering.catalogue import Catalogue
from comanda.ordering.order import (
    Breakdown,
    ChosenOption,
    Order,
    OrderLine,
    OrderTable,
    Payment,
    Refund,
    RefundPart,
)
from comanda.ordering.rules.status import Expedite, Kitchen, Status
from comanda.pricing.result import ChargeRow, DiscountRow, TaxRow
from comanda.restaurants.branding import Branding
from comanda.restaurants.place import Place
from comanda.restaurants.rules import Opening
from comanda.restaurants.settings import LocationSettings
from comanda.web.money import money_text
from comanda.web.receipt import Row, receipt
from comanda.web.receipt_words import WORDS

AT = datetime(2026, 7, 1, 19, 5, tzinfo=UTC)
DISH, LARGE, CASH, CARD = (UUID(int=number) for number in (1, 2, 3, 4))


@dataclass(frozen=True)
class Way:
    """A variant as far as a receipt reads it."""

    id: UUID
    unit: str | None = None


@dataclass(frozen=True)
class Dish:
    """An item as far as a receipt reads it."""

    variants: tuple[Way, ...]


@dataclass(frozen=True)
class Menu:
    """A menu as far as a receipt reads it."""

    items: Mapping[UUID, Dish] = field(default_factory=dict)


@dataclass(frozen=True)
class Here:
    """A catalogue as far as a receipt reads it."""

    place: Place
    menu: Menu = field(default_factory=Menu)


PLACE = Place(
    location_id=UUID(int=9),
    slug="bermondsey",
    name="Bermondsey",
    address="41 Maltby Street, London SE1 3PA",
    language="en",
    languages=("en",),
    zone=ZoneInfo("Europe/London"),
    opening=Opening(manual=True, manual_is_open=True, week=[], exceptions={}),
    settings=LocationSettings(),
    accept_dining=True,
    branding=Branding(name="Tallow & Rye"),
)
LINE = OrderLine(
    id=UUID(int=20),
    sort=0,
    item_id=DISH,
    variant_id=LARGE,
    item_no=None,
    sku=None,
    name="Soup",
    variant_name="Large",
    unit_price=500,
    price_per=500,
    qty=1,
    measure=None,
    price=500,
    net=500,
    notes="no salt",
    options=(),
    discounts=(),
    manual_discounts=(),
    tax_ids=(),
    kitchen=Kitchen.DEFAULT,
    expedite=Expedite.DEFAULT,
)
NOTHING = Breakdown(RoundingMode.HALF_UP, (), (), (), (), (), (), {})


def order(*lines: OrderLine, **more: Any) -> Order:
    lines = lines or (LINE,)
    total = sum(line.price for line in lines)
    said: dict[str, Any] = {
        "id": UUID(int=30),
        "location_id": PLACE.location_id,
        "currency": "GBP",
        "channel": "guest",
        "app_id": None,
        "session_id": None,
        "guest_id": None,
        "order_no": "0012",
        "order_ticket": None,
        "status": Status.OPEN,
        "version": 1,
        "dining_option_id": None,
        "dining_option_name": "Dine in",
        "pax": 1,
        "customer_id": None,
        "notes": None,
        "void_reason": None,
        "contact": {},
        "order_at": None,
        "subtotal": total,
        "total": total,
        "rounding": 0,
        "breakdown": NOTHING,
        "created_at": AT,
        "updated_at": AT,
        "lines": lines,
        "tables": (OrderTable(UUID(int=5), "T5", None, 5),),
        "payments": (),
        "refunds": (),
    }
    return Order(**said | more)


def payment(number: int, amount: int, tip: int = 0, method: UUID = CASH) -> Payment:
    name = "Cash" if method == CASH else "Card"
    return Payment(UUID(int=number), method, name, f"R{number}", amount, (), AT, tip, None)


def shown(found: Order, menu: Menu | None = None, language: str = "en") -> Mapping[str, Any]:
    return receipt(found, cast("Catalogue", Here(PLACE, menu or Menu())), WORDS[language])


def pairs(rows: list[Row]) -> list[tuple[str, str]]:
    return [(row.name, row.amount) for row in rows]


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        (0, "GBP", "£0.00"),
        (123456, "PEN", "S/\u00a01,234.56"),
        (-5, "GBP", "\u2212£0.05"),
        (1050, "JPY", "JPY\u00a01,050"),
        (1050, "KWD", "KWD\u00a01.050"),
        (-(10**12), "SGD", "\u2212$10,000,000,000.00"),
    ],
)
def test_money(amount: int, currency: str, expected: str) -> None:
    assert money_text(amount, currency) == expected


def test_a_plain_order() -> None:
    page = shown(order())
    assert (page["name"], page["branch"], page["number"], page["table"]) == ("Tallow & Rye", "Bermondsey", "0012", "5")
    assert (page["date"], page["kind"]) == ("1 Jul 2026, 20:05", "Dine in")
    assert page["lines"] == [Row("Soup, Large", "£5.00", "item", "1")]
    assert pairs(page["sums"]) == [("Total", "£5.00")]
    assert pairs(page["paid"]) == [("Left to pay", "£5.00")]
    assert (page["standing"], page["tone"]) == ("£5.00 left to pay", "waiting")
    assert "no salt" not in str(page)


def test_the_only_way_a_dish_is_made_has_no_name() -> None:
    both = Dish((Way(LARGE), Way(UUID(int=6))))
    assert shown(order(), Menu({DISH: Dish((Way(LARGE),))}))["lines"][0].name == "Soup"
    assert shown(order(), Menu({DISH: both}))["lines"][0].name == "Soup, Large"
    assert shown(order(replace(LINE, variant_name=None)), Menu({DISH: both}))["lines"][0].name == "Soup"


def test_options_are_shown_at_their_own_price() -> None:
    options = (ChosenOption(UUID(int=7), "Bread", 100, 2), ChosenOption(UUID(int=8), "Hot", 0, 1))
    line = replace(LINE, qty=3, price=(500 + 200) * 3, options=options)
    assert shown(order(line))["lines"] == [
        Row("Soup, Large", "£15.00", "item", "3"),
        Row("Bread", "£6.00", "part", "2"),
        Row("Hot", "", "part", ""),
    ]


def test_an_item_inside_a_line_has_options_of_its_own() -> None:
    options = (
        ChosenOption(UUID(int=7), "Coffee", 150, 2, is_item=True),
        ChosenOption(UUID(int=8), "Oat milk", 40, 2, part=0),
        ChosenOption(UUID(int=9), "No cutlery", -10, 1),
    )
    line = replace(LINE, price=500 + 300 + 80 - 10, options=options)
    assert shown(order(line))["lines"] == [
        Row("Soup, Large", "£5.00", "item", "1"),
        Row("Coffee", "£3.00", "part", "2"),
        Row("Oat milk", "£0.80", "part part-of-part", "2"),
        Row("No cutlery", "\u2212£0.10", "part", ""),
    ]


def test_what_is_sold_by_measure_holds_its_options() -> None:
    fish = Menu({DISH: Dish((Way(LARGE, "kg"), Way(UUID(int=6))))})
    line = replace(
        LINE, measure=998, price_per=700, price=699, options=(ChosenOption(UUID(int=7), "Filleted", 200, 1),)
    )
    rows = shown(order(line), fish)["lines"]
    assert rows == [Row("Soup, Large", "£6.99", "item", "0.998 kg"), Row("Filleted", "", "part", "")]
    assert shown(order(line))["lines"][0].qty == "0.998"


def test_everything_between_the_lines_and_the_total() -> None:
    taken = replace(LINE, discounts=(DiscountRow(50, "Lunch"),), net=450)
    said = replace(
        NOTHING,
        discounts=(DiscountRow(45, "Staff"),),
        manufacturer_discounts=(DiscountRow(5, "Mill"),),
        charges=(ChargeRow(UUID(int=1), "Service", 40), ChargeRow(UUID(int=2), "Box", 20)),
        taxes=(TaxRow(UUID(int=3), "GST", 37, inclusive=False), TaxRow(UUID(int=4), "VAT", 12, inclusive=True)),
    )
    # 5.00 - 0.50 - 0.45 - 0.05 + 0.40 + 0.20 + 0.37 = 4.97, which is 4.95 in steps of five.
    page = shown(order(taken, total=497, rounding=-2, breakdown=said))
    assert pairs(page["lines"]) == [("Soup, Large", "£5.00"), ("Lunch", "\u2212£0.50")]
    assert pairs(page["sums"]) == [
        ("Subtotal", "£4.50"),
        ("Staff", "\u2212£0.45"),
        ("Mill", "\u2212£0.05"),
        ("Service", "£0.40"),
        ("Box", "£0.20"),
        ("GST", "£0.37"),
        ("Rounding", "\u2212£0.02"),
        ("Total", "£4.95"),
        ("VAT (included)", "£0.12"),
    ]


def test_payments_refunds_and_tips() -> None:
    refund = Refund(UUID(int=50), "F1", AT, (RefundPart(CARD, "Card", 200, tip=30, payment_id=UUID(int=41)),))
    page = shown(order(payments=(payment(40, 300, 20), payment(41, 200, 30, CARD)), refunds=(refund,)), language="es")
    assert pairs(page["paid"]) == [
        ("Cash, 1 jul 2026, 20:05", "£3.00"),
        ("Card, 1 jul 2026, 20:05", "£2.00"),
        ("Devolución, Card, 1 jul 2026, 20:05", "\u2212£2.00"),
        ("Pagado", "£3.00"),
        ("Propinas, gracias", "£0.20"),
        ("Por pagar", "£2.00"),
    ]
    assert page["standing"] == "£2.00 por pagar"


def test_a_paid_order_owes_nothing() -> None:
    page = shown(order(payments=(payment(40, 500),), status=Status.CLOSED))
    assert pairs(page["paid"]) == [("Cash, 1 Jul 2026, 20:05", "£5.00"), ("Paid", "£5.00")]
    assert (page["standing"], page["tone"]) == ("Paid", "ok")


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.CANCELLED_PAYMENT])
def test_a_cancelled_order_owes_nothing(status: Status) -> None:
    page = shown(order(status=status))
    assert (page["standing"], page["tone"], page["paid"]) == ("Cancelled", "danger", [])


def test_both_languages_have_the_same_words() -> None:
    assert WORDS["en"].keys() == WORDS["es"].keys()
    assert all(len(words["months"].split()) == 12 for words in WORDS.values())
