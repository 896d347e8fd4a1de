"""What a bill says above and below its order: line types and fields of the contract, nothing that a location lacks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from comanda.api.epos.bill import bill_document
from comanda.ordering.order import Order, OrderTable
from comanda.restaurants.branding import Branding, TaxNumber
from comanda.restaurants.place import Place
from comanda.restaurants.rules import Opening
from comanda.restaurants.settings import LocationSettings

URL = "https://comanda.example/receipt/" + "A" * 64
ORDER_JSON = {"id": "o1", "totalAmount": {"value": 1050, "currencyCode": "GBP"}}
WHOLE = Branding(
    name="Tallow & Rye",
    legal_name="Tallow & Rye Ltd",
    address_lines=("41 Maltby Street", "London"),
    postcode="SE1 3PA",
    phone="+44 20 7946 0142",
    email="hello@tallowandrye.example",
    website="https://tallowandrye.example",
    tax_number=TaxNumber("VAT No", "GB 999 0000 99"),
    logo_svg="<svg id='logo'/>",
    header_text="Dining room and bakery",
    footer_text="Thank you",
    image_svg="<svg id='offer'/>",
)
FIELDS: Mapping[str, tuple[str, set[str], set[str]]] = {
    "Image": ("image", {"svgImage"}, {"align"}),
    "Logo": ("logo", {"svgImage"}, set()),
    "MerchantAddress": ("merchantAddress", {"addressLines", "postcode"}, set()),
    "MerchantEmailAddress": ("merchantEmailAddress", {"emailAddress"}, set()),
    "MerchantName": ("merchantName", {"name"}, set()),
    "MerchantPhoneNumber": ("merchantPhoneNumber", {"phoneNumber"}, set()),
    "Text": ("text", {"value", "size", "align"}, {"bold"}),
    "URL": ("url", {"url"}, {"description", "showQr", "showUrl"}),
    "HorizontalLine": ("horizontalLine", {"line"}, set()),
    "TaxNumber": ("taxNumber", {"name", "number"}, set()),
}
"""The contract's line types: the object each has, the fields it must have and those it may."""
CHOICES = {
    "size": {"Body", "Header1", "Header2"},
    "align": {"Center", "Left", "Right"},
    "line": {"Single", "Double"},
}


@dataclass(frozen=True)
class Sold:
    """All that matters of an order here."""

    order_no: str = "0012"
    created_at: datetime = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    tables: tuple[OrderTable, ...] = (OrderTable(UUID(int=1), "T5", 2, 5),)


def place(branding: Branding = WHOLE, **more: Any) -> Place:
    found = Place(
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
        branding=branding,
    )
    return replace(found, **more)


def bill(here: Place | None = None, sold: Sold | None = None, url: str = URL) -> dict[str, Any]:
    return bill_document(ORDER_JSON, here or place(), cast("Order", sold or Sold()), url)


def types(section: dict[str, Any]) -> list[str]:
    return [line["lineType"] for line in section["lines"]]


def texts(section: dict[str, Any]) -> list[str]:
    return [line["text"]["value"] for line in section["lines"] if line["lineType"] == "Text"]


def test_a_bill_is_two_sections_around_the_whole_order() -> None:
    made = bill()
    assert list(made) == ["header", "order", "footer"]
    assert made["order"] is ORDER_JSON
    assert [list(made[part]) for part in ("header", "footer")] == [["lines"], ["lines"]]


def test_a_location_that_says_everything() -> None:
    made = bill()
    assert types(made["header"]) == [
        "Logo",
        "MerchantName",
        "Text",
        "MerchantAddress",
        "MerchantPhoneNumber",
        "MerchantEmailAddress",
        "TaxNumber",
        "Text",
        "Text",
        "Text",
        "HorizontalLine",
    ]
    assert types(made["footer"]) == ["HorizontalLine", "Text", "URL", "URL", "Image"]
    assert set(types(made["header"]) + types(made["footer"])) == set(FIELDS)
    by_type = {line["lineType"]: line for line in made["header"]["lines"]}
    assert by_type["Logo"]["logo"] == {"svgImage": "<svg id='logo'/>"}
    assert by_type["MerchantName"]["merchantName"] == {"name": "Tallow & Rye"}
    address = {"addressLines": ["41 Maltby Street", "London"], "postcode": "SE1 3PA"}
    assert by_type["MerchantAddress"]["merchantAddress"] == address
    assert by_type["TaxNumber"]["taxNumber"] == {"name": "VAT No", "number": "GB 999 0000 99"}
    assert texts(made["header"]) == [
        "Tallow & Rye Ltd",
        "Dining room and bakery",
        "Table 5 · Order 0012",
        "2026-07-02 00:30",
    ]
    assert texts(made["footer"]) == ["Thank you"]


@pytest.mark.parametrize("branding", [WHOLE, Branding(), Branding(address_lines=("41 Maltby Street",))])
def test_every_line_is_as_the_contract_has_it(branding: Branding) -> None:
    made = bill(place(branding))
    for line in made["header"]["lines"] + made["footer"]["lines"]:
        name, must, may = FIELDS[line["lineType"]]
        assert line.keys() == {"lineType", name}
        assert must <= line[name].keys() <= must | may
        assert all(line[name][field] in choices for field, choices in CHOICES.items() if field in line[name])
        assert None not in line[name].values()


def test_a_location_that_says_nothing() -> None:
    made = bill(place(Branding()))
    assert types(made["header"]) == ["MerchantName", "Text", "Text", "Text", "HorizontalLine"]
    assert made["header"]["lines"][0]["merchantName"] == {"name": "Bermondsey"}
    assert texts(made["header"])[0] == "41 Maltby Street, London SE1 3PA"
    assert types(made["footer"]) == ["HorizontalLine", "URL"]


def test_an_address_without_a_postcode_is_a_text() -> None:
    made = bill(place(Branding(address_lines=("41 Maltby Street", "London"))))
    assert texts(made["header"])[0] == "41 Maltby Street, London"


def test_no_address_at_all() -> None:
    made = bill(place(Branding(), address=""))
    assert texts(made["header"]) == ["Table 5 · Order 0012", "2026-07-02 00:30"]


def test_the_receipt_is_a_code_to_scan() -> None:
    assert bill()["footer"]["lines"][2]["url"] == {
        "url": URL,
        "description": "Your receipt",
        "showQr": True,
        "showUrl": False,
    }
    short = bill(url="https://comanda.example/r")["footer"]["lines"][2]["url"]
    assert (short["showQr"], short["showUrl"]) == (True, True)


def test_the_website_is_written_out() -> None:
    website = bill()["footer"]["lines"][3]["url"]
    assert website == {"url": "https://tallowandrye.example", "showQr": False, "showUrl": True}


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        ((), "Order 0012"),
        ((OrderTable(UUID(int=1), "The snug", 2, 9),), "Table The snug · Order 0012"),
        (
            (OrderTable(UUID(int=1), "T5", 2, 5), OrderTable(UUID(int=2), "The snug", 2, 9)),
            "Table 5, The snug · Order 0012",
        ),
    ],
)
def test_where_the_guests_sit(tables: tuple[OrderTable, ...], expected: str) -> None:
    assert texts(bill(sold=Sold(tables=tables))["header"])[-2] == expected


def test_a_bill_speaks_the_language_of_its_location() -> None:
    made = bill(place(language="es", zone=ZoneInfo("America/Lima")))
    assert texts(made["header"])[-2:] == ["Mesa 5 · Pedido 0012", "2026-07-01 18:30"]
    assert made["footer"]["lines"][2]["url"]["description"] == "Su recibo"
    assert texts(bill(place(language="zh"))["header"])[-2] == "Table 5 · Order 0012"
