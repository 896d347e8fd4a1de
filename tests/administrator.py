"""A restaurant's administrator who connects an app: reads our pages as a browser does, and fills them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2 as httpx

AUTHORIZE = "/oauth/authorize"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.options: dict[str, str] = {}
        self.buttons: list[str] = []
        self.action: str | None = None
        self.words: list[str] = []
        self._option: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "form":
            assert said["method"] == "post"
            self.action = said["action"]
        elif tag == "input":
            self.fields[said["name"] or ""] = said.get("value") or ""
        elif tag == "option":
            self._option = said["value"]
        elif tag == "button":
            self.buttons.append(said["value"] or "")

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if text:
            self.words.append(text)
            if self._option:
                self.options[text] = self._option
        self._option = None


@dataclass(frozen=True)
class Page:
    """What a browser shows, or where it is sent."""

    http: httpx.Client
    response: httpx.Response
    reader: _Reader = field(default_factory=_Reader)

    def __post_init__(self) -> None:
        self.reader.feed(self.response.text)

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def text(self) -> str:
        """All words of the page."""
        return " ".join(self.reader.words)

    def send(self, decision: str, **said: str) -> "Page":
        """Press a button of the form, with some fields filled in."""
        assert decision in self.reader.buttons, self.text
        assert self.reader.action is not None
        form = {**self.reader.fields, **said, "decision": decision}
        return Page(self.http, self.http.post(self.reader.action, data=form, follow_redirects=False))

    @property
    def sent_to(self) -> str:
        """Where the browser is sent; fails the test if it stays."""
        assert self.status == 303, (self.status, self.text)
        return self.response.headers["location"]

    @property
    def told(self) -> dict[str, str]:
        """What the app is told there."""
        found = parse_qs(urlsplit(self.sent_to).query, keep_blank_values=True, strict_parsing=True)
        assert all(len(values) == 1 for values in found.values())
        return {name: values[0] for name, values in found.items()}


@dataclass(frozen=True)
class Administrator:
    """Somebody with an account at a restaurant."""

    http: httpx.Client
    email: str
    password: str

    def opens(self, url: str = AUTHORIZE, **query: Any) -> Page:
        """Follow a link to our sign-in."""
        return Page(self.http, self.http.get(url, params=query or None, follow_redirects=False))

    def signs_in(self, page: Page) -> Page:
        """Fill in the sign-in."""
        return page.send("sign_in", email=self.email, password=self.password)

    def allows(self, url: str = AUTHORIZE, **query: Any) -> dict[str, str]:
        """Go all the way, and return what the app is told."""
        return self.signs_in(self.opens(url, **query)).send("allow").told
