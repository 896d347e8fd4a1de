"""A guest's receipt: one small page that needs no script, shows the order as it is now, and prints on any paper."""

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from comanda.kernel.texts import table_label
from comanda.menu.snapshot import Item
from comanda.ordering.catalogue import Catalogue
from comanda.ordering.order import Order, OrderLine
from comanda.ordering.rules.status import Status
from comanda.web.letterhead import letterhead, picture
from comanda.web.money import money_text
from comanda.web.receipt_words import WORDS, Words

ReceiptOf = Callable[[str], Awaitable[tuple[Order, Catalogue] | None]]
"""From a receipt's code to the order and to what its location sells by now, or None when the code opens nothing."""

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:;"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    # Whoever has the address may read it, so it goes nowhere else and nothing keeps the page.
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(),
    trim_blocks=True,
    lstrip_blocks=True,
)


class Row(NamedTuple):
    """A line of the receipt: what, and how much.

    Attributes:
        kind: `item`, `part` of the item above, `quiet`, `total`, `strong` or empty.
        qty: how many, as text; empty where that says nothing.
    """

    name: str
    amount: str
    kind: str = ""
    qty: str = ""


def receipt_routes(receipt_of: ReceiptOf) -> list[Route]:
    """Return the route of the receipt page.

    Args:
        receipt_of: asked on every request, so that the page shows the order as it is.
    """

    async def page(request: Request) -> Response:
        found = await receipt_of(request.path_params["code"])
        if found is None:
            asked = re.findall(r"\b[a-z]{2}\b", request.headers.get("accept-language", "").lower())
            return _page(404, _words(*asked), receipt=None)
        order, catalogue = found
        words = _words(catalogue.place.language)
        return _page(200, words, receipt=receipt(order, catalogue, words))

    return [Route("/receipt/{code}", page)]


def _page(status: int, words: Words, **shown: Any) -> Response:
    page = _templates.get_template("receipt.html").render(words=words, **shown)
    return HTMLResponse(page, status, headers=_HEADERS)


def _words(*languages: str) -> Words:
    return next((WORDS[language] for language in languages if language in WORDS), WORDS["en"])


def receipt(order: Order, catalogue: Catalogue, words: Words) -> Mapping[str, Any]:
    """Return what the page shows of an order, every amount in words already."""
    place, ours = catalogue.place, catalogue.place.branding
    standing, tone = _standing(order, words)
    return {
        **letterhead(place),
        "tax_number": ours.tax_number,
        "header_text": ours.header_text,
        "footer_text": ours.footer_text,
        "image": picture(ours.image_svg),
        "number": order.order_no,
        "table": ", ".join(table_label(table.number, table.name) for table in order.tables),
        "kind": order.dining_option_name,
        "at": order.created_at.isoformat(),
        "date": _date(order.created_at.astimezone(place.zone), words),
        "standing": standing,
        "tone": tone,
        "lines": [row for line in order.lines for row in _line(line, order.currency, catalogue.menu.items)],
        "sums": [*_sums(order, words)],
        "paid": [*_paid(order, catalogue, words)],
    }


def _standing(order: Order, words: Words) -> tuple[str, str]:
    """How the order stands with money, and in which tone that is said."""
    if order.status in (Status.CANCELLED, Status.CANCELLED_PAYMENT):
        return words["cancelled"], "danger"
    if order.outstanding:
        return words["owed"].format(amount=money_text(order.outstanding, order.currency)), "waiting"
    return words["settled"], "ok"


def _line(line: OrderLine, currency: str, dishes: Mapping[UUID, Item]) -> Iterator[Row]:
    """A dish, what was chosen with it, and what was taken off it.

    The dish and its options are shown at their own prices, which add up to the line's; of what is sold by measure the
    options are inside its price.
    """
    dish = dishes.get(line.item_id) if line.item_id else None
    ways = dish.variants if dish else ()
    name = line.name if len(ways) == 1 or not line.variant_name else f"{line.name}, {line.variant_name}"
    if line.measure is not None:
        unit = next((way.unit for way in ways if way.id == line.variant_id), None)
        yield Row(name, money_text(line.price, currency), "item", f"{line.measure / 1000:.3f} {unit or ''}".strip())
    else:
        chosen = sum(option.price * option.qty for option in line.options) * line.qty
        yield Row(name, money_text(line.price - chosen, currency), "item", str(line.qty))
    for option in line.options:
        priced = option.price and line.measure is None
        yield Row(
            option.name,
            money_text(option.price * option.qty * line.qty, currency) if priced else "",
            "part" if option.part is None else "part part-of-part",
            str(option.qty) if option.qty > 1 else "",
        )
    for row in line.discounts:
        yield Row(row.name, money_text(-row.amount, currency), "part")


def _sums(order: Order, words: Words) -> Iterator[Row]:
    def row(name: str, amount: int, kind: str = "quiet") -> Row:
        return Row(name, money_text(amount, order.currency), kind)

    said = order.breakdown
    subtotal = sum(line.price - sum(taken.amount for taken in line.discounts) for line in order.lines)
    if subtotal != order.due:
        yield row(words["subtotal"], subtotal)
    for taken in (*said.discounts, *said.manufacturer_discounts):
        yield row(taken.name, -taken.amount)
    for charge in said.charges:
        yield row(charge.name, charge.amount)
    for tax in said.taxes:
        if not tax.inclusive:
            yield row(tax.name, tax.amount)
    if order.rounding:
        yield row(words["rounding"], order.rounding)
    yield row(words["total"], order.due, "total")
    for tax in said.taxes:
        if tax.inclusive:
            yield row(words["included"].format(name=tax.name), tax.amount)


def _paid(order: Order, catalogue: Catalogue, words: Words) -> Iterator[Row]:
    def row(name: str, amount: int, kind: str = "quiet") -> Row:
        return Row(name, money_text(amount, order.currency), kind)

    def when(at: datetime) -> str:
        return _date(at.astimezone(catalogue.place.zone), words)

    for payment in order.payments:
        yield row(f"{payment.method_name}, {when(payment.created_at)}", payment.amount)
    for refund in order.refunds:
        for part in refund.parts:
            if part.amount:
                name = words["refund"].format(method=part.method_name)
                yield row(f"{name}, {when(refund.created_at)}", -part.amount)
    if order.payments:
        yield row(words["paid"], order.ledger.net, "strong")
    if order.tips:
        yield row(words["tips"], order.tips)
    if order.outstanding:
        yield row(words["outstanding"], order.outstanding, "total")


def _date(local: datetime, words: Words) -> str:
    month = words["months"].split()[local.month - 1]
    return words["date"].format(day=local.day, month=month, year=local.year, time=local.strftime("%H:%M"))
