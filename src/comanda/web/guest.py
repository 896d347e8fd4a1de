"""What a guest sees after scanning the code on the table: one small document with the menu in it, and its worker."""

import re
from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from comanda.kernel.texts import table_label
from comanda.web.money import money_text

MenuOf = Callable[[str, str], Awaitable[tuple[bytes, str] | None]]
"""From branch slug and table code to the JSON of the guest menu and its ETag, or None when there is no such table."""

_HERE = Path(__file__).parent
_STATIC = _HERE / "static"
_GUEST = _STATIC / "guest"
_STYLES = ("/static/design/tokens.css", "/static/design/components.css", "/static/guest/guest.css")
_FIRST = "/static/guest/first.js"
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: https:; connect-src 'self' ws: wss:; frame-ancestors 'none'"
    ),
    # The page says itself when it may be kept: the worker keeps it for times without connection, nobody else may.
    "Cache-Control": "no-cache",
    "Referrer-Policy": "same-origin",
}
_IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*"(\.{0,2}/[^"]+\.js)\"""")
_LAZY = re.compile(r"""import\(\s*"(\.{0,2}/[^"]+\.js)"\s*\)""")
_RIGHT_TO_LEFT = {"ar", "fa", "he", "ur"}

_templates = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=select_autoescape(),
    trim_blocks=True,
    lstrip_blocks=True,
)


def guest_routes(menu_of: MenuOf) -> list[Route]:
    """Return the routes of the guest's page and of its service worker.

    Args:
        menu_of: asked on every request, so that a code that was replaced stops working at once.
    """
    shell = _Shell()

    async def page(request: Request) -> Response:
        found = await menu_of(request.path_params["branch_slug"], request.path_params["table_code"])
        if found is None:
            return shell.unknown(request)
        menu, etag = found
        tag = f'W/"{sha256(f"{etag} {shell.version}".encode()).hexdigest()[:24]}"'
        headers = {**_HEADERS, "ETag": tag, "X-Comanda-Assets": shell.version}
        if tag in (part.strip() for part in request.headers.get("if-none-match", "").split(",")):
            return Response(status_code=304, headers=headers)
        return HTMLResponse(shell.document(menu), headers=headers)

    async def worker(_request: Request) -> Response:
        return Response(shell.worker, media_type="text/javascript", headers={"Cache-Control": "no-cache"})

    return [Route("/sw.js", worker), Route("/{branch_slug}/{table_code}", page)]


class _Shell:
    """The files the page is made of, as they were when the process started."""

    def __init__(self) -> None:
        self.words: dict[str, dict[str, str]] = {
            file.stem: orjson.loads(file.read_bytes()) for file in sorted((_GUEST / "words").glob("*.json"))
        }
        self.eager = _modules("/static/guest/main.js", lazy=False)
        every = _modules("/static/guest/main.js", lazy=True)
        self.later = [url for url in every if url not in self.eager]
        kept = [
            *_STYLES,
            _FIRST,
            *every,
            *(f"/static/guest/words/{language}.json" for language in self.words),
            "/static/comanda.svg",
        ]
        digest = sha256()
        for url in kept:
            digest.update(_file(url).read_bytes())
        digest.update((_HERE / "templates" / "guest.html").read_bytes())
        self.version = digest.hexdigest()[:16]
        told = orjson.dumps({"version": self.version, "assets": kept}).decode()
        self.worker = f"self.COMANDA = {told};\n{(_STATIC / 'sw.js').read_text()}"

    def document(self, menu: bytes) -> str:
        """The page of a table: `menu` as data for the script, and as a list for reading before or without it."""
        data = orjson.loads(menu)
        branch, table = data["branch"], data["table"]
        words = self._words(branch["language"])
        return _templates.get_template("guest.html").render(
            branch=branch,
            table=table,
            table_name=words["table"].replace("{name}", table_label(table["number"], table["name"])),
            sections=_sections(data),
            price=lambda item: _price(item, branch, words),
            orderable=_orderable,
            tags=lambda item: [*item["dietary_tags"], *(["spicy"] if item["spice_level"] else [])],
            words=words,
            words_json=_embedded(orjson.dumps(words)),
            menu_json=_embedded(menu),
            language=words["code"],
            direction="rtl" if branch["language"] in _RIGHT_TO_LEFT else "ltr",
            styles=_STYLES,
            first=_FIRST,
            modules=self.eager,
            later=_embedded(orjson.dumps(self.later)),
            languages=list(self.words),
        )

    def unknown(self, request: Request) -> Response:
        """The page for a code that is none: nothing that was typed comes back."""
        words = self._words(*re.findall(r"\b[a-z]{2}\b", request.headers.get("accept-language", "").lower()))
        page = _templates.get_template("guest.html").render(
            table=None, words=words, language=words["code"], direction="ltr", styles=_STYLES
        )
        return HTMLResponse(page, 404, headers=_HEADERS)

    def _words(self, *languages: str) -> dict[str, str]:
        for language in (*languages, "en"):
            if found := self.words.get(language):
                return {**found, "code": language}
        raise LookupError("words/en.json is missing")


def _file(url: str) -> Path:
    return _HERE / url.removeprefix("/")


def _modules(entry: str, *, lazy: bool) -> list[str]:
    """`entry` and every module it imports, in the order in which they are met; with those imported on demand or not."""
    found: list[str] = []
    waiting = [entry]
    while waiting:
        url = waiting.pop(0)
        if url in found:
            continue
        found.append(url)
        text = _file(url).read_text()
        later = set() if lazy else set(_LAZY.findall(text))
        for name in _IMPORT.findall(text):
            if name in later:
                continue
            path = (_file(url).parent / name).resolve() if name.startswith(".") else _file(name)
            waiting.append("/" + path.relative_to(_HERE).as_posix())
    return found


def _embedded(json: bytes) -> str:
    """JSON that may stand in a script element: nothing in it can close the element."""
    return json.replace(b"<", b"\\u003c").decode()


def _sections(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The categories that have items, in the order they came in, each with its parent (if that is there) and items."""
    categories = {category["id"]: category for category in data["categories"]}
    items: dict[str, list[Any]] = {}
    for item in data["items"]:
        items.setdefault(item["category_id"], []).append(item)
    return [
        {"category": category, "parent": categories.get(category["parent_id"]), "items": items[category["id"]]}
        for category in data["categories"]
        if category["id"] in items
    ]


def _orderable(item: Mapping[str, Any]) -> bool:
    """Whether the item is shown as one to be had, if only by asking; the script looks closer."""
    variants = item["variants"]
    return bool(
        item.get("ask_staff")
        or (item["is_available"] and (not variants or any(variant["is_available"] for variant in variants)))
    )


def _price(item: Mapping[str, Any], branch: Mapping[str, Any], words: Mapping[str, str]) -> str:
    prices = [variant["price"] for variant in item["variants"] if variant["price"] is not None]
    if item.get("ask_staff") or (not prices and item["price"] is None):
        return words["ask_price"]
    least = min(prices) if prices else item["price"]
    text = money_text(least, branch["currency"])
    return words["from"].replace("{price}", text) if len(set(prices)) > 1 else text
