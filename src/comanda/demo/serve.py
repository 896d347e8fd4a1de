"""What `comanda demo` does before it serves: restaurants, their people, and the document that says how to get in."""

import hashlib
import hmac
import os
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from comanda.demo import blueprint as bp
from comanda.demo.lima import LIMA
from comanda.demo.london import LONDON
from comanda.demo.seed import demo_id, seed_restaurant
from comanda.demo.singapore import SINGAPORE
from comanda.identity.api_keys import issue_key
from comanda.identity.apps import register_app
from comanda.identity.passwords import hash_password
from comanda.identity.people import add_user, issue_user_token
from comanda.identity.terminal_credentials import issue_credential
from comanda.identity.tokens import issue_token
from comanda.store.database import Database

RESTAURANTS = (LIMA, SINGAPORE, LONDON)
APP = "Comanda demo"
REDIRECT_URI = "http://127.0.0.1:8976/callback"
"""Where a developer's own machine waits for the demo's app to be connected."""
OPERATOR = "operator@comanda.example"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What opens the demo's doors; the same at every start on the same folder.

    Attributes:
        client: client id and secret of the demo's partner app.
        tokens: its access tokens, by restaurant.
        passwords: of the restaurant's people, by address.
        keys: API keys, by restaurant.
        user_tokens: long-lived tokens of each restaurant's administrator, by restaurant.
        terminals: username and password of the card terminals of each restaurant's first location, by restaurant.
        system_token: long-lived token of the platform's operator.
    """

    client: tuple[str, str]
    tokens: dict[str, str]
    passwords: dict[str, str]
    keys: dict[str, str]
    user_tokens: dict[str, str]
    terminals: dict[str, tuple[str, str]]
    system_token: str


async def prepare(database: Database, folder: Path, step: Callable[[str], None]) -> Credentials:
    """Seed what is missing and return what opens the doors.

    Tokens and passwords are derived from a secret kept in the folder.
    """
    secret = _secret(folder)

    def derived(*parts: str) -> str:
        return hmac.new(secret, "/".join(parts).encode(), hashlib.sha256).hexdigest()

    client = "cma_" + derived("client")[:32], "cms_" + derived("client secret")
    found = Credentials(client, {}, {}, {}, {}, {}, "cmu_" + derived("system"))
    await register_app(database, None, APP, [REDIRECT_URI], client_id=client[0], secret=client[1])
    for restaurant in RESTAURANTS:
        slug, tenant_id = restaurant.slug, demo_id(restaurant.slug)
        await seed_restaurant(database, restaurant, step)
        found.tokens[slug] = await issue_token(database, slug, APP, token="cmd_" + derived(slug))
        found.keys[slug] = await issue_key(database, tenant_id, APP, key="cmk_" + derived("key", slug))
        location = restaurant.locations[0].slug
        found.terminals[slug] = await issue_credential(
            database,
            tenant_id,
            demo_id(slug, location),
            username=f"epos-{location}",
            password="cmt_" + derived("terminal", location),
        )
        step(f"{restaurant.name}: people")
        for person in restaurant.staff:
            password = derived("password", slug, person.name)[:12]
            found.passwords[email_of(restaurant, person)] = password
            await add_user(
                database,
                user_id=demo_id(slug, "staff", person.name),
                tenant_id=tenant_id,
                email=email_of(restaurant, person),
                name=person.name,
                role=person.role,
                password_hash=await hash_password(password),
            )
        found.user_tokens[slug] = await issue_user_token(
            database, email_of(restaurant, restaurant.staff[0]), token="cmu_" + derived("user", slug)
        )
    await add_user(
        database,
        user_id=demo_id("operator"),
        tenant_id=None,
        email=OPERATOR,
        name="Platform operator",
        role="super_admin",
        password_hash=None,
    )
    await issue_user_token(database, OPERATOR, token=found.system_token)
    return found


def email_of(restaurant: bp.Restaurant, person: bp.Staff) -> str:
    """Return the address that a demo person signs in with."""
    plain = unicodedata.normalize("NFKD", person.name.split()[0]).encode("ascii", "ignore").decode().lower()
    return f"{plain}@{restaurant.slug}.example"


async def prepare_at(url: str, folder: Path) -> Credentials:
    """Seed the database at `url` without a word, as `prepare` does, and return what opens the doors."""
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


def ready_document(base_url: str, found: Credentials) -> dict[str, Any]:
    """Return the document of `--ready-file`: where to go, and with what. Its keys never change their meaning."""
    first, *others = (_document(base_url, restaurant, found) for restaurant in RESTAURANTS)
    return first | {"other_restaurants": others}


def _document(base_url: str, restaurant: bp.Restaurant, found: Credentials) -> dict[str, Any]:
    slug, location = restaurant.slug, restaurant.locations[0]
    location_id = str(demo_id(slug, location.slug))
    username, password = found.terminals[slug]
    by_role: dict[str, dict[str, str]] = {}
    for person in restaurant.staff:
        email = email_of(restaurant, person)
        by_role.setdefault(person.role, {"email": email, "password": found.passwords[email]})
    return {
        "base_url": base_url,
        "online_order": {
            "restaurant_id": str(demo_id(slug)),
            "location_id": location_id,
            "access_token": found.tokens[slug],
            "client_id": found.client[0],
            "client_secret": found.client[1],
            "redirect_uri": REDIRECT_URI,
        },
        "guest": {
            "branch_id": location_id,
            "branch_slug": location.slug,
            "tables": [
                {
                    "id": str(demo_id(slug, location.slug, "table", str(table.number))),
                    "number": table.number,
                    "code": f"{location.slug}-{table.number}",
                }
                for area in location.areas
                for table in area.tables
            ],
        },
        "staff": {**by_role["org_admin"], "by_role": by_role},
        "portal": {
            "system_access_token": found.system_token,
            "user_access_token": found.user_tokens[slug],
            "tenant_api_key": found.keys[slug],
        },
        "epos": {"base_url": base_url + "/epos", "username": username, "password": password},
        "manage": {"base_url": base_url + "/manage/v1", "access_token": found.user_tokens[slug]},
    }


def write_ready_file(path: Path, document: dict[str, Any]) -> None:
    """Write the document in one step, so that whoever waits for the file never reads half of it."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2))
    unfinished.replace(path)
