"""The guide for partner developers at `/guide/first-partner-app`: the page of the documentation, as it is written."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape
from markdown_it import MarkdownIt
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

_HERE = Path(__file__).parent
_NAME = "first-partner-app.md"
_PLACES = (_HERE / _NAME, _HERE.parents[2] / "docs" / _NAME)
"""Where it is in an installed package, and in the repository."""
_templates = Environment(loader=FileSystemLoader(_HERE / "templates"), autoescape=select_autoescape())


@cache
def _page() -> str:
    source = next(place for place in _PLACES if place.exists()).read_text()
    # What is wider than the screen scrolls, and so must be reached without a mouse.
    text = MarkdownIt("commonmark", {"html": False}).render(source).replace("<pre>", '<pre tabindex="0">')
    return _templates.get_template("guide.html").render(text=text)


async def first_partner_app(_request: Request) -> Response:
    """Serve the guide."""
    return HTMLResponse(_page(), headers={"Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'"})


guide_routes = (Route("/guide/first-partner-app", first_partner_app),)
