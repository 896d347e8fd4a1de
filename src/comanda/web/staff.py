"""The staff's pages: one shell below `/staff`, in which the browser draws every page from the API."""

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from comanda.web.landing import STATIC

_SHEETS = (
    "design/tokens.css",
    "design/components.css",
    "shared/shell.css",
    "staff/floor.css",
    "staff/table.css",
    "staff/kitchen.css",
    "staff/codes.css",
    "staff/book/book.css",
    "staff/book/timeline.css",
    "staff/book/list.css",
)
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: https:; connect-src 'self' ws: wss:; frame-ancestors 'none';"
        " base-uri 'none'; form-action 'self'"
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


async def staff(_request: Request) -> Response:
    """Serve the shell, whatever the address below `/staff`: the page reads it."""
    page = _templates.get_template("staff.html").render(sheets=_SHEETS)
    return HTMLResponse(page, headers=_HEADERS)


staff_routes = (Route("/staff", staff), Route("/staff/{anything:path}", staff))
