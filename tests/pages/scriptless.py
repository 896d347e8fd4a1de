"""A browser without script: it reads pages, follows links, and sends forms with what stands in their fields."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import httpx2 as httpx
from starlette.testclient import TestClient

Attributes = dict[str, str | None]


@dataclass
class Form:
    """A form, and what its fields hold as it came."""

    method: str
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, dict[str, str]] = field(default_factory=dict)
    """Of radio buttons: the values by what stands beside them."""


class Document(HTMLParser):
    """What a page says, one piece of text a line, its links by their words, and its forms."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.said: list[str] = []
        self.tags: list[tuple[str, Attributes]] = []
        self.links: dict[str, str] = {}
        self.forms: list[Form] = []
        self._link: str | None = None
        self._radio: tuple[str, str] | None = None
        self._select: str | None = None
        self._option: str | None = None
        self._worded = False
        self._textarea: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        name, value = found.get("name"), found.get("value") or ""
        if tag == "a":
            self._link = found["href"]
        elif tag == "form":
            self.forms.append(Form(found.get("method") or "get", found.get("action") or ""))
        elif tag == "input" and name and found.get("type") == "radio":
            self._radio = name, value
        elif tag == "input" and name:
            self.forms[-1].fields[name] = value
        elif tag == "select" and name:
            self._select = name
        elif tag == "textarea" and name:
            self._textarea = name
            self.forms[-1].fields[name] = ""
        elif tag == "option" and self._select:
            self._option = self._select
            if "selected" in found or self._select not in self.forms[-1].fields:
                self._worded = "value" not in found
                self.forms[-1].fields[self._select] = found.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._link = None
        elif tag == "label":
            self._radio = None
        elif tag == "textarea":
            self._textarea = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._textarea:
            # The first line break behind the tag is none of the text's.
            self.forms[-1].fields[self._textarea] += data.removeprefix("\n")
        text = re.sub(r"[\s\u00a0]+", " ", data).strip()
        if not text:
            return
        if self._option:
            name, self._option = self._option, None
            if self._worded:
                self.forms[-1].fields[name], self._worded = text, False
            return
        if not self._textarea:
            self.said.append(text)
        if self._link is not None:
            self.links.setdefault(text, self._link)
        if self._radio:
            name, value = self._radio
            self.forms[-1].choices.setdefault(name, {}).setdefault(text, value)
            self._radio = None

    @property
    def text(self) -> str:
        """All that the page says."""
        return " ".join(self.said)

    @property
    def heading(self) -> str:
        """What the page is about."""
        found = re.search(r"<h1>(.*?)</h1>", self.html, re.DOTALL)
        assert found is not None, self.html
        return found[1]

    @property
    def form(self) -> Form:
        """The form that writes something."""
        (found,) = [form for form in self.forms if form.method == "post"]
        return found


@dataclass
class Tab:
    """Where somebody is."""

    http: TestClient
    url: str = "/"
    language: str = "en-GB,en;q=0.9"
    response: httpx.Response | None = None
    document: Document = field(default_factory=lambda: Document(""))

    def open(self, url: str, status: int = 200) -> Document:
        """Go to an address."""
        return self._shown(self.http.get(urljoin(self.url, url), headers=self._headers), status)

    def follow(self, words: str, status: int = 200) -> Document:
        """Follow a link."""
        return self.open(self.document.links[words], status)

    def look(self, status: int = 200, /, **said: object) -> Document:
        """Send the form that looks for something."""
        (form,) = [form for form in self.document.forms if form.method == "get"]
        filled = form.fields | {name: str(value) for name, value in said.items()}
        assert filled.keys() == form.fields.keys(), "only what has a field can be said"
        return self.open(f"{form.action}?{urlencode(filled)}", status)

    def send(self, status: int = 200, /, **said: object) -> Document:
        """Send the form that writes something, and go where that leads."""
        answer = self.sends(**said)
        if answer.status_code == 303:
            return self.open(answer.headers["location"], status)
        return self._shown(answer, status)

    def sends(self, headers: dict[str, str] | None = None, /, **said: object) -> httpx.Response:
        """Send the form that writes something, and return the answer; the page stays."""
        form = self.document.form
        known = form.fields.keys() | form.choices.keys()
        filled = form.fields | {name: str(value) for name, value in said.items()}
        assert filled.keys() <= known, "only what has a field can be said"
        url = urljoin(self.url, form.action)
        return self.http.post(url, data=filled, headers=self._headers | (headers or {}), follow_redirects=False)

    @property
    def query(self) -> dict[str, str]:
        """What stands behind the address."""
        return dict(parse_qsl(urlsplit(self.url).query))

    @property
    def _headers(self) -> dict[str, str]:
        return {"Accept-Language": self.language, "Sec-Fetch-Site": "same-origin"}

    def _shown(self, answer: httpx.Response, status: int) -> Document:
        assert answer.status_code == status, answer.text
        self.response, self.url, self.document = answer, str(answer.url), Document(answer.text)
        return self.document
