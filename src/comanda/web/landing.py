"""The page at `/`: what this is, and where its parts are."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from comanda import __version__

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
_templates = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=select_autoescape(),
    trim_blocks=True,
    lstrip_blocks=True,
)
_SURFACES = (
    (
        "Guest API",
        "/api/docs",
        "/api, /ws",
        "Phones at the table ask for it, order and follow their order live; staff run the floor and the kitchen.",
    ),
    (
        "Portal API",
        "/restaurant/docs",
        "/restaurant, /system",
        "Portals open and list dine-in sessions; the platform's operator approves and suspends restaurants.",
    ),
    (
        "EPOS API",
        "/epos/docs",
        "/epos/v1",
        "Card terminals find a table's bill, lock it, pay it in parts, seat parties and keep reservations.",
    ),
    (
        "Online Order API",
        "/v1/docs",
        "/v1/{restaurant_id}/onlineorder",
        "Partner apps read the menu, price carts, place, pay, cook and serve orders.",
    ),
    (
        "OAuth API",
        "/oauth/docs",
        "/oauth",
        "Restaurants connect partner apps, which get their tokens here.",
    ),
    (
        "Manage API",
        "/manage/docs",
        "/manage/v1",
        "A restaurant's owners register apps, see and end what has access, and look after webhook endpoints.",
    ),
)


async def landing(_request: Request) -> Response:
    """Serve the landing page."""
    page = _templates.get_template("landing.html").render(surfaces=_SURFACES, version=__version__)
    return HTMLResponse(page, headers={"Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'"})
