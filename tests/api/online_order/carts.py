"""What partner apps send, built from the demo restaurants' own parts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from comanda.demo.seed import demo_id
from tests.partner import Json, Partner


@dataclass(frozen=True)
class Shop:
    """The ids of a demo restaurant's parts, by the words its blueprint uses."""

    slug: str
    place: str

    def id(self, *words: str) -> str:
        return str(demo_id(self.slug, *words))

    @property
    def location(self) -> str:
        return self.id(self.place)

    def item(self, key: str) -> str:
        return self.id("item", key)

    def variant(self, item: str, name: str) -> str:
        return self.id("item", item, name)

    def option(self, modifier: str, name: str) -> str:
        return self.id("modifier", modifier, name)

    def dining(self, key: str) -> str:
        return self.id("dining-option", key)

    def charge(self, name: str) -> str:
        return self.id("charge", name)

    def tax(self, key: str) -> str:
        return self.id("tax", key)

    def method(self, key: str) -> str:
        return self.id("payment", key)

    def asks(self, method: str, name: str) -> str:
        return self.id("payment", method, name)

    def discount(self, name: str) -> str:
        return self.id("discount", name)

    def promotion(self, key: str) -> str:
        return self.id("promotion", key)

    def voucher(self, code: str) -> str:
        return self.id("voucher", code)

    def customer(self, key: str) -> str:
        return self.id("customer", key)

    def group(self, name: str) -> str:
        return self.id("customer-group", name)

    def program(self, key: str) -> str:
        return self.id("program", key)

    def reward(self, program: str, key: str) -> str:
        return self.id("reward", program, key)

    def member(self, program: str, customer: str) -> str:
        return self.id("member", program, customer)

    def table(self, number: int) -> str:
        return self.id(self.place, "table", str(number))

    def line(self, item: str, variant: str, *options: tuple[str, str], **more: Any) -> Json:
        """One of a catalogue item, each option once."""
        said: Json = {"item": self.item(item), "variant": self.variant(item, variant), "qty": 1}
        if options:
            said["modifier_options"] = [{"modifier_option": self.option(*option)} for option in options]
        return said | more

    def cart(self, *lines: Json, dining: str | None = "dine_in", **more: Any) -> Json:
        """A cart at the restaurant's first location; `order_info` given on top of the dining option."""
        info: Json = {"dining_option": self.dining(dining)} if dining else {}
        return {
            "location": self.location,
            "items": list(lines),
            **more,
            "order_info": info | more.get("order_info", {}),
        }

    def pays(self, method: str, amount: Any, **more: Any) -> Json:
        return {"payment": self.method(method), "amount": amount, **more}


LIMA = Shop("caleta-morena", "downtown-lima")
SINGAPORE = Shop("lantern-and-tiffin", "chinatown-singapore")
KATONG = Shop("lantern-and-tiffin", "katong-singapore")
LONDON = Shop("tallow-and-rye", "bermondsey-london")

NOBODY = "0190a0a0-0000-7000-8000-000000000000"
"""An id that nothing has."""


def rice(qty: Any = 1, **more: Any) -> Json:
    """White rice at S/ 8, without modifiers or promotions."""
    return LIMA.line("arroz-blanco", "Porción", qty=qty, **more)


def rice_cart(qty: int = 1, **more: Any) -> Json:
    """A dine-in cart of S/ 8 times `qty`, all taxes inside."""
    return LIMA.cart(rice(qty), **more)


def ceviche(*, qty: int = 1, garnish: Iterable[Json] = (), **more: Any) -> Json:
    """Classic ceviche for one at S/ 42 with corvina at S/ 12: S/ 54 and what is garnished."""
    line = LIMA.line("ceviche-clasico", "Personal", ("picor", "Suave"), ("pesca", "Corvina"), qty=qty, **more)
    line["modifier_options"] += list(garnish)
    return line


def glazed(qty: int) -> Json:
    """Glazed sweet potato at S/ 5, at most two."""
    return {"modifier_option": LIMA.option("guarnicion", "Camote glaseado"), "qty": qty}


def submit(partner: Partner, cart: Json, **headers: str) -> Json:
    """Place a cart, and return the order."""
    order: Json = partner.post("/cart/submit", cart, **headers).data
    return order


def calculate(partner: Partner, cart: Json) -> Json:
    """Price a cart."""
    summary: Json = partner.post("/cart/calculate", cart).data
    return summary


def view(partner: Partner, order_id: str) -> Json:
    """The order as it stands."""
    order: Json = partner.get(f"/orders/{order_id}").data
    return order


def of_item(modifiers: list[Json], item: Json, **more: Any) -> Json:
    """A line that any item takes, with as many of its first free options as each of its modifiers needs."""
    by_id = {modifier["id"]: modifier for modifier in modifiers}
    variant = item["variants"][0]
    line: Json = {"item": item["id"], "variant": variant["id"], "qty": 1}
    if "price" not in variant:
        line["price"] = "12.34"
    line["modifier_options"] = [
        {"modifier_option": option["id"]}
        for reference in item["modifiers"]
        for option in by_id[reference["id"]]["modifier_options"][: by_id[reference["id"]]["min_selection"] or 0]
    ]
    return line | more


QUIET_HOUR = "2026-11-18T05:00:00-05:00"
"""A Wednesday before opening in Lima, when no promotion runs."""


def documented_cart() -> Json:
    """The contract's example of a cart with everything in it, made of Lima's own parts.

    Lines 128.00 + 8.00 + 199.99 + 109.78, less 12.80 and 11.52 on the first, is 421.45; less 10, 20 and 20 on the
    order is a subtotal of 371.45; delivery at 6.50 makes 377.95; less 12 and 25 of the winery is 340.95.
    """
    return {
        "location": LIMA.location,
        "items": [
            {
                "cart_item_key": "1",
                "item": LIMA.item("ceviche-clasico"),
                "qty": 2,
                "notes": "Add Jalapeno",
                "variant": LIMA.variant("ceviche-clasico", "Personal"),
                "modifier_options": [
                    {"modifier_option": LIMA.option("guarnicion", "Camote glaseado"), "qty": 2},
                    {"modifier_option": LIMA.option("picor", "Suave")},
                    {"modifier_option": LIMA.option("pesca", "Corvina")},
                ],
                "discounts": [
                    {"discount": LIMA.discount("Cortesía en porcentaje"), "value": 10},
                    {"discount": LIMA.discount("Vecino del Centro")},
                ],
            },
            {"item": LIMA.item("arroz-blanco"), "qty": 1, "variant": LIMA.variant("arroz-blanco", "Porción")},
            {"cart_item_key": "98", "name": "Open Item", "qty": 1, "price": "199.99"},
            {
                "item": LIMA.item("chita-entera"),
                "qty_unit": 0.998,
                "variant": LIMA.variant("chita-entera", "Por kilo"),
            },
        ],
        "charges": [{"charge": LIMA.charge("Envío a domicilio"), "amount": 6.5}],
        "discounts": [
            {"discount": LIMA.discount("Cortesía en soles"), "value": 10},
            {"discount": LIMA.discount("Cumpleaños")},
            {"discount": LIMA.discount("Cupón Bodega Los Pallares")},
        ],
        "payments": [
            {
                "payment": LIMA.method("voucher"),
                "receipt_no": "BC928K",
                "amount": 25.55,
                "payment_inputs": [
                    {"payment_input": LIMA.asks("voucher", "N.º de vale"), "value": "Bee San"},
                    {"payment_input": LIMA.asks("voucher", "Código de color del vale"), "value": "129893322"},
                ],
            },
            {"payment": LIMA.method("cash"), "receipt_no": "VOK992", "amount": 4.45},
        ],
        "refunds": [
            {
                "refund_no": "RF988D",
                "refund_payments": [
                    {"payment": LIMA.method("voucher"), "amount": 5.00},
                    {"payment": LIMA.method("cash"), "amount": 1.00},
                ],
            },
            {"refund_payments": [{"payment": LIMA.method("voucher"), "amount": 1.55}]},
        ],
        "objects": [{"object": LIMA.table(7), "pax": 3}],
        "vouchers": [{"voucher": LIMA.voucher("FELIZDIA")}, {"voucher": LIMA.voucher("PALLARES25")}],
        "order_info": {
            "dining_option": LIMA.dining("delivery"),
            "order_no": "BC928K",
            "order_ticket": "C23",
            "pax": 3,
            "status": "pending",
            "notes": "Self-collect at 3.30pm later",
            "first_name": "Mark",
            "last_name": "Clinton",
            "email": "mark@example.com",
            "phone": "+6511221122",
            "timeslot": "a-timeslot",
            "timeslot_start": "2020-07-10T06:00:00+00:00",
            "timeslot_end": "2020-07-10T06:30:00+00:00",
            "delivery_zone": "a-zone",
            "address1": "28 Smith Street",
            "address2": "#05-73",
            "city": "Singapore",
            "country": "SG",
            "postal": "058942",
            "address_lat": 1.2823981,
            "address_lng": 103.8439644,
            "order_at": QUIET_HOUR,
        },
    }


def quiet_cart(*lines: Json, dining: str | None = "dine_in", **more: Any) -> Json:
    """A cart in Lima at an hour without promotions."""
    return LIMA.cart(
        *lines, dining=dining, **(more | {"order_info": {"order_at": QUIET_HOUR} | more.get("order_info", {})})
    )


def rows(found: Json) -> list[tuple[str, float]]:
    """All that was taken off a cart or order, items first and manufacturers last: what it is by, and how much."""
    listed = [row for item in found["items"] for row in item["discounts"]]
    return [_row(row) for row in (*listed, *found["discounts"], *found["manufacturer_discounts"])]


def _row(row: Json) -> tuple[str, float]:
    by = "+".join(key for key in ("discount", "promotion", "loyalty_program_reward", "voucher") if key in row)
    return by, row["amount"]
