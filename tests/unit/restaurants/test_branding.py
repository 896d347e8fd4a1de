"""What a location keeps of its branding, and what becomes of what it does not say."""

from typing import Any

import orjson
import pytest

from comanda.demo.lima import LIMA
from comanda.demo.london import LONDON
from comanda.demo.singapore import SINGAPORE
from comanda.restaurants.branding import Branding, TaxNumber

WHOLE = Branding(
    name="Caleta Morena",
    legal_name="Caleta Morena S.A.C.",
    address_lines=("Jirón Carabaya 1020", "Lima"),
    postcode="15001",
    phone="+51 1 555 0142",
    email="hola@caleta.example",
    website="https://caleta.example",
    tax_number=TaxNumber("RUC", "20600000001"),
    logo_svg="<svg/>",
    header_text="Hola",
    footer_text="Gracias",
    image_svg="<svg></svg>",
)
PLACES = [location for restaurant in (LIMA, LONDON, SINGAPORE) for location in restaurant.locations]


def test_a_location_that_says_nothing_has_none() -> None:
    assert Branding.of({}) == Branding()
    assert Branding().kept == {}


def test_what_is_kept_comes_back() -> None:
    kept = orjson.loads(orjson.dumps(WHOLE.kept))
    assert kept["tax_number"] == {"name": "RUC", "number": "20600000001"}
    assert Branding.of(kept) == WHOLE


def test_what_other_surfaces_keep_beside_it_is_left_alone() -> None:
    assert Branding.of({"logo": "https://example.org/logo.png", "banners": [], "name": "Caleta"}) == Branding("Caleta")


@pytest.mark.parametrize(
    "kept",
    [
        {"name": ""},
        {"name": "  "},
        {"name": None},
        {"name": 5},
        {"address_lines": "Jirón Carabaya 1020"},
        {"address_lines": ["", " ", None, 7]},
        {"address_lines": None},
        {"tax_number": "20600000001"},
        {"tax_number": {}},
        {"tax_number": {"name": "RUC"}},
        {"tax_number": {"name": "RUC", "number": ""}},
        {"tax_number": {"number": "20600000001"}},
        {"tax_number": ["RUC", "20600000001"]},
    ],
)
def test_what_is_blank_or_of_another_kind_is_not_said(kept: dict[str, Any]) -> None:
    assert Branding.of(kept) == Branding()


@pytest.mark.parametrize("location", PLACES, ids=lambda location: location.slug)
def test_every_demo_location_presents_itself(location: Any) -> None:
    said = location.branding
    assert all((said.name, said.address_lines, said.postcode, said.phone, said.email, said.tax_number))
    assert said.footer_text
    assert said.logo_svg.startswith("<svg ")
    assert len(said.logo_svg) < 1024
    assert Branding.of(orjson.loads(orjson.dumps(said.kept))) == said
