"""GetOrderBillById: what the terminal's printer prints."""

from urllib.parse import urlsplit

from tests.api.epos.client import House, Json, at_table
from tests.api.online_order.carts import LONDON


def lines(section: Json, kind: str) -> list[Json]:
    return [line for line in section["lines"] if line["lineType"] == kind]


def test_what_london_prints(london: House) -> None:
    placed = london.place(details=at_table(london.table(9)))
    bill = london.terminal.get(f"/orders/{placed['id']}/bill").good
    assert bill["order"] == london.terminal.order(placed["id"]) == placed
    header, footer = bill["header"], bill["footer"]
    assert [line["merchantName"] for line in lines(header, "MerchantName")] == [{"name": "Tallow & Rye"}]
    assert [line["merchantAddress"] for line in lines(header, "MerchantAddress")] == [
        {"addressLines": ["41 Maltby Street", "London"], "postcode": "SE1 3PA"}
    ]
    assert [line["merchantPhoneNumber"] for line in lines(header, "MerchantPhoneNumber")] == [
        {"phoneNumber": "+44 20 7946 0142"}
    ]
    assert [line["merchantEmailAddress"] for line in lines(header, "MerchantEmailAddress")] == [
        {"emailAddress": "hello@tallowandrye.example"}
    ]
    assert [line["taxNumber"] for line in lines(header, "TaxNumber")] == [
        {"name": "VAT No", "number": "GB 999 0000 99"}
    ]
    assert lines(header, "Logo")[0]["logo"]["svgImage"].startswith("<svg")
    texts = [line["text"]["value"] for line in lines(header, "Text")]
    assert "Tallow & Rye Ltd" in texts
    assert "Dining room and bakery" in texts
    assert any("The snug" in said and placed["reference"] in said for said in texts)
    assert [line["text"]["value"] for line in lines(footer, "Text")] == ["Thank you. See you again soon."]
    assert [line["url"]["url"] for line in lines(footer, "URL")][1:] == ["https://tallowandrye.example"]


def test_the_receipts_address_opens(london: House) -> None:
    guest = london.guest.seat(4, "Ana")
    placed = guest.order(london.guest.line("chips", qty=8))
    london.terminal.pay(placed["id"], 1650, 100)
    bill = london.terminal.get(f"/orders/{placed['id']}/bill").good
    url = lines(bill["footer"], "URL")[0]["url"]
    assert url["showQr"] is True
    parts = urlsplit(url["url"])
    assert parts.path.startswith("/receipt/")
    page = london.terminal.http.get(parts.path)
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "49.50" in page.text
    assert "16.50" in page.text
    assert placed["id"] not in url["url"]


def test_every_kind_of_order_has_a_bill(london: House, singapore: House, lima: House) -> None:
    cart = LONDON.cart(LONDON.line("chips", "Regular"), dining="takeaway")
    took = london.partner.post("/cart/submit", cart).data
    assert london.terminal.get(f"/orders/{took['id']}/bill").good["order"]["id"] == took["id"]
    for house, dish in ((singapore, "otah"), (lima, "arroz-blanco")):
        guest = house.guest.seat(1, "Ana")
        placed = guest.order(house.guest.line(dish))
        bill = house.terminal.get(f"/orders/{placed['id']}/bill").good
        assert bill["order"] == house.terminal.order(placed["id"])


def test_a_bill_of_what_is_over(london: House) -> None:
    placed = london.place()
    cancelled = london.terminal.delete(f"/orders/{placed['id']}").good
    assert london.terminal.get(f"/orders/{placed['id']}/bill").good["order"] == cancelled
