"""Who calls in these tests: an operator of the platform, staff of three restaurants, and programs with keys."""

from dataclasses import dataclass
from uuid import UUID

from comanda.demo.seed import demo_id
from comanda.identity.api_keys import issue_key
from comanda.identity.people import add_user, issue_user_token
from comanda.kernel.ids import new_id
from comanda.store.database import Database
from tests.api.online_order.carts import LIMA, LONDON, SINGAPORE
from tests.app.running import with_database

KATONG = str(demo_id(SINGAPORE.slug, "katong-singapore"))


@dataclass(frozen=True)
class Someone:
    """A person and their token."""

    id: str
    name: str
    token: str


@dataclass(frozen=True)
class People:
    """Everybody, by what they are, and the keys of restaurants."""

    everybody: dict[str, Someone]
    keys: dict[str, str]

    def __getitem__(self, who: str) -> Someone:
        return self.everybody[who]


HIRED = {
    "operator": (None, "super_admin", None),
    "second operator": (None, "super_admin", None),
    "owner": (LIMA.id(), "org_admin", None),
    "manager": (LIMA.id(), "branch_manager", [LIMA.location]),
    "cashier": (LIMA.id(), "cashier", None),
    "waiter": (LIMA.id(), "waiter", [LIMA.location]),
    "cook": (LIMA.id(), "kitchen", None),
    "singapore owner": (SINGAPORE.id(), "org_admin", None),
    "katong waiter": (SINGAPORE.id(), "waiter", [KATONG]),
    "london owner": (LONDON.id(), "org_admin", None),
}


def hire(url: str) -> People:
    """Write everybody into a database."""

    async def write(database: Database) -> People:
        everybody = {}
        for who, (tenant_id, role, location_ids) in HIRED.items():
            user_id, email = new_id(), f"{who.replace(' ', '-')}@example.com"
            await add_user(
                database,
                user_id=user_id,
                tenant_id=UUID(tenant_id) if tenant_id else None,
                email=email,
                name=who.title(),
                role=role,
                password_hash=None,
                location_ids=[UUID(found) for found in location_ids] if location_ids else None,
            )
            token = await issue_user_token(database, email)
            everybody[who] = Someone(str(user_id), who.title(), token)
        keys = {shop.slug: await issue_key(database, UUID(shop.id()), "tests") for shop in (LIMA, SINGAPORE)}
        return People(everybody, keys)

    return with_database(url, write)
