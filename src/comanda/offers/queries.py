"""Reads of offers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from comanda.kernel.errors import NotFound
from comanda.kernel.paging import Page
from comanda.kernel.texts import in_language
from comanda.offers.rules import ListedVoucher, Voucher, promotion
from comanda.offers.snapshot import ListedDiscount, ListedPromotion, OfferSnapshot
from comanda.pricing.inputs import Discount
from comanda.store.database import UnitOfWork


async def load_offers(work: UnitOfWork, location_id: UUID, language: str) -> OfferSnapshot:
    """Compile the offers of a location from one frozen unit of work."""
    here = {"tenant": work.tenant_id, "location": location_id}
    discount_rows = await work.send(
        "SELECT * FROM discounts WHERE tenant_id = %(tenant)s"
        " AND (location_ids IS NULL OR %(location)s = ANY(location_ids)) ORDER BY updated_at, id",
        here,
    )
    promotion_rows = await work.send(
        "SELECT * FROM promotions WHERE tenant_id = %(tenant)s"
        " AND (location_ids IS NULL OR %(location)s = ANY(location_ids)) ORDER BY sort, id",
        here,
    )
    discounts = {
        row["id"]: ListedDiscount(
            Discount(
                row["id"],
                in_language(row["name"], language),
                row["kind"] == "percent",
                row["value"],
                row["max_amount"],
                row["stackable"],
                row["manufacturer"],
            ),
            row["updated_at"],
        )
        for row in await discount_rows.all()
    }
    promotions = {
        row["id"]: ListedPromotion(
            promotion(
                id=row["id"],
                name=in_language(row["name"], language),
                rule=row["rule"],
                starts_at=row["starts_at"],
                ends_at=row["ends_at"],
                manufacturer=row["manufacturer"],
            ),
            in_language(row["summary"], language),
            row["kind"] == "voucher",
            row["updated_at"],
        )
        for row in await promotion_rows.all()
    }
    automatic = tuple(listed.promotion for listed in promotions.values() if not listed.by_voucher)
    return OfferSnapshot(discounts, promotions, automatic)


async def vouchers(work: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, Voucher]:
    """Return those of the vouchers that exist, by id."""
    rows = await work.all(
        "SELECT id, code, discount_id, promotion_id, customer_id, redeemed, max_redemptions, starts_at, ends_at"
        " FROM vouchers WHERE tenant_id = %s AND id = ANY(%s)",
        (work.tenant_id, list(ids)),
    )
    return {row["id"]: Voucher(**row) for row in rows}


async def voucher_by_code(work: UnitOfWork, code: str) -> Voucher | None:
    """Return the voucher of a code, however it is typed, or None."""
    row = await work.one(
        "SELECT id, code, discount_id, promotion_id, customer_id, redeemed, max_redemptions, starts_at, ends_at"
        " FROM vouchers WHERE tenant_id = %s AND code = ANY(%s) ORDER BY code LIMIT 1",
        (work.tenant_id, [code, code.upper()]),
    )
    return Voucher(**row) if row is not None else None


async def vouchers_of(work: UnitOfWork, customer_id: UUID) -> list[Voucher]:
    """Return the vouchers that are for one customer, those that end first coming first."""
    rows = await work.all(
        "SELECT id, code, discount_id, promotion_id, customer_id, redeemed, max_redemptions, starts_at, ends_at"
        " FROM vouchers WHERE tenant_id = %s AND customer_id = %s ORDER BY ends_at NULLS LAST, code LIMIT 200",
        (work.tenant_id, customer_id),
    )
    return [Voucher(**row) for row in rows]


_LISTED: LiteralString = (
    "SELECT id, code, discount_id, promotion_id, customer_id, redeemed, max_redemptions, starts_at, ends_at, kind,"
    " updated_at FROM vouchers"
)


def _listed(row: dict[str, Any]) -> ListedVoucher:
    kind, updated_at = row.pop("kind"), row.pop("updated_at")
    return ListedVoucher(Voucher(**row), kind, updated_at)


async def view_voucher(work: UnitOfWork, voucher_id: UUID) -> ListedVoucher:
    """Return a voucher.

    Raises:
        NotFound: `voucher_not_found`.
    """
    row = await work.one(_LISTED + " WHERE tenant_id = %s AND id = %s", (work.tenant_id, voucher_id))
    if row is None:
        raise NotFound("No such voucher.", code="voucher_not_found")
    return _listed(row)


async def list_vouchers(
    work: UnitOfWork,
    page: Page,
    *,
    code: str | None = None,
    customer_id: UUID | None = None,
    updated_from: datetime | None = None,
) -> list[ListedVoucher]:
    """Return a page of vouchers, in the order they were last changed; None does not narrow."""
    rows = await work.all(
        _LISTED + " WHERE tenant_id = %(tenant)s AND (%(code)s::text IS NULL OR code = %(code)s)"
        " AND (%(customer)s::uuid IS NULL OR customer_id = %(customer)s)"
        " AND updated_at >= coalesce(%(since)s::timestamptz, '-infinity')"
        " ORDER BY updated_at, id LIMIT %(limit)s OFFSET %(offset)s",
        {
            "tenant": work.tenant_id,
            "code": code,
            "customer": customer_id,
            "since": updated_from,
            "limit": page.limit,
            "offset": page.offset,
        },
    )
    return [_listed(row) for row in rows]
