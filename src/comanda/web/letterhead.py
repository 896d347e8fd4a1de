"""What a location's pages for guests carry at their head and foot: its name, its address, how it is reached."""

import re
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from comanda.restaurants.place import Place


def letterhead(place: Place) -> Mapping[str, Any]:
    """Return a location's own words and pictures, for a template."""
    ours = place.branding
    return {
        "name": ours.name or place.name,
        "branch": place.name if ours.name and place.name != ours.name else None,
        "legal_name": ours.legal_name,
        "address": [*ours.address_lines[:-1], " ".join(filter(None, (*ours.address_lines[-1:], ours.postcode)))]
        if ours.address_lines
        else [place.address],
        "phone": ours.phone,
        "email": ours.email,
        "website": ours.website,
        "website_opens": bool(ours.website and re.match(r"https?://", ours.website)),
        "logo": picture(ours.logo_svg),
    }


def picture(svg: str | None) -> str | None:
    """Return SVG as the address of an image: there, nothing in it can run or reach the page."""
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}" if svg else None
