"""Register customers, and change what is known of them."""

import re
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from psycopg.errors import ForeignKeyViolation

from comanda.customers import tables
from comanda.customers.customer import MAX_TEXT, Customer, is_email, is_phone
from comanda.customers.events import customer_event
from comanda.customers.queries import view_customer
from comanda.kernel.actor import Actor
from comanda.kernel.errors import FieldProblem, Invalid
from comanda.kernel.ids import new_id
from comanda.store.database import Database, UnitOfWork
from comanda.store.idempotency import Once
from comanda.store.rows import insert_rows

_INSERT = insert_rows(tables.customers)
_COUNTRY = re.compile(r"[A-Z]{2}")
_NAMES = ("reference", "first_name", "last_name")
_CONSENTS = ("marketing_consent_email", "marketing_consent_text", "marketing_consent_phone")
_SAID = frozenset(field.name for field in fields(Customer)) - {"id", "updated_at"}
_EARLIEST = date(1900, 1, 1)


async def create_customer(
    database: Database, actor: Actor, said: Mapping[str, Any], *, once: Once[Customer] | None = None
) -> Customer:
    """Register a customer.

    Args:
        said: any of the fields of `Customer`.

    Raises:
        Invalid: naming every field that cannot be taken; none of the three names among them.
    """
    blank: dict[str, Any] = dict.fromkeys(_SAID) | dict.fromkeys(_CONSENTS, False)
    customer = Customer(id=new_id(), updated_at=actor.at, **check_customer(blank | dict(said), actor.at.date()))
    try:
        async with database.unit_of_work(actor.tenant_id) as work:
            await _insert(work, actor, customer)
            if once is not None:
                await once.keep(work, customer)
    except ForeignKeyViolation as error:
        raise _unknown_group(error) from error
    return customer


async def update_customer(
    database: Database,
    actor: Actor,
    customer_id: UUID,
    said: Mapping[str, Any],
    *,
    once: Once[Customer] | None = None,
) -> Customer:
    """Change what is known of a customer; what is not said stays, None takes it away.

    Raises:
        Invalid: naming every field that cannot be taken; no name would be left among them.
        NotFound: `customer_not_found`.
    """
    try:
        async with database.unit_of_work(actor.tenant_id) as work:
            await work.send(
                "SELECT id FROM customers WHERE tenant_id = %s AND id = %s FOR NO KEY UPDATE",
                (work.tenant_id, customer_id),
            )
            before = await view_customer(work, customer_id)
            kept = {name: value for name, value in asdict(before).items() if name in _SAID}
            customer = Customer(id=before.id, updated_at=actor.at, **check_customer(kept | dict(said), actor.at.date()))
            columns = sorted(_SAID)
            await work.send(
                b"UPDATE customers c SET "
                + ", ".join(f"{column} = n.{column}" for column in (*columns, "updated_at")).encode()
                + b" FROM jsonb_populate_record(NULL::customers, %s::jsonb) n"
                b" WHERE c.tenant_id = n.tenant_id AND c.id = n.id",
                (orjson.dumps({"tenant_id": work.tenant_id, **asdict(customer)}).decode(),),
            )
            work.record(customer_event("customer.updated", customer, actor.at, actor.app_id))
            if once is not None:
                await once.keep(work, customer)
    except ForeignKeyViolation as error:
        raise _unknown_group(error) from error
    return customer


async def find_or_register(
    work: UnitOfWork, actor: Actor, *, name: str, email: str | None, phone: str | None, dob: date | None = None
) -> UUID | None:
    """Return the customer with this e-mail or phone, registering one where there is none; None without a good one.

    Of several, the one registered first.
    """
    email = email if email and len(email) <= MAX_TEXT and is_email(email) else None
    phone = phone if phone and is_phone(phone) else None
    if email is None and phone is None:
        return None
    row = await work.one(
        "SELECT id FROM customers WHERE tenant_id = %(tenant)s AND (lower(email) = lower(%(email)s::text)"
        " OR phone = %(phone)s::text) ORDER BY created_at, id LIMIT 1",
        {"tenant": work.tenant_id, "email": email, "phone": phone},
    )
    if row is not None:
        found: UUID = row["id"]
        return found
    blank: dict[str, Any] = dict.fromkeys(_SAID) | dict.fromkeys(_CONSENTS, False)
    known = {"first_name": name[:MAX_TEXT], "email": email, "phone": phone, "dob": dob}
    customer = Customer(id=new_id(), updated_at=actor.at, **(blank | known))
    await _insert(work, actor, customer)
    return customer.id


async def _insert(work: UnitOfWork, actor: Actor, customer: Customer) -> None:
    row = {"tenant_id": work.tenant_id, "created_at": actor.at, **asdict(customer)}
    await work.send(_INSERT, (orjson.dumps([row]).decode(),))
    work.record(customer_event("customer.created", customer, actor.at, actor.app_id))


def check_customer(said: dict[str, Any], today: date) -> dict[str, Any]:
    """Return what is to be kept; empty texts count as nothing.

    Raises:
        Invalid: naming every field that cannot be taken.
    """
    kept = {name: None if value == "" else value for name, value in said.items()}
    kept |= {name: bool(kept[name]) for name in _CONSENTS}
    problems = []
    if all(kept[name] is None for name in _NAMES):
        problems += [
            FieldProblem(name, "one of reference, first_name, last_name is needed", "name_missing") for name in _NAMES
        ]
    if kept["email"] is not None and not is_email(kept["email"]):
        problems.append(FieldProblem("email", "an e-mail address is expected", "not_an_email"))
    if kept["phone"] is not None and not is_phone(kept["phone"]):
        problems.append(FieldProblem("phone", "a phone number such as +6511221122 is expected", "not_a_phone"))
    if kept["country"] is not None and not _COUNTRY.fullmatch(kept["country"]):
        problems.append(FieldProblem("country", "a country code of two capital letters is expected", "not_a_country"))
    if kept["dob"] is not None and not _EARLIEST <= kept["dob"] <= today:
        problems.append(FieldProblem("dob", "a day in the past is expected", "out_of_range"))
    if problems:
        raise Invalid.fields_of(problems)
    return kept


def _unknown_group(error: ForeignKeyViolation) -> Exception:
    if error.diag.constraint_name != "fk_customers_tenant_id_customer_group_id":
        return error
    return Invalid.field("customer_group", "no such customer group", "unknown_customer_group")
