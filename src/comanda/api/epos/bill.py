"""A bill for the terminal's printer: the order between what the location says above and below it."""

from collections.abc import Iterator, Mapping
from typing import Any

from comanda.kernel.texts import table_label
from comanda.ordering.order import Order
from comanda.restaurants.place import Place

Line = dict[str, Any]

_COLUMNS = 48
"""Characters on a line of paper 80 mm wide: an address that is longer says nothing to whoever reads it."""
_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {"table": "Table {name}", "order": "Order {number}", "receipt": "Your receipt"},
    "es": {"table": "Mesa {name}", "order": "Pedido {number}", "receipt": "Su recibo"},
}


def bill_document(order_json: Mapping[str, Any], place: Place, order: Order, receipt_url: str) -> dict[str, Any]:
    """Return the bill of an order; what the location does not say of itself is left out.

    Args:
        order_json: the order as this surface shows it.
        receipt_url: where the guest reads the receipt, for the QR code.
    """
    words = _WORDS.get(place.language, _WORDS["en"])
    return {
        "header": {"lines": [*_header(place, order, words)]},
        "order": order_json,
        "footer": {"lines": [*_footer(place, words, receipt_url)]},
    }


def _header(place: Place, order: Order, words: Mapping[str, str]) -> Iterator[Line]:
    ours = place.branding
    if ours.logo_svg:
        yield {"lineType": "Logo", "logo": {"svgImage": ours.logo_svg}}
    yield {"lineType": "MerchantName", "merchantName": {"name": ours.name or place.name}}
    if ours.legal_name:
        yield _text(ours.legal_name)
    if ours.address_lines and ours.postcode:
        address = {"addressLines": list(ours.address_lines), "postcode": ours.postcode}
        yield {"lineType": "MerchantAddress", "merchantAddress": address}
    elif address_text := ", ".join(ours.address_lines) or place.address:
        # An address line must have a postcode, and this location has none.
        yield _text(address_text)
    if ours.phone:
        yield {"lineType": "MerchantPhoneNumber", "merchantPhoneNumber": {"phoneNumber": ours.phone}}
    if ours.email:
        yield {"lineType": "MerchantEmailAddress", "merchantEmailAddress": {"emailAddress": ours.email}}
    if ours.tax_number:
        yield {"lineType": "TaxNumber", "taxNumber": ours.tax_number._asdict()}
    if ours.header_text:
        yield _text(ours.header_text)
    seat = ", ".join(table_label(table.number, table.name) for table in order.tables)
    what = words["order"].format(number=order.order_no)
    yield _text(f"{words['table'].format(name=seat)} · {what}" if seat else what, size="Header2", bold=True)
    yield _text(order.created_at.astimezone(place.zone).strftime("%Y-%m-%d %H:%M"))
    yield _rule("Double")


def _footer(place: Place, words: Mapping[str, str], receipt_url: str) -> Iterator[Line]:
    ours = place.branding
    yield _rule("Single")
    if ours.footer_text:
        yield _text(ours.footer_text, size="Header2")
    yield _url(receipt_url, description=words["receipt"], qr=True)
    if ours.website:
        yield _url(ours.website)
    if ours.image_svg:
        yield {"lineType": "Image", "image": {"svgImage": ours.image_svg, "align": "Center"}}


def _text(value: str, *, size: str = "Body", bold: bool = False) -> Line:
    return {"lineType": "Text", "text": {"value": value, "size": size, "align": "Center", "bold": bold}}


def _rule(kind: str) -> Line:
    return {"lineType": "HorizontalLine", "horizontalLine": {"line": kind}}


def _url(url: str, *, description: str | None = None, qr: bool = False) -> Line:
    """Return an address; one without a code is written out, whatever its length."""
    said: Line = {"url": url, "showQr": qr, "showUrl": not qr or len(url) <= _COLUMNS}
    if description:
        said["description"] = description
    return {"lineType": "URL", "url": said}
