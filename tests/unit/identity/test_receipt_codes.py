"""A receipt's code opens that receipt, whichever of our keys made it, and nothing else opens anything."""

import asyncio
import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from typing import cast
from uuid import UUID

import pytest

from comanda.identity.receipt_codes import Receipt, read_receipt_code, receipt_code
from comanda.identity.signing import Signer
from comanda.store.database import Database

OLD, NEW = b"o" * 32, b"n" * 32
ORDER, TENANT = UUID(int=2**120 + 7), UUID(int=2**121 + 9)
RECEIPT = Receipt(ORDER, TENANT)


def signer(*keys: bytes) -> Signer:
    """A signer with keys of its own, the newest last."""
    made = Signer(cast("Database", None))
    made._keys = {str(number): key for number, key in enumerate(keys, start=9)}
    return made


def code(*keys: bytes, receipt: Receipt = RECEIPT) -> str:
    return asyncio.run(receipt_code(signer(*keys), receipt))


def read(text: str, *keys: bytes) -> Receipt | None:
    return asyncio.run(read_receipt_code(signer(*keys), text))


def test_a_code_stands_in_an_address_as_it_is() -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{64}", code(NEW))


def test_a_code_is_the_two_ids_and_a_seal_of_them() -> None:
    ids = ORDER.bytes + TENANT.bytes
    seal = hmac.new(NEW, b"\x00receipt\x00" + ids, hashlib.sha256).digest()[:16]
    assert code(NEW) == urlsafe_b64encode(ids + seal).decode()


def test_a_code_opens_its_receipt() -> None:
    assert read(code(NEW), NEW) == RECEIPT


def test_the_newest_key_seals_and_every_key_opens() -> None:
    # Keys are numbered 9, 10: by their text the older one would be the newer.
    assert code(OLD, NEW) == code(NEW)
    assert read(code(OLD), OLD, NEW) == RECEIPT
    assert read(code(NEW), OLD, NEW) == RECEIPT


def test_a_key_that_is_gone_opens_nothing() -> None:
    assert read(code(OLD), NEW) is None


@pytest.mark.parametrize("at", range(0, 64, 7))
def test_an_altered_code_opens_nothing(at: int) -> None:
    good = code(NEW)
    assert read(good[:at] + ("A" if good[at] != "A" else "B") + good[at + 1 :], NEW) is None


@pytest.mark.parametrize("receipt", [Receipt(TENANT, ORDER), Receipt(ORDER, ORDER), Receipt(TENANT, TENANT)])
def test_the_seal_of_one_receipt_is_of_no_other(receipt: Receipt) -> None:
    other = code(NEW, receipt=receipt)
    assert other[-22:] != code(NEW)[-22:]
    assert read(urlsafe_b64encode(ORDER.bytes + TENANT.bytes).decode()[:42] + other[42:], NEW) is None


@pytest.mark.parametrize("text", ["", "A", "A" * 63, "A" * 65, "A" * 64, "A" * 63 + "=", "á" * 64, "A" * 62 + "\n\n"])
def test_what_is_no_code_opens_nothing(text: str) -> None:
    assert read(text, NEW) is None


def test_blanks_and_line_ends_are_no_part_of_a_code() -> None:
    good = code(NEW)
    for text in (good + "\n", " " + good, good + "=", good[:10] + "\n" + good[10:]):
        assert read(text, NEW) is None
