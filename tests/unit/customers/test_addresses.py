"""Which texts are e-mail addresses and phone numbers."""

from datetime import date

import pytest

from comanda.customers.edit_customers import check_customer
from comanda.kernel.errors import Invalid

TODAY = date(2026, 7, 10)
BLANK: dict[str, object] = dict.fromkeys(
    (
        "reference first_name last_name company_name email phone dob gender address1 address2 city country postal"
        " notes customer_group_id marketing_consent_email marketing_consent_text marketing_consent_phone"
    ).split()
)


def problems(**said: object) -> dict[str, str]:
    """The refused fields and their codes."""
    try:
        check_customer(BLANK | {"first_name": "Mark"} | said, TODAY)
    except Invalid as refused:
        return {problem.field: problem.code for problem in refused.fields}
    return {}


@pytest.mark.parametrize(
    "email",
    ["a@b.example", "first.last+tag@sub.domain.example", "ñandú@correo.example", "o'neil@b.example", "1@2.3"],
)
def test_an_email(email: str) -> None:
    assert problems(email=email) == {}


@pytest.mark.parametrize(
    "email",
    [
        "a",
        "a@",
        "@b.example",
        "a@b",
        "a@b.",
        "a@.example",
        "a b@c.example",
        "a@b c.example",
        "a@b@c.example",
        " a@b.example",
    ],
)
def test_no_email(email: str) -> None:
    assert problems(email=email) == {"email": "not_an_email"}


@pytest.mark.parametrize("phone", ["+6511221122", "11221122", "+51 900 000 101", "020 7946-0000", "0800.1234"])
def test_a_phone_number(phone: str) -> None:
    assert problems(phone=phone) == {}


@pytest.mark.parametrize("phone", ["+", "12", "phone", "+65x1122", "++6511221122", "1122/1122", "112 2ext"])
def test_no_phone_number(phone: str) -> None:
    assert problems(phone=phone) == {"phone": "not_a_phone"}


def test_days_countries_and_names() -> None:
    assert problems(dob=TODAY, country="SG") == {}
    assert problems(dob=date(2026, 7, 11)) == {"dob": "out_of_range"}
    assert problems(dob=date(1899, 12, 31)) == {"dob": "out_of_range"}
    for country in ("sg", "S", "SGP", "5G"):
        assert problems(country=country) == {"country": "not_a_country"}
    assert set(problems(first_name="")) == {"reference", "first_name", "last_name"}


def test_empty_texts_count_as_nothing_and_consents_as_no() -> None:
    kept = check_customer(BLANK | {"first_name": "Mark", "city": "", "email": ""}, TODAY)
    assert (kept["city"], kept["email"], kept["marketing_consent_phone"]) == (None, None, False)
