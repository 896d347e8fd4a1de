"""What is signed and how, and when it is tried again."""

from datetime import UTC, datetime
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stripe import SignatureVerificationError, WebhookSignature

from comanda.notifications.webhooks.deliver import CALL_SECONDS, LOOK_EVERY_SECONDS
from comanda.notifications.webhooks.rules import (
    GAPS,
    MOST_ATTEMPTS,
    TOPICS,
    body_of,
    new_signing_secret,
    signature,
    verify,
    wait_after,
)

BODY = b'{"id":"abcdefg","object":"order","topic":"order.created"}'
AT = 1704132000
KEY = "whsec_b3JkZXIuY3JlYXRlZA"
PROOF = "30ebc1e0a2cf7daae6e6642622b8de360fcff545c514fcbe94442cfd30000113"
"""By `printf '%s' "1704132000.$BODY" | openssl dgst -sha256 -hmac "$KEY"`."""


def test_the_signature_is_the_one_that_openssl_makes() -> None:
    assert signature(BODY, AT, [KEY]) == f"t={AT},v1={PROOF}"
    assert verify(f"t={AT},v1={PROOF}", BODY, KEY, AT) is None


def test_a_library_that_knows_nothing_of_us_believes_it() -> None:
    now = int(datetime.now(UTC).timestamp())
    keys = [new_signing_secret(), new_signing_secret()]
    header = signature(BODY, now, keys)
    for key in keys:
        assert WebhookSignature.verify_header(BODY.decode(), header, key, tolerance=300)
    for wrong in (
        (BODY.decode() + " ", header, keys[0]),
        (BODY.decode(), header, "whsec_another"),
        (BODY.decode(), signature(BODY, now - 301, keys), keys[0]),
    ):
        with pytest.raises(SignatureVerificationError):
            WebhookSignature.verify_header(*wrong, tolerance=300)


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        ("", "the header has no timestamp"),
        (f"v1={PROOF}", "the header has no timestamp"),
        (f"t=soon,v1={PROOF}", "the header has no timestamp"),
        (f"t={AT},t={AT},v1={PROOF}", "the header has no timestamp"),
        (f"t=-5,v1={PROOF}", "the header has no timestamp"),
        (f"t={AT}", "no signature is by this secret"),
        (f"t={AT},v0={PROOF}", "no signature is by this secret"),
        (f"t={AT + 1},v1={PROOF}", "no signature is by this secret"),
        (f"t={AT},v1={PROOF[:-1]}", "no signature is by this secret"),
        (f"t={AT},v1={PROOF.upper()}", "no signature is by this secret"),
        (f"t={AT},v1=ünïcode", "no signature is by this secret"),
    ],
)
def test_a_header_that_proves_nothing(header: str, problem: str) -> None:
    assert verify(header, BODY, KEY, AT) == problem


def test_one_good_signature_among_several_is_enough() -> None:
    assert verify(f"t={AT},v1={'0' * 64},v1={PROOF}", BODY, KEY, AT) is None
    assert verify(f"t={AT}, v1={PROOF}", BODY, KEY, AT) is None


@pytest.mark.parametrize("now", [AT + 301, AT - 301])
def test_a_message_that_is_replayed_is_not_believed(now: int) -> None:
    assert verify(f"t={AT},v1={PROOF}", BODY, KEY, now) == "the timestamp is 301 seconds away"


@given(st.text(), st.binary(), st.text(min_size=1).filter(lambda key: key.isprintable()))
def test_no_header_can_break_the_check(header: str, body: bytes, key: str) -> None:
    assert verify(header, body, key, AT) is not None


@given(st.binary(), st.integers(0, 2**40), st.lists(st.text("abc_0", min_size=1), min_size=1, max_size=2))
def test_what_is_signed_is_believed(body: bytes, at: int, keys: list[str]) -> None:
    header = signature(body, at, keys)
    assert all(verify(header, body, key, at) is None for key in keys)


def test_an_event_is_tried_19_times_within_40_minutes() -> None:
    assert MOST_ATTEMPTS == 19
    waits = [wait_after(failures) for failures in range(1, 20)]
    assert waits == [*GAPS, None]
    assert GAPS[0] + LOOK_EVERY_SECONDS <= 30
    assert list(GAPS) == sorted(GAPS)
    assert sum(GAPS) + 19 * CALL_SECONDS + 18 * LOOK_EVERY_SECONDS < 40 * 60


def test_a_message_says_what_the_contract_says() -> None:
    event, tenant, location = UUID(int=1), UUID(int=2), UUID(int=3)
    at = datetime(2020, 7, 10, 6, 0, 0, 999, UTC)
    body = body_of(event, "loyalty_program_transaction.created", tenant, location, at, {"id": UUID(int=4)})
    said = orjson.loads(body)
    assert list(said) == ["id", "object", "topic", "restaurant", "location", "created_at", "data"]
    assert said == {
        "id": str(event),
        "object": "loyalty_program_transaction",
        "topic": "loyalty_program_transaction.created",
        "restaurant": str(tenant),
        "location": str(location),
        "created_at": "2020-07-10T06:00:00+00:00",
        "data": {"id": str(UUID(int=4))},
    }
    assert "location" not in orjson.loads(body_of(event, "voucher.created", tenant, None, at, {}))


def test_every_topic_of_the_contract_can_be_heard_of() -> None:
    documented = """order.created order.deleted order.updated customer.created customer.deleted customer.updated
        loyalty_program_transaction.created item.blocked item.unblocked item_variant.blocked item_variant.unblocked
        modifier_option.blocked modifier_option.unblocked discount.created discount.deleted discount.updated
        promotion.created promotion.deleted promotion.updated""".split()
    assert len(documented) == 19
    assert set(documented) < set(TOPICS)
    assert len(set(TOPICS)) == len(TOPICS)
