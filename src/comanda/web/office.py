"""The office's pages: one shell below `/office`, in which the browser draws every page from the API."""

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from comanda.notifications.webhooks.rules import TOPICS
from comanda.web.landing import STATIC

_SHEETS = ("design/tokens.css", "design/components.css", "shared/shell.css", "office/office.css")
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
_templates = Environment(
    loader=FileSystemLoader(STATIC.parent / "templates"),
    autoescape=select_autoescape(),
    trim_blocks=True,
    lstrip_blocks=True,
)


async def office(_request: Request) -> Response:
    """Serve the shell, whatever the address below `/office`: the page reads it."""
    page = _templates.get_template("office.html").render(sheets=_SHEETS, topics=TOPICS)
    return HTMLResponse(page, headers=_HEADERS)


office_routes = (Route("/office", office), Route("/office/{anything:path}", office))
