"""An order as rows of its tables, and back."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from comanda.kernel.money import RoundingMode
from comanda.ordering.order import (
    BillLock,
    Breakdown,
    ChosenOption,
    ManualDiscount,
    Order,
    OrderLine,
    OrderTable,
    Payment,
    Refund,
    RefundPart,
    UsedReward,
    UsedVoucher,
)
from comanda.ordering.rules.status import Expedite, Kitchen, Status
from comanda.pricing.result import ChargeRow, DiscountRow, TaxRow
from comanda.stock.stock import Need

Row = Mapping[str, Any]


def order_row(tenant_id: UUID, order: Order) -> dict[str, Any]:
    """Return the row of `orders`."""
    breakdown = order.breakdown
    return {
        "tenant_id": tenant_id,
        "id": order.id,
        "location_id": order.location_id,
        "channel": order.channel,
        "app_id": order.app_id,
        "session_id": order.session_id,
        "guest_id": order.guest_id,
        "order_no": order.order_no,
        "order_ticket": order.order_ticket,
        "external_id": order.external_id,
        "status": order.status,
        "version": order.version,
        "dining_option_id": order.dining_option_id,
        "dining_option_name": order.dining_option_name,
        "pax": order.pax,
        "customer_id": order.customer_id,
        "notes": order.notes,
        "void_reason": order.void_reason,
        "contact": order.contact,
        "order_at": order.order_at,
        "subtotal": order.subtotal,
        "total": order.total,
        "rounding": order.rounding,
        "service_charge": order.service_charge,
        "as_sent": order.as_sent,
        "breakdown": {
            "mode": breakdown.mode,
            "discounts": [row._asdict() for row in breakdown.discounts],
            "manufacturer_discounts": [row._asdict() for row in breakdown.manufacturer_discounts],
            "charges": breakdown.charges,
            "taxes": breakdown.taxes,
            "vouchers": breakdown.vouchers,
            "manual_discounts": breakdown.manual_discounts,
            "charge_amounts": {str(charge): amount for charge, amount in breakdown.charge_amounts.items()},
            "rewards": [row._asdict() for row in breakdown.rewards],
        },
        "created_at": order.created_at,
        "updated_at": order.updated_at,
    }


def line_rows(tenant_id: UUID, order_id: UUID, lines: Iterable[OrderLine]) -> list[dict[str, Any]]:
    """Return the rows of `order_lines`."""
    return [
        {
            "tenant_id": tenant_id,
            "id": line.id,
            "order_id": order_id,
            "sort": line.sort,
            "item_id": line.item_id,
            "variant_id": line.variant_id,
            "item_no": line.item_no,
            "sku": line.sku,
            "name": line.name,
            "variant_name": line.variant_name,
            "unit_price": line.unit_price,
            "price_per": line.price_per,
            "qty": line.qty,
            "measure": line.measure,
            "price": line.price,
            "net": line.net,
            "notes": line.notes,
            "options": [_option_row(option) for option in line.options],
            "discounts": [row._asdict() for row in line.discounts],
            "manual_discounts": line.manual_discounts,
            "tax_ids": line.tax_ids,
            "materials": [[need.material_id, need.qty] for need in line.materials],
            "kitchen": line.kitchen,
            "expedite": line.expedite,
        }
        for line in lines
    ]


def _option_row(option: ChosenOption) -> dict[str, Any]:
    row: dict[str, Any] = {"id": option.id, "name": option.name, "price": option.price, "qty": option.qty}
    if option.sku is not None:
        row["sku"] = option.sku
    if option.notes is not None:
        row["notes"] = option.notes
    if option.is_item:
        row["is_item"] = True
    if option.part is not None:
        row["part"] = option.part
    return row


def table_rows(tenant_id: UUID, order_id: UUID, tables: Iterable[OrderTable]) -> list[dict[str, Any]]:
    """Return the rows of `order_tables`."""
    return [
        {"tenant_id": tenant_id, "order_id": order_id, "table_id": table.id, "pax": table.pax, "sort": sort}
        for sort, table in enumerate(tables)
    ]


def payment_rows(
    tenant_id: UUID, order_id: UUID, app_id: UUID | None, payments: Iterable[Payment]
) -> list[dict[str, Any]]:
    """Return the rows of `payments`."""
    return [
        {
            "tenant_id": tenant_id,
            "id": payment.id,
            "order_id": order_id,
            "payment_method_id": payment.method_id,
            "method_name": payment.method_name,
            "receipt_no": payment.receipt_no,
            "amount": payment.amount,
            "tip": payment.tip,
            "service_charge": payment.service_charge,
            "intent_id": payment.intent_id,
            "reference": payment.reference,
            "inputs": payment.inputs,
            "app_id": app_id,
            "created_at": payment.created_at,
        }
        for payment in payments
    ]


def refund_rows(
    tenant_id: UUID, order_id: UUID, app_id: UUID | None, refunds: Iterable[Refund]
) -> list[dict[str, Any]]:
    """Return the rows of `refunds`."""
    return [
        {
            "tenant_id": tenant_id,
            "id": refund.id,
            "order_id": order_id,
            "refund_no": refund.refund_no,
            "app_id": app_id,
            "created_at": refund.created_at,
        }
        for refund in refunds
    ]


def refund_part_rows(tenant_id: UUID, order_id: UUID, refunds: Iterable[Refund]) -> list[dict[str, Any]]:
    """Return the rows of `refund_payments`."""
    return [
        {
            "tenant_id": tenant_id,
            "order_id": order_id,
            "refund_id": refund.id,
            "payment_method_id": part.method_id,
            "method_name": part.method_name,
            "amount": part.amount,
            "tip": part.tip,
            "service_charge": part.service_charge,
            "payment_id": part.payment_id,
            "sort": sort,
        }
        for refund in refunds
        for sort, part in enumerate(refund.parts)
    ]


def to_order(
    row: Row,
    lines: Sequence[Row],
    tables: Sequence[Row],
    payments: Sequence[Row],
    refunds: Sequence[Row],
    parts: Sequence[Row],
) -> Order:
    """Return the order that these rows, in their order, are."""
    said = row["breakdown"]
    breakdown = Breakdown(
        RoundingMode(said["mode"]),
        tuple(map(_discount, said["discounts"])),
        tuple(map(_discount, said["manufacturer_discounts"])),
        tuple(ChargeRow(**{**charge, "charge_id": UUID(charge["charge_id"])}) for charge in said["charges"]),
        tuple(TaxRow(UUID(t["tax_id"]), t["name"], t["amount"], t["inclusive"]) for t in said["taxes"]),
        tuple(UsedVoucher(UUID(v["id"]), v["code"]) for v in said["vouchers"]),
        tuple(map(_manual, said["manual_discounts"])),
        {UUID(charge): amount for charge, amount in said["charge_amounts"].items()},
        tuple(UsedReward(UUID(r["id"]), UUID(r["program_id"]), r["points"]) for r in said.get("rewards", ())),
    )
    return Order(
        id=row["id"],
        location_id=row["location_id"],
        currency=row["currency"],
        channel=row["channel"],
        app_id=row["app_id"],
        session_id=row["session_id"],
        guest_id=row["guest_id"],
        order_no=row["order_no"],
        order_ticket=row["order_ticket"],
        status=Status(row["status"]),
        version=row["version"],
        dining_option_id=row["dining_option_id"],
        dining_option_name=row["dining_option_name"],
        pax=row["pax"],
        customer_id=row["customer_id"],
        notes=row["notes"],
        void_reason=row["void_reason"],
        contact=row["contact"],
        order_at=row["order_at"],
        subtotal=row["subtotal"],
        total=row["total"],
        rounding=row["rounding"],
        breakdown=breakdown,
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        lines=tuple(map(_line, lines)),
        tables=tuple(OrderTable(t["table_id"], t["name"], t["pax"], t["number"]) for t in tables),
        payments=tuple(map(_payment, payments)),
        refunds=tuple(_refund(refund, parts) for refund in refunds),
        service_charge=row["service_charge"],
        external_id=row["external_id"],
        as_sent=row["as_sent"],
        lock=BillLock(row["lock_id"], row["lock_expires_at"]) if row["lock_id"] is not None else None,
    )


def _uuid(said: str | None) -> UUID | None:
    return UUID(said) if said is not None else None


def _discount(said: Row) -> DiscountRow:
    return DiscountRow(
        said["amount"],
        said["name"],
        _uuid(said["discount_id"]),
        _uuid(said["promotion_id"]),
        _uuid(said["reward_id"]),
        _uuid(said["voucher_id"]),
    )


def _manual(said: Row) -> ManualDiscount:
    return ManualDiscount(UUID(said["id"]), said["value"])


def _line(row: Row) -> OrderLine:
    return OrderLine(
        row["id"],
        row["sort"],
        row["item_id"],
        row["variant_id"],
        row["item_no"],
        row["sku"],
        row["name"],
        row["variant_name"],
        row["unit_price"],
        row["price_per"],
        row["qty"],
        row["measure"],
        row["price"],
        row["net"],
        row["notes"],
        tuple(ChosenOption(**{**chosen, "id": UUID(chosen["id"])}) for chosen in row["options"]),
        tuple(map(_discount, row["discounts"])),
        tuple(map(_manual, row["manual_discounts"])),
        tuple(row["tax_ids"]),
        Kitchen(row["kitchen"]),
        Expedite(row["expedite"]),
        tuple(Need(UUID(material), qty) for material, qty in row["materials"]),
    )


def _payment(row: Row) -> Payment:
    return Payment(
        row["id"],
        row["payment_method_id"],
        row["method_name"],
        row["receipt_no"],
        row["amount"],
        tuple((UUID(input_id), value) for input_id, value in row["inputs"]),
        row["created_at"],
        row["tip"],
        row["reference"],
        row["service_charge"],
        row["intent_id"],
    )


def _refund(row: Row, parts: Sequence[Row]) -> Refund:
    return Refund(
        row["id"],
        row["refund_no"],
        row["created_at"],
        tuple(
            RefundPart(
                part["payment_method_id"],
                part["method_name"],
                part["amount"],
                part["tip"],
                part["service_charge"],
                part["payment_id"],
            )
            for part in parts
            if part["refund_id"] == row["id"]
        ),
    )
