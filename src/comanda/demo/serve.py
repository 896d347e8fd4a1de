"""What `comanda demo` does before it serves: three restaurants, a token each, and the document that says so."""

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

from comanda.demo import blueprint as bp
from comanda.demo.lima import LIMA
from comanda.demo.london import LONDON
from comanda.demo.seed import demo_id, seed_restaurant
from comanda.demo.singapore import SINGAPORE
from comanda.identity.tokens import issue_token
from comanda.store.database import Database

RESTAURANTS = (LIMA, SINGAPORE, LONDON)
APP = "Comanda demo"


async def prepare(database: Database, folder: Path, step: Callable[[str], None]) -> dict[str, str]:
    """Seed what is missing and return an access token for each restaurant, by slug.

    The tokens are the same at every start on the same folder: they are derived from a secret kept in it.
    """
    secret = _secret(folder)
    tokens = {}
    for restaurant in RESTAURANTS:
        await seed_restaurant(database, restaurant, step)
        token = "cmd_" + hmac.new(secret, restaurant.slug.encode(), hashlib.sha256).hexdigest()
        tokens[restaurant.slug] = await issue_token(database, restaurant.slug, APP, token=token)
    return tokens


async def prepare_at(url: str, folder: Path) -> dict[str, str]:
    """Seed the database at `url` without a word, as `prepare` does, and return the access tokens."""
    database = Database(url, pool_size=2)
    await database.open()
    try:
        return await prepare(database, folder, lambda _: None)
    finally:
        await database.close()


def _secret(folder: Path) -> bytes:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "demo-secret"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(32))
    return path.read_bytes()


def ready_document(base_url: str, tokens: dict[str, str]) -> dict[str, Any]:
    """Return the document of `--ready-file`: where to go, and with what. Its keys never change their meaning."""
    first, *others = (_document(base_url, restaurant, tokens[restaurant.slug]) for restaurant in RESTAURANTS)
    return first | {"other_restaurants": others}


def _document(base_url: str, restaurant: bp.Restaurant, token: str) -> dict[str, Any]:
    return {
        "base_url": base_url,
        "online_order": {
            "restaurant_id": str(demo_id(restaurant.slug)),
            "location_id": str(demo_id(restaurant.slug, restaurant.locations[0].slug)),
            "access_token": token,
        },
    }


def write_ready_file(path: Path, document: dict[str, Any]) -> None:
    """Write the document in one step, so that whoever waits for the file never reads half of it."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2))
    unfinished.replace(path)
