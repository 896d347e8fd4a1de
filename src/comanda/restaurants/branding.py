"""What a location puts on its bills and receipts: who it is, how it is reached, and a few words of its own."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple


class TaxNumber(NamedTuple):
    """What the tax office calls a business: `VAT No` and the number itself."""

    name: str
    number: str


@dataclass(frozen=True, slots=True)
class Branding:
    """What a location's bills and receipts show beside the order; what a location does not say is None or empty.

    The pictures are SVG text as the operator stored it. It may hold anything that SVG can, so a page shows it as the
    address of an image and never as markup of its own.

    Attributes:
        name: what guests call the restaurant.
        legal_name: who sells, where the law wants another name on a bill.
        header_text: words above the lines of a bill.
        footer_text: words below them, thanks usually.
        image_svg: a picture below everything, such as an offer.
    """

    name: str | None = None
    legal_name: str | None = None
    address_lines: tuple[str, ...] = ()
    postcode: str | None = None
    phone: str | None = None
    email: str | None = None
    website: str | None = None
    tax_number: TaxNumber | None = None
    logo_svg: str | None = None
    header_text: str | None = None
    footer_text: str | None = None
    image_svg: str | None = None

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Branding":
        """Return the branding that a location keeps.

        Args:
            kept: the attributes by name, `tax_number` as `{"name", "number"}`. What is blank or of another kind than
                expected counts as not said: a bill is printed all the same.
        """
        lines = kept.get("address_lines")
        return cls(
            name=_words(kept.get("name")),
            legal_name=_words(kept.get("legal_name")),
            address_lines=tuple(filter(None, map(_words, lines))) if isinstance(lines, list | tuple) else (),
            postcode=_words(kept.get("postcode")),
            phone=_words(kept.get("phone")),
            email=_words(kept.get("email")),
            website=_words(kept.get("website")),
            tax_number=_tax_number(kept.get("tax_number")),
            logo_svg=_words(kept.get("logo_svg")),
            header_text=_words(kept.get("header_text")),
            footer_text=_words(kept.get("footer_text")),
            image_svg=_words(kept.get("image_svg")),
        )

    @property
    def kept(self) -> dict[str, Any]:
        """What `of` makes this branding from again, for JSON."""
        said = {name: value for name, value in asdict(self).items() if value}
        return said | {"tax_number": self.tax_number._asdict()} if self.tax_number else said


def _words(said: object) -> str | None:
    return (said.strip() or None) if isinstance(said, str) else None


def _tax_number(said: object) -> TaxNumber | None:
    if not isinstance(said, Mapping):
        return None
    name, number = _words(said.get("name")), _words(said.get("number"))
    return TaxNumber(name, number) if name and number else None
