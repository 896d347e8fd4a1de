"""What is printed for a table."""

import xml.etree.ElementTree as ET

from comanda.floor.qr_codes import TableCode, as_pdf, as_svg_card

CODE = TableCode("Ventana & Sol", "Salón <1>", "https://eat.example/downtown-lima/downtown-lima-7")
SVG = "{http://www.w3.org/2000/svg}"


def card_of(code: TableCode) -> ET.Element:
    return ET.fromstring(as_svg_card(code))  # noqa: S314 - our own output


def test_a_card_says_in_plain_text_what_its_code_is() -> None:
    said = [element.text for element in card_of(CODE).iter(f"{SVG}text")]
    assert said == [CODE.name, CODE.area, CODE.address]


def test_cards_of_different_addresses_carry_different_codes() -> None:
    other = TableCode(CODE.name, CODE.area, CODE.address + "1")
    drawn = {tuple(path.get("d") for path in card_of(code).iter(f"{SVG}path")) for code in (CODE, other)}
    assert len(drawn) == 2


def test_a_pdf_takes_a_page_for_nine_tables() -> None:
    assert as_pdf("Centro de Lima", [CODE] * 9).count(b"/Type /Page\n") == 1
    assert as_pdf("Centro de Lima", [CODE] * 10).count(b"/Type /Page\n") == 2
