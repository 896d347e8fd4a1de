"""OAuth 2.0 as far as it can be decided without a database: forms, redirect addresses, requests and PKCE.

Sections are those of RFC 6749 unless another one is named.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

from comanda.kernel.errors import ComandaError, Invalid, Malformed

LONGEST_REDIRECT = 500
MOST_REDIRECTS = 10
_LONGEST_FORM = 8_000
_MOST_FIELDS = 50
_LOOPBACK = frozenset({"127.0.0.1", "[::1]", "localhost"})
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
_PRINTABLE = re.compile(r"[!-~]+")
_FORBIDDEN = frozenset("\"'<>\\^`{|}*; ")
"""Characters that no address needs unescaped. A semicolon would end a directive of a page's security policy."""
_ANSWERED = frozenset({"code", "restaurant_id", "state", "iss", "error", "error_description"})
"""Fields that are added to an address, which must not have them already."""
_OWN_SCHEME = re.compile(r"[a-z][a-z0-9-]*(\.[a-z0-9-]+)+")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


class OAuthRefusal(ComandaError):
    """A refusal in the words of 5.2, which `code` holds."""


@dataclass(frozen=True, slots=True)
class Client:
    """An app as its requests are judged.

    Attributes:
        tenant_id: the only restaurant it may act for, None when any may connect it.
        public: keeps no secret, so must prove with PKCE that it began what it ends.
    """

    id: UUID
    client_id: str
    name: str
    tenant_id: UUID | None
    redirect_uris: tuple[str, ...]
    public: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """What an authorization request asks for, once everything in it has been checked.

    Attributes:
        redirect_uri: where the answer goes, one of the app's own.
    """

    client_id: str
    redirect_uri: str
    state: str | None
    scopes: tuple[str, ...]
    challenge: str | None


class RefusedToApp(Exception):
    """An authorization request that the app is told of, by redirecting there (4.1.2.1)."""

    def __init__(self, redirect_uri: str, state: str | None, error: str, description: str) -> None:
        super().__init__(description)
        self.redirect_uri = redirect_uri
        self.state = state
        self.error = error
        self.description = description


def read_pairs(text: bytes, *, longest: int = _LONGEST_FORM) -> list[tuple[str, str]]:
    """Return the fields of a query or a form, in order.

    Raises:
        Malformed: it is longer than any of ours, or not UTF-8.
    """
    if len(text) > longest:
        raise Malformed(f"At most {longest} bytes are expected.")
    try:
        return parse_qsl(
            text.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError as error:
        raise Malformed("Fields in application/x-www-form-urlencoded and UTF-8 are expected.") from error


def once_each(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return fields by name; one without a value counts as left out (3.2).

    Raises:
        OAuthRefusal: `invalid_request`, a field is there twice.
    """
    found: dict[str, str] = {}
    for name, value in pairs:
        if name in found:
            raise OAuthRefusal(f"{_plain(name)} is there more than once.", code="invalid_request")
        found[name] = value
    return {name: value for name, value in found.items() if value}


def check_redirect_uri(uri: str, *, public: bool) -> None:
    """Refuse an address that codes must not be sent to.

    It is `https`, or `http` to the app's own machine; a public app may also have an address of its own scheme, named
    after a domain turned round (`com.example.app:/callback`, RFC 8252 7.1).

    Raises:
        Invalid: naming `redirect_uris`.
    """
    if not _is_redirect_uri(uri, public=public):
        raise Invalid.field(
            "redirect_uris",
            f"{_plain(uri)!r} is none: https://… (or http://127.0.0.1…) is expected, at most {LONGEST_REDIRECT}"
            " characters, without a fragment, user name, wildcard or a field that is added to it",
            "redirect_uri",
        )


def _is_redirect_uri(uri: str, *, public: bool) -> bool:
    if len(uri) > LONGEST_REDIRECT or not _PRINTABLE.fullmatch(uri) or _FORBIDDEN & set(uri) or "#" in uri:
        return False
    try:
        parts = urlsplit(uri)
        port = parts.port
        answered = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True, max_num_fields=_MOST_FIELDS)}
    except ValueError:
        return False
    if answered & _ANSWERED:
        return False
    if parts.scheme not in ("http", "https"):
        return public and bool(_OWN_SCHEME.fullmatch(uri.partition(":")[0])) and uri.partition(":")[2].startswith("/")
    # Compared as written, so the address has only one way of being written.
    host = parts.netloc if port is None else parts.netloc.removesuffix(f":{port}")
    if not uri.startswith(f"{parts.scheme}://") or not (host == "[::1]" or _HOST.fullmatch(host)):
        return False
    return parts.scheme == "https" or host in _LOOPBACK


def find_redirect(client: Client, asked: list[str]) -> str | None:
    """Return where an answer may go: the address asked for, if it is one of the app's, letter by letter.

    None asked for is the app's only one (3.1.2.3). Asked for twice, it is none.
    """
    given = [uri for uri in asked if uri]
    if not given:
        return client.redirect_uris[0] if len(client.redirect_uris) == 1 else None
    return given[0] if len(asked) == 1 and given[0] in client.redirect_uris else None


def read_wish(client: Client, redirect_uri: str, pairs: list[tuple[str, str]], scope: str) -> Wish:
    """Return what an authorization request asks for; `response_type` may be left out, as in the contract's short form.

    Args:
        redirect_uri: as `find_redirect` found it.
        scope: the only one there is.

    Raises:
        RefusedToApp: the app is to be told.
    """
    states = [value for name, value in pairs if name == "state"]
    state = (states[0] or None) if len(states) == 1 else None

    def refuse(error: str, description: str) -> RefusedToApp:
        return RefusedToApp(redirect_uri, state, error, description)

    try:
        said = once_each(pairs)
    except OAuthRefusal as error:
        raise refuse("invalid_request", error.detail) from error
    if said.get("response_type", "code") != "code":
        raise refuse("unsupported_response_type", "response_type must be code.")
    if said.get("response_mode", "query") != "query":
        raise refuse("invalid_request", "response_mode must be query.")
    if set(said.get("scope", scope).split()) - {scope}:
        raise refuse("invalid_scope", f"The only scope is {scope}.")
    challenge, method = said.get("code_challenge"), said.get("code_challenge_method")
    if challenge is None and method is not None:
        raise refuse("invalid_request", "code_challenge is missing.")
    if challenge is None and client.public:
        raise refuse("invalid_request", "A public app needs code_challenge.")
    if challenge is not None and method != "S256":
        raise refuse("invalid_request", "code_challenge_method must be S256.")
    if challenge is not None and not _CHALLENGE.fullmatch(challenge):
        raise refuse("invalid_request", "code_challenge must be 43 characters of base64url, from SHA-256.")
    return Wish(client.client_id, redirect_uri, state, (scope,), challenge)


def with_answer(redirect_uri: str, answer: Mapping[str, str | None]) -> str:
    """Return an app's address with an answer added to whatever query it has; what is None is left out."""
    said = urlencode({name: value for name, value in answer.items() if value is not None})
    return f"{redirect_uri}{'&' if '?' in redirect_uri else '?'}{said}"


def origin_of(redirect_uri: str) -> str:
    """Return the origin of an app's address, or the scheme (`com.example.app:`) of one that has none."""
    parts = urlsplit(redirect_uri)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else f"{parts.scheme}:"


def check_verifier(challenge: str | None, verifier: str | None) -> None:
    """Refuse whoever cannot show what a challenge was made from (RFC 7636 4.6).

    A verifier without a challenge is refused, too: somebody took the challenge out of the request (RFC 9700 4.8.2).

    Raises:
        OAuthRefusal: `invalid_grant`.
    """
    if challenge is None and verifier is None:
        return
    made = base64.urlsafe_b64encode(hashlib.sha256((verifier or "").encode()).digest()).rstrip(b"=")
    fits = hmac.compare_digest(made, (challenge or "").encode())
    if challenge is None or verifier is None or not _VERIFIER.fullmatch(verifier) or not fits:
        raise OAuthRefusal("code_verifier does not fit the code_challenge.", code="invalid_grant")


def _plain(text: str) -> str:
    """Return a text as it may stand in `error_description`: printable ASCII without quotes and backslashes (5.2)."""
    return re.sub(r"[^ !#-\[\]-~]", "?", text[:100])
