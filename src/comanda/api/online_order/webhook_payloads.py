"""What webhooks say of an object: what its View answers."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from comanda.api.online_order import customer_presenters, presenters, reservation_presenters, stock_presenters
from comanda.customers.queries import find_credit, find_member, find_points, view_customer
from comanda.kernel.errors import NotFound
from comanda.kernel.money import exponent
from comanda.menu.queries import load_menu
from comanda.menu.snapshot import MenuSnapshot
from comanda.notifications.webhooks.deliver import Load
from comanda.offers.queries import view_voucher
from comanda.ordering.queries import view_order
from comanda.reservations.plan_queries import load_plan
from comanda.reservations.queries import find_reservation
from comanda.stock.queries import find_level, find_material, find_stock_take
from comanda.store.database import UnitOfWork

Json = dict[str, Any]


async def _order(work: UnitOfWork, order_id: UUID, _: UUID | None) -> Json:
    return presenters.order(await view_order(work, order_id))


async def _customer(work: UnitOfWork, customer_id: UUID, _: UUID | None) -> Json:
    return customer_presenters.customer(await view_customer(work, customer_id))


async def _voucher(work: UnitOfWork, voucher_id: UUID, _: UUID | None) -> Json:
    return customer_presenters.voucher(await view_voucher(work, voucher_id))


async def _member(work: UnitOfWork, member_id: UUID, _: UUID | None) -> Json:
    found = await find_member(work, member_id)
    return customer_presenters.member(found) | {"loyalty_program": found.program_id}


async def _points(work: UnitOfWork, transaction_id: UUID, _: UUID | None) -> Json:
    return customer_presenters.points(await find_points(work, transaction_id))


async def _credit(work: UnitOfWork, transaction_id: UUID, _: UUID | None) -> Json:
    found = await find_credit(work, transaction_id)
    row = await work.one("SELECT currency FROM tenants WHERE id = %s", (work.tenant_id,))
    assert row is not None  # noqa: S101 - its rows refer to it
    return customer_presenters.credit(found, exponent(row["currency"]))


async def _item(work: UnitOfWork, item_id: UUID, location_id: UUID | None) -> Json:
    menu = await _menu(work, location_id)
    if item_id not in menu.items:
        raise NotFound("No such item.")
    return presenters.item(menu.items[item_id], menu.exponent)


async def _variant(work: UnitOfWork, variant_id: UUID, location_id: UUID | None) -> Json:
    menu = await _menu(work, location_id)
    for item in menu.items.values():
        for said in presenters.item(item, menu.exponent)["variants"]:
            if said["id"] == variant_id:
                return {**said, "item": item.id}
    raise NotFound("No such variant.")


async def _option(work: UnitOfWork, option_id: UUID, location_id: UUID | None) -> Json:
    menu = await _menu(work, location_id)
    for modifier in menu.modifiers.values():
        for said in presenters.modifier(modifier, menu.exponent)["modifier_options"]:
            if said["id"] == option_id:
                return {**said, "modifier": modifier.id}
    raise NotFound("No such modifier option.")


async def _menu(work: UnitOfWork, location_id: UUID | None) -> MenuSnapshot:
    if location_id is None:
        raise NotFound("It is not known where.")
    return await load_menu(work, location_id)


async def _reservation(work: UnitOfWork, reservation_id: UUID, _: UUID | None) -> Json:
    found = await find_reservation(work, reservation_id)
    row = await work.one(
        "SELECT l.language, t.currency FROM locations l JOIN tenants t ON t.id = l.tenant_id"
        " WHERE l.tenant_id = %s AND l.id = %s",
        (work.tenant_id, found.location_id),
    )
    assert row is not None  # noqa: S101 - the reservation refers to it
    plan = await load_plan(work, found.location_id, row["language"], ())
    return reservation_presenters.reservation(found, plan, exponent(row["currency"]))


async def _material(work: UnitOfWork, material_id: UUID, _: UUID | None) -> Json:
    return stock_presenters.material(await find_material(work, material_id))


async def _level(work: UnitOfWork, material_id: UUID, location_id: UUID | None) -> Json:
    if location_id is None:
        raise NotFound("It is not known where.")
    return stock_presenters.level(await find_level(work, location_id, material_id))


async def _stock_take(work: UnitOfWork, stock_take_id: UUID, _: UUID | None) -> Json:
    return stock_presenters.stock_take(await find_stock_take(work, stock_take_id))


PAYLOADS: Mapping[str, Load] = {
    "order": _order,
    "customer": _customer,
    "voucher": _voucher,
    "loyalty_program_member": _member,
    "loyalty_program_transaction": _points,
    "store_credit_transaction": _credit,
    "item": _item,
    "item_variant": _variant,
    "modifier_option": _option,
    "reservation": _reservation,
    "material": _material,
    "material_stock": _level,
    "stock_take": _stock_take,
}
"""By the object of a topic. What is not here is told by its id alone."""
