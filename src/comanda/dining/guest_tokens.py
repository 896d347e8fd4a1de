"""The token of a phone at a table, and who holds one. It dies with the session, and with being refused."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comanda.dining.queries import find_guest, view_session
from comanda.dining.session import Guest, GuestStatus, SessionStatus, SessionView
from comanda.identity.signing import Signer, expiry
from comanda.kernel.actor import Actor
from comanda.kernel.errors import Forbidden, Unauthenticated
from comanda.kernel.ids import parse_id
from comanda.restaurants.rules import Governance, trades
from comanda.restaurants.settings import LocationSettings
from comanda.store.database import Database

ROLE = "customer"


@dataclass(frozen=True, slots=True)
class SeatedGuest:
    """The phone behind a token, where it sits, and the standing of the location.

    Attributes:
        issued_for: the session the token was issued for, which a merge may have ended.
        expires_at: when the token expires.
    """

    actor: Actor
    guest: Guest
    session: SessionView
    trades: bool
    menu_version: int
    issued_for: UUID | None
    expires_at: datetime

    @property
    def is_in(self) -> bool:
        """Whether the phone may see and order what the table does."""
        return self.session.status is SessionStatus.ACTIVE and self.guest.status is GuestStatus.ADMITTED


async def issue_guest_token(
    signer: Signer, actor: Actor, settings: LocationSettings, session: SessionView, guest: Guest
) -> str:
    """Return a token for one phone, bound to its session, table and location."""
    return await signer.sign(_claims(actor.tenant_id, session, guest), actor.at, settings.guest_token_lasts)


async def renew_guest_token(signer: Signer, who: SeatedGuest) -> str:
    """Return a token for the same phone where it sits now, that expires when its present one does."""
    claims = _claims(who.actor.tenant_id, who.session, who.guest)
    return await signer.sign(claims, who.actor.at, who.expires_at - who.actor.at)


def _claims(tenant_id: UUID, session: SessionView, guest: Guest) -> dict[str, str | None]:
    return {
        "sub": str(session.id),
        "role": ROLE,
        "org": str(tenant_id),
        "branch": str(session.location_id),
        "table": str(session.table.id) if session.table else None,
        "jti": str(guest.id),
    }


async def resolve_guest(database: Database, signer: Signer, token: str) -> SeatedGuest:
    """Return the phone that holds a token. A phone goes where its party goes: the session is the one it is in now.

    Raises:
        Unauthenticated: the token is not ours or has expired.
        Forbidden: `not_a_customer` for somebody else's kind of token, `session_ended` for a phone nobody knows.
    """
    claims = await signer.read(token)
    if claims is None:
        raise Unauthenticated("The token is not valid, or has expired.")
    if claims.get("role") != ROLE:
        raise Forbidden("This is for guests at a table.", code="not_a_customer")
    tenant_id, guest_id = parse_id(str(claims.get("org"))), parse_id(str(claims.get("jti")))
    if tenant_id is None or guest_id is None:
        raise Unauthenticated("The token is not valid, or has expired.")
    async with database.unit_of_work(tenant_id) as work:
        standing = await work.send(
            "SELECT d.governance, d.active, d.menu_version, s.id, now() AS at FROM guests g"
            " JOIN dining_sessions s ON s.tenant_id = g.tenant_id AND s.id = g.session_id"
            " JOIN location_directory d ON d.tenant_id = s.tenant_id AND d.location_id = s.location_id"
            " WHERE g.tenant_id = %s AND g.id = %s",
            (tenant_id, guest_id),
        )
        guest = await find_guest(work, guest_id)
        row = await standing.one()
        if row is None or guest is None:
            raise Forbidden("The session has ended.", code="session_ended")
        session = await view_session(work, row["id"])
    return SeatedGuest(
        Actor(tenant_id, row["at"], guest_id=guest_id),
        guest,
        session,
        trades(Governance(row["governance"]), active=row["active"]),
        row["menu_version"],
        parse_id(str(claims["sub"])),
        expiry(claims),
    )
