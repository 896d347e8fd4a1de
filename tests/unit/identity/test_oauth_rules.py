"""OAuth as far as no database is needed; the words are those of the RFCs."""

import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comanda.identity.oauth_rules import (
    Client,
    OAuthRefusal,
    RefusedToApp,
    check_redirect_uri,
    check_verifier,
    find_redirect,
    once_each,
    origin_of,
    read_pairs,
    read_wish,
    with_answer,
)
from comanda.kernel.errors import Invalid, Malformed
from comanda.web.oauth_words import EN, ES, WORDS

CALLBACK = "https://partner.example/callback"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
"""The pair of RFC 7636, appendix B."""


def client(*uris: str, public: bool = False) -> Client:
    return Client(UUID(int=1), "cma_1", "An app", None, uris or (CALLBACK,), public)


@pytest.mark.parametrize(
    "uri",
    [
        CALLBACK,
        "https://partner.example",
        "https://partner.example:8443/a/b?c=d&e=%20",
        "http://127.0.0.1:8976/callback",
        "http://localhost/callback",
        "http://[::1]:3000/callback",
        "https://xn--mnchen-3ya.example/",
    ],
)
def test_addresses_that_codes_may_be_sent_to(uri: str) -> None:
    check_redirect_uri(uri, public=False)


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "callback",
        "/callback",
        "//partner.example/callback",
        "http://partner.example/callback",
        "http://127.0.0.1.evil.example/",
        "http://localhost.evil.example/",
        "https://",
        "https:///callback",
        "https:partner.example",
        "https://user@partner.example/",
        "https://user:password@partner.example/",
        "https://*.partner.example/",
        "https://partner.example/*",
        "https://partner.example/#fragment",
        "https://partner.example/#",
        "https://partner.example/a b",
        "https://partner.example/;script-src 'unsafe-inline'",
        "https://partner.example;/",
        "https://partner.example:port/",
        "https://partner.example:99999/",
        "https://partner.example:/",
        "https://partner.example:080/",
        "https://PARTNER.example/",
        "HTTPS://partner.example/",
        "https://pärtner.example/",
        "https://partner.example\\@evil.example/",
        "https://partner.example/\x00",
        "https://partner.example/\n",
        "https://[::1/",
        "https://partner.example/?code=ours",
        "https://partner.example/?x=1&iss=https://evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://partner.example/",
        "com.example.app:/callback",
        "https://partner.example/" + "x" * 500,
    ],
)
def test_addresses_that_codes_must_not_be_sent_to(uri: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_redirect_uri(uri, public=False)
    assert refused.value.fields[0].field == "redirect_uris"


def test_a_public_app_may_have_a_scheme_of_its_own_named_after_a_domain() -> None:
    check_redirect_uri("com.example.app:/callback", public=True)
    for uri in ("myapp:/callback", "javascript:alert(1)", "com.example.app:callback", "com.example.app:"):
        with pytest.raises(Invalid):
            check_redirect_uri(uri, public=True)


@given(st.text())
def test_any_text_is_an_address_or_is_refused(text: str) -> None:
    for public in (True, False):
        try:
            check_redirect_uri(text, public=public)
        except Invalid:
            continue
        assert origin_of(text)
        assert "?" in with_answer(text, {"code": "c"})


def test_an_address_counts_letter_by_letter() -> None:
    for near in (CALLBACK + "/", CALLBACK.upper(), CALLBACK[:-1], CALLBACK + "?", CALLBACK + "%20"):
        assert find_redirect(client(), [near]) is None
    assert find_redirect(client(), [CALLBACK]) == CALLBACK
    assert find_redirect(client(CALLBACK, "https://b.example/"), ["https://b.example/"]) == "https://b.example/"


def test_an_address_that_is_left_out_is_the_only_one() -> None:
    assert find_redirect(client(), []) == find_redirect(client(), [""]) == CALLBACK
    assert find_redirect(client(CALLBACK, "https://b.example/"), []) is None
    assert find_redirect(client(), [CALLBACK, CALLBACK]) is None
    assert find_redirect(client(), [CALLBACK, ""]) is None


def test_the_pair_of_rfc_7636() -> None:
    check_verifier(CHALLENGE, VERIFIER)
    check_verifier(None, None)


@pytest.mark.parametrize(
    ("challenge", "verifier"),
    [
        (CHALLENGE, None),
        (CHALLENGE, ""),
        (CHALLENGE, CHALLENGE),
        (CHALLENGE, VERIFIER + "a"),
        (CHALLENGE, "ü" * 43),
        (None, VERIFIER),
        (None, ""),
        ("", ""),
    ],
)
def test_pairs_that_do_not_fit(challenge: str | None, verifier: str | None) -> None:
    with pytest.raises(OAuthRefusal) as refused:
        check_verifier(challenge, verifier)
    assert refused.value.code == "invalid_grant"


def test_parameters_must_not_be_included_more_than_once() -> None:
    """RFC 6749 3.2, as is that those without a value are treated as left out."""
    assert once_each([("a", "1"), ("b", "")]) == {"a": "1"}
    for twice in ([("a", "1"), ("a", "1")], [("a", ""), ("a", "1")]):
        with pytest.raises(OAuthRefusal) as refused:
            once_each(twice)
        assert refused.value.code == "invalid_request"


def test_what_cannot_be_read() -> None:
    assert read_pairs(b"a=%C3%BC+b&c") == [("a", "ü b"), ("c", "")]
    for text in (b"a=%ff", "a=ü".encode(), b"&".join([b"a=b"] * 60), b"a" * 8_001):
        with pytest.raises(Malformed):
            read_pairs(text)


@given(st.binary(max_size=100))
def test_any_bytes_are_read_or_refused(text: bytes) -> None:
    said = ""
    try:
        once_each(read_pairs(text))
    except (Malformed, OAuthRefusal) as error:
        said = error.detail
    # RFC 6749 5.2: these characters and no others.
    assert all(ch == " " or ch == "!" or "#" <= ch <= "[" or "]" <= ch <= "~" for ch in said)


def test_a_wish() -> None:
    pairs = [("state", "s"), ("code_challenge", CHALLENGE), ("code_challenge_method", "S256")]
    wish = read_wish(client(public=True), CALLBACK, pairs, "online_order")
    assert (wish.state, wish.challenge, wish.scopes) == ("s", CHALLENGE, ("online_order",))
    with pytest.raises(RefusedToApp):
        read_wish(client(public=True), CALLBACK, [("state", "s")], "online_order")
    assert read_wish(client(), CALLBACK, [], "online_order").state is None


def test_answers_keep_what_the_address_had() -> None:
    said = {"code": "a b&", "state": None, "iss": "https://c.example"}
    assert with_answer(CALLBACK, said) == CALLBACK + "?code=a+b%26&iss=https%3A%2F%2Fc.example"
    assert with_answer("https://b.example/?x=%20", {"code": "c"}) == "https://b.example/?x=%20&code=c"


def test_pages_say_the_same_with_the_same_gaps_in_every_language() -> None:
    assert list(WORDS) == ["en", "es"]
    for name in EN.__slots__:
        texts = [getattr(words, name) for words in (EN, ES)]
        assert all(texts), name
        gaps = [sorted(re.findall(r"{(\w+)}", text)) for text in texts]
        assert gaps[0] == gaps[1], name
