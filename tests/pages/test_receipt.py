"""The receipt that a guest opens from the code on the bill: the order as it is now, and nobody else's."""

import asyncio
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from html.parser import HTMLParser
from itertools import pairwise
from uuid import UUID

import httpx2 as httpx
import pytest

from comanda.demo.seed import demo_id
from comanda.identity.receipt_codes import Receipt, receipt_code
from comanda.identity.signing import Signer
from comanda.store.database import Database
from tests.api.guest.client import NOBODY, Json, Place


class Text(HTMLParser):
    """What a page says, one piece of text a line, and the elements it is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if text := re.sub(r"\s+", " ", data).strip():
            self.said.append(text)


def code_of(place: Place, order_id: str, tenant: str | None = None) -> str:
    """The code of an order's receipt, made as a bill would have it."""
    tenant_id = UUID(tenant) if tenant else demo_id(place.restaurant.slug)

    async def made() -> str:
        database = Database(place.truth.url, pool_size=1)
        await database.open()
        try:
            return await receipt_code(Signer(database), Receipt(UUID(order_id), tenant_id))
        finally:
            await database.close()

    return asyncio.run(made())


def get(place: Place, code: str, **headers: str) -> httpx.Response:
    return place.http.get(f"/receipt/{code}", headers=headers)


def read(place: Place, order: Json) -> Text:
    found = get(place, code_of(place, order["id"]))
    assert found.status_code == 200, found.text
    return Text(found.text)


def rows(page: Text) -> dict[str, str]:
    """Every amount by what stands just before it, blanks that do not break made plain."""
    said = [text.replace("\u00a0", " ") for text in page.said]
    amounts = re.compile(r"\u2212?(S/ |\$|£)[\d,.]+")
    return {name: amount for name, amount in pairwise(said) if amounts.fullmatch(amount)}


def test_an_unpaid_order(lima: Place) -> None:
    carlos = lima.seat(7)
    order = carlos.order(lima.line("arroz-blanco", qty=2))
    page = read(lima, order)
    assert "Caleta Morena" in page.said
    assert "Caleta Morena S.A.C." in page.said
    assert "RUC 20600000001" in page.said
    assert "Jirón Carabaya 1020" in page.said
    assert "Lima 15001" in page.said
    assert f"Pedido {order['order_number']} · Mesa Ventana" in page.said
    assert "S/ 16.00 por pagar" in page.said
    found = rows(page)
    # One rice is 8.00 with 18 % in it: 16.00 - 16.00 / 1.18 = 2.44.
    assert found["Arroz blanco"] == "S/ 16.00"
    assert found["Total"] == "S/ 16.00"
    assert found["IGV (incluido)"] == "S/ 2.44"
    assert found["Por pagar"] == "S/ 16.00"
    assert "Porción" not in " ".join(page.said)
    assert "¡Gracias por su visita! Vuelva pronto." in page.said


def test_the_code_on_a_bill_opens_the_receipt_of_that_order(lima: Place) -> None:
    order = lima.seat().order(lima.line("arroz-blanco"))
    answer = lima.http.get(
        f"/epos/v1/orders/{order['id']}/bill", auth=lima.credentials.terminals[lima.restaurant.slug]
    ).json()
    scanned = [line["url"]["url"] for line in answer["footer"]["lines"] if line.get("url", {}).get("showQr")]
    assert scanned == [f"http://testserver/receipt/{code_of(lima, order['id'])}"]
    found = lima.http.get(scanned[0])
    assert found.status_code == 200
    assert f"Pedido {order['order_number']} · Mesa 15" in Text(found.text).said
    assert answer["order"]["id"] == order["id"]


def test_service_charge_tax_and_rounding(singapore: Place) -> None:
    mei = singapore.seat(1, "Mei")
    order = mei.order(singapore.line("otah"))
    found = rows(read(singapore, order))
    # 6.50 + 0.65 service + 0.64 GST = 7.79, which is 7.80 in steps of five cents.
    assert {name: found[name] for name in ("Subtotal", "Service charge", "GST", "Rounding", "Total")} == {
        "Subtotal": "$6.50",
        "Service charge": "$0.65",
        "GST": "$0.64",
        "Rounding": "$0.01",
        "Total": "$7.80",
    }


def test_a_paid_order_with_a_tip(lima: Place) -> None:
    carlos = lima.seat()
    order = carlos.order(lima.line("arroz-blanco"))
    lima.pay(300, orderId=order["id"], tip=100)
    lima.pay(500, orderId=order["id"], method="card")
    page = read(lima, order)
    assert "Pagado" in page.said
    assert not any("por pagar" in text.lower() for text in page.said)
    found = rows(page)
    (cash,) = [amount for name, amount in found.items() if name.startswith("Efectivo, ")]
    (card,) = [amount for name, amount in found.items() if name.startswith("Tarjeta, ")]
    assert (cash, card, found["Pagado"], found["Propinas, gracias"]) == ("S/ 3.00", "S/ 5.00", "S/ 8.00", "S/ 1.00")


def test_a_receipt_follows_its_order(lima: Place) -> None:
    carlos = lima.seat()
    order = carlos.order(lima.line("arroz-blanco"))
    code = code_of(lima, order["id"])
    assert "S/ 8.00 por pagar" in [text.replace("\u00a0", " ") for text in Text(get(lima, code).text).said]
    lima.pay(300, orderId=order["id"])
    assert "S/ 5.00 por pagar" in [text.replace("\u00a0", " ") for text in Text(get(lima, code).text).said]


def test_a_cancelled_order_says_so(lima: Place) -> None:
    carlos = lima.seat()
    order = carlos.order(lima.line("arroz-blanco"))
    carlos.post(f"/customer/orders/{order['id']}/cancel")
    page = read(lima, order)
    assert "Anulado" in page.said
    assert not any("por pagar" in text.lower() for text in page.said)


def test_options_are_rows_of_their_own_and_add_up(london: Place) -> None:
    burger = london.line("burger", ("burger-extras", "Smoked bacon"), ("doneness", "Medium"), qty=2)
    found = rows(read(london, london.seat(1, "Ada").order(burger)))
    # Burgers at 17.50 and bacon at 2.00, two of each, and 12.5 % service; how they are done costs nothing.
    assert (found["Aged beef burger"], found["Smoked bacon"]) == ("£35.00", "£4.00")
    assert (found["Subtotal"], found["Discretionary service charge"], found["Total"]) == ("£39.00", "£4.88", "£43.88")
    assert "Medium" not in found


def test_the_date_is_that_of_the_location(lima: Place) -> None:
    carlos = lima.seat()
    order = carlos.order(lima.line("arroz-blanco"))
    lima.truth.rows(
        "UPDATE orders SET created_at = '2026-01-01T03:30:00Z' WHERE id = %s RETURNING id",
        order["id"],
    )
    page = read(lima, order)
    assert "31 dic 2025, 22:30" in page.said
    assert ("time", {"datetime": "2026-01-01T03:30:00+00:00"}) in page.tags


def test_the_page_is_kept_by_nobody_and_tells_nobody(lima: Place) -> None:
    order = lima.seat().order(lima.line("arroz-blanco"))
    found = get(lima, code_of(lima, order["id"]))
    assert found.headers["cache-control"] == "no-store"
    assert found.headers["referrer-policy"] == "no-referrer"
    assert found.headers["x-robots-tag"] == "noindex, nofollow"
    assert "default-src 'none'" in found.headers["content-security-policy"]
    page = Text(found.text)
    assert ("meta", {"name": "robots", "content": "noindex, nofollow"}) in page.tags
    assert not [tag for tag, _ in page.tags if tag in ("script", "svg", "style", "iframe", "form")]
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on") or name == "style"]


def test_what_guests_write_is_only_text(lima: Place) -> None:
    """And what the operator keeps is never markup of our page."""
    lima.truth.rows(
        "UPDATE locations SET branding = jsonb_set(branding, '{footer_text}', '\"<script>1</script>\"')"
        ' || \'{"logo_svg": "<svg onload=\\"alert(1)\\"></svg>", "website": "javascript:alert(1)"}\''
        " WHERE id = %s RETURNING id",
        lima.branch,
    )
    order = lima.seat().order(lima.line("arroz-blanco"))
    found = get(lima, code_of(lima, order["id"]))
    page = Text(found.text)
    assert "<script>1</script>" in page.said
    assert "<svg" not in found.text
    assert [attributes["src"] for tag, attributes in page.tags if tag == "img"] == [
        "data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImFsZXJ0KDEpIj48L3N2Zz4="
    ]
    assert not [
        attributes for tag, attributes in page.tags if tag == "a" and "javascript" in (attributes["href"] or "")
    ]


def test_a_location_without_branding_still_has_receipts(lima: Place) -> None:
    lima.truth.rows("UPDATE locations SET branding = '{}' WHERE id = %s RETURNING id", lima.branch)
    page = read(lima, lima.seat().order(lima.line("arroz-blanco")))
    assert "Centro de Lima" in page.said
    assert "Jirón Carabaya 1020, Cercado de Lima, Lima 15001" in page.said
    assert [tag for tag, _ in page.tags if tag == "img"] == []


def test_a_suspended_location_still_has_receipts(lima: Place) -> None:
    order = lima.seat().order(lima.line("arroz-blanco"))
    lima.truth.rows(
        "UPDATE location_directory SET governance = 'suspended' WHERE location_id = %s RETURNING slug", lima.branch
    )
    assert "Caleta Morena" in read(lima, order).said


@pytest.mark.parametrize("language", ["es", "en", ""])
def test_a_code_that_is_none(language: str, lima: Place) -> None:
    expected = {"es": "Aquí no hay ningún recibo"}.get(language, "There is no receipt here")
    found = get(lima, "A" * 64, **{"Accept-Language": language})
    assert (found.status_code, found.headers["cache-control"]) == (404, "no-store")
    assert expected in Text(found.text).said


@pytest.mark.parametrize("at", [0, 20, 21, 42, 43, 63])
def test_an_altered_code(at: int, lima: Place) -> None:
    order = lima.seat().order(lima.line("arroz-blanco"))
    good = code_of(lima, order["id"])
    altered = good[:at] + ("A" if good[at] != "A" else "B") + good[at + 1 :]
    found = get(lima, altered)
    assert found.status_code == 404
    assert altered not in found.text


def test_ids_that_nobody_sealed(lima: Place) -> None:
    order = lima.seat().order(lima.line("arroz-blanco"))
    ids = urlsafe_b64decode(code_of(lima, order["id"]))[:32]
    assert get(lima, urlsafe_b64encode(ids + bytes(16)).decode()).status_code == 404
    assert get(lima, urlsafe_b64encode(ids).decode().rstrip("=")).status_code == 404
    assert get(lima, order["id"]).status_code == 404


def test_an_order_of_another_restaurant_is_not_there(lima: Place) -> None:
    """Even by a code that is truly ours: every read is the tenant's own."""
    order = lima.seat().order(lima.line("arroz-blanco"))
    assert get(lima, code_of(lima, order["id"], str(demo_id("lantern-and-tiffin")))).status_code == 404
    assert get(lima, code_of(lima, order["id"], NOBODY)).status_code == 404
    assert get(lima, code_of(lima, NOBODY)).status_code == 404
