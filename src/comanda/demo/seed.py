"""Turn blueprints into rows. The same blueprint gives the same ids, so that a demo can be scripted."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Table

from comanda.customers import tables as customers
from comanda.demo import blueprint as bp
from comanda.demo import larder
from comanda.demo.bookings import booking_rows
from comanda.floor import tables as floor
from comanda.kernel.money import exponent, to_minor
from comanda.kernel.time import WEEKDAYS
from comanda.menu import tables as menu
from comanda.offers import tables as offers
from comanda.restaurants import tables as restaurants
from comanda.store.database import Database
from comanda.store.rows import insert_rows

_EPOCH_MS = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp() * 1000)
_OPENED = datetime(2026, 1, 1, tzinfo=UTC)

_TABLES_ABREAST = 5
_TABLE_SPACING = 160
"""Units of the floor map between the middles of two tables."""

Row = dict[str, Any]


def demo_id(*parts: str) -> UUID:
    """Return a UUIDv7 that is always the same for these words."""
    digest = int.from_bytes(hashlib.sha256("/".join(parts).encode()).digest()[:10], "big")
    value = (_EPOCH_MS << 80) | digest
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return UUID(int=value)


@dataclass(slots=True)
class _Rows:
    """Rows of one restaurant, by table, in the order they must be written."""

    tenant_id: UUID
    now: datetime
    by_table: dict[str, tuple[Table, list[Row]]] = field(default_factory=dict)

    def add(self, table: Table, **values: Any) -> None:
        row = {"tenant_id": self.tenant_id, **values}
        for column in ("created_at", "updated_at"):
            if column in table.columns:
                row.setdefault(column, self.now)
        self.by_table.setdefault(table.name, (table, []))[1].append(row)


async def seed_restaurant(database: Database, restaurant: bp.Restaurant, step: Callable[[str], None]) -> None:
    """Write a restaurant, unless it is there already.

    Args:
        step: called with what is being written, for a progress bar.
    """
    tenant_id = demo_id(restaurant.slug)
    rows = _Rows(tenant_id, datetime.now(UTC))
    _Seeder(restaurant, rows).all()
    async with database.unit_of_work(tenant_id) as work:
        made = await work.one(
            "INSERT INTO tenants (id, slug, name, currency, language) VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT DO NOTHING RETURNING id",
            (tenant_id, restaurant.slug, restaurant.name, restaurant.currency, restaurant.languages[0]),
        )
        if made is None:
            return
        for location in restaurant.locations:
            await work.send(
                "INSERT INTO location_directory (location_id, tenant_id, slug, governance, approved_by, approved_at,"
                " admin_notes) VALUES (%s, %s, %s, 'approved', 'demo', now(), 'Seeded by the demo')",
                (demo_id(restaurant.slug, location.slug), tenant_id, location.slug),
            )
        for table, found in rows.by_table.values():
            step(f"{restaurant.name}: {table.name.replace('_', ' ')}")
            await work.send(insert_rows(table), (orjson.dumps(found).decode(),))


class _Seeder:
    def __init__(self, restaurant: bp.Restaurant, rows: _Rows) -> None:
        self.restaurant = restaurant
        self.rows = rows
        self.exponent = exponent(restaurant.currency)

    def id(self, *parts: str) -> UUID:
        return demo_id(self.restaurant.slug, *parts)

    def ids(self, kind: str, keys: Iterable[str]) -> list[str]:
        return [str(self.id(kind, key)) for key in keys]

    def name(self, name: bp.Name | None) -> dict[str, str]:
        if name is None:
            return {}
        return {self.restaurant.languages[0]: name} if isinstance(name, str) else dict(name)

    def default(self, name: bp.Name) -> str:
        return name if isinstance(name, str) else name[self.restaurant.languages[0]]

    def minor(self, amount: str) -> int:
        minor = to_minor(Decimal(amount), self.exponent)
        if minor is None:
            raise ValueError(f"{amount} has too many decimals for {self.restaurant.currency}")
        return minor

    def all(self) -> None:
        self.locations()
        self.settings()
        self.modifiers()
        for sort, category in enumerate(self.restaurant.categories):
            self.category(category, None, sort, None)
        self.menus()
        self.programs()
        self.customers()
        self.offers()
        for location in self.restaurant.locations:
            self.floor(location)
            for table, row in booking_rows(location.slug, self.id, self.name, self.minor):
                self.rows.add(table, **row)
        skus = larder.skus_of(self.restaurant, self.id, self.default)
        larder.fill(self.restaurant, self.id, self.rows.add, self.rows.now, skus)

    def locations(self) -> None:
        for location in self.restaurant.locations:
            location_id = self.id(location.slug)
            self.rows.add(
                restaurants.locations,
                id=location_id,
                name=location.name,
                timezone=location.timezone,
                language=self.restaurant.languages[0],
                languages=self.restaurant.languages,
                address=location.address,
                city=location.city,
                area=location.district,
                latitude=location.latitude,
                longitude=location.longitude,
                accept_dining=True,
                accept_takeout=True,
                accept_delivery=False,
                branding=location.branding.kept,
                settings={},
                rounding_increment=self.minor(location.rounding_increment) if location.rounding_increment else 1,
                rounding_mode="half_up",
                auto_accept={"online": True},
                opening_mode="schedule",
                manual_is_open=False,
            )
            for hours in location.hours:
                for day in hours.days:
                    self.rows.add(
                        restaurants.location_hours,
                        location_id=location_id,
                        weekday=WEEKDAYS.index(day),
                        opens=hours.opens,
                        closes=hours.closes,
                    )

    def settings(self) -> None:
        for sort, tax in enumerate(self.restaurant.taxes):
            self.rows.add(
                menu.taxes,
                id=self.id("tax", tax.key),
                name=self.name(tax.name),
                rate=_rate(tax.percent),
                inclusive=tax.inclusive,
                sort=sort,
            )
        for sort, option in enumerate(self.restaurant.dining_options):
            self.rows.add(
                menu.dining_options,
                id=self.id("dining-option", option.key),
                name=self.name(option.name),
                kind=option.key,
                sort=sort,
            )
        for sort, charge in enumerate(self.restaurant.charges):
            charge_id = self.id("charge", self.default(charge.name))
            self.rows.add(
                menu.charges,
                id=charge_id,
                name=self.name(charge.name),
                rate=_rate(charge.percent) if charge.percent is not None else None,
                amount=self.minor(charge.amount) if charge.amount is not None else None,
                kind="service" if charge.percent is not None else "fee",
                sort=sort,
            )
            for key in charge.dining_options:
                option_id = self.id("dining-option", key)
                self.rows.add(menu.charge_dining_options, charge_id=charge_id, dining_option_id=option_id)
            for key in charge.taxes:
                self.rows.add(menu.charge_taxes, charge_id=charge_id, tax_id=self.id("tax", key))
        for sort, method in enumerate(self.restaurant.payment_methods):
            method_id = self.id("payment", method.key)
            self.rows.add(menu.payment_methods, id=method_id, name=self.name(method.name), kind=method.key, sort=sort)
            for place, asked in enumerate(method.inputs):
                self.rows.add(
                    menu.payment_inputs,
                    id=self.id("payment", method.key, self.default(asked)),
                    payment_method_id=method_id,
                    name=self.name(asked),
                    sort=place,
                )

    def modifiers(self) -> None:
        for sort, modifier in enumerate(self.restaurant.modifiers):
            modifier_id = self.id("modifier", modifier.key)
            self.rows.add(
                menu.modifiers,
                id=modifier_id,
                name=self.name(modifier.name),
                min_selection=modifier.min,
                max_selection=modifier.max,
                sort=sort,
            )
            for place, option in enumerate(modifier.options):
                option_id = self.id("modifier", modifier.key, self.default(option.name))
                self.rows.add(
                    menu.modifier_options,
                    id=option_id,
                    modifier_id=modifier_id,
                    name=self.name(option.name),
                    sku=option.sku,
                    summary=self.name(option.summary),
                    price=self.minor(option.price),
                    max_qty=option.max_qty,
                    default_selected=option.default,
                    show_in_menu=True,
                    allergens=option.allergens,
                    sort=place,
                )
                if option.sold_out:
                    for location in self.restaurant.locations:
                        self.rows.add(
                            menu.option_blocks,
                            location_id=self.id(location.slug),
                            option_id=option_id,
                            reason="staff",
                        )

    def category(self, category: bp.Category, parent: bp.Category | None, sort: int, station: str | None) -> None:
        station = self.restaurant.stations.get(category.key, station)
        self.rows.add(
            menu.categories,
            id=self.id("category", category.key),
            name=self.name(category.name),
            parent_id=self.id("category", parent.key) if parent else None,
            sort=sort,
        )
        for place, item in enumerate(category.items):
            self.item(category, item, place, station)
        for place, child in enumerate(category.children):
            self.category(child, category, place, station)

    def item(self, category: bp.Category, item: bp.Item, sort: int, station: str | None) -> None:
        item_id = self.id("item", item.key)
        only_at = item.only_at
        self.rows.add(
            menu.items,
            id=item_id,
            category_id=self.id("category", category.key),
            item_no=item.no,
            name=self.name(item.name),
            description=self.name(item.description),
            allergens=item.allergens,
            diets=item.diets,
            station=station,
            sort=sort,
            location_ids=[self.id(slug) for slug in only_at] if only_at is not None else None,
        )
        for place, variant in enumerate(item.variants):
            self.rows.add(
                menu.item_variants,
                id=self.id("item", item.key, self.default(variant.name)),
                item_id=item_id,
                name=self.name(variant.name),
                sku=variant.sku,
                summary=self.name(variant.summary),
                price=self.minor(variant.price) if variant.price is not None else None,
                unit=variant.unit,
                show_in_menu=variant.show_in_menu,
                sort=place,
            )
        for key in item.taxes if item.taxes is not None else [tax.key for tax in self.restaurant.taxes]:
            self.rows.add(menu.item_taxes, item_id=item_id, tax_id=self.id("tax", key))
        for place, key in enumerate(item.modifiers):
            self.rows.add(menu.item_modifiers, item_id=item_id, modifier_id=self.id("modifier", key), sort=place)
        if item.sold_out:
            for location in self.restaurant.locations:
                self.rows.add(menu.item_blocks, location_id=self.id(location.slug), item_id=item_id)

    def menus(self) -> None:
        for sort, entry in enumerate(self.restaurant.menus):
            menu_id = self.id("menu", self.default(entry.name))
            self.rows.add(menu.menus, id=menu_id, name=self.name(entry.name), sort=sort)
            wanted = [item for category in self.restaurant.categories for item in _items(category, entry.categories)]
            for place, item in enumerate(wanted):
                self.rows.add(menu.menu_items, menu_id=menu_id, item_id=self.id("item", item.key), sort=place)
            for times in entry.times:
                for day in times.days:
                    self.rows.add(
                        menu.menu_times,
                        menu_id=menu_id,
                        weekday=WEEKDAYS.index(day),
                        start_time=times.start,
                        end_time=times.end,
                    )

    def offers(self) -> None:
        for discount in self.restaurant.discounts:
            value = None
            if discount.percent is not None:
                value = _rate(discount.percent)
            elif discount.amount is not None:
                value = self.minor(discount.amount)
            self.rows.add(
                offers.discounts,
                id=self.id("discount", self.default(discount.name)),
                name=self.name(discount.name),
                kind=discount.type,
                value=value,
                max_amount=self.minor(discount.max_amount) if discount.max_amount is not None else None,
                stackable=discount.stackable,
                manufacturer=discount.manufacturer,
            )
        for sort, promotion in enumerate(self.restaurant.promotions):
            self.rows.add(
                offers.promotions,
                id=self.id("promotion", promotion.key),
                name=self.name(promotion.name),
                summary=self.name(promotion.summary),
                kind=promotion.type,
                rule=self.rule(promotion),
                manufacturer=promotion.manufacturer,
                sort=sort,
                starts_at=_OPENED,
            )
        for voucher in self.restaurant.vouchers:
            self.rows.add(
                offers.vouchers,
                id=self.id("voucher", voucher.code),
                code=voucher.code,
                kind="discount" if voucher.discount is not None else "promotion",
                discount_id=self.id("discount", voucher.discount) if voucher.discount is not None else None,
                promotion_id=self.id("promotion", voucher.promotion) if voucher.promotion is not None else None,
                customer_id=self.id("customer", voucher.customer) if voucher.customer is not None else None,
                redeemed=voucher.redeemed,
                max_redemptions=voucher.max_redemptions,
                starts_at=_OPENED,
                ends_at=datetime.fromisoformat(voucher.ends) if voucher.ends is not None else None,
            )

    def programs(self) -> None:
        for sort, program in enumerate(self.restaurant.loyalty_programs):
            program_id = self.id("program", program.key)
            self.rows.add(
                customers.loyalty_programs,
                id=program_id,
                name=self.name(program.name),
                term_single=self.name(program.term_single),
                term_plural=self.name(program.term_plural),
                rule=self.earning(program),
                sort=sort,
            )
            for place, reward in enumerate(program.rewards):
                rule: Row = {"effect": self.effect(reward.effect)}
                if reward.max_amount is not None:
                    rule["max_amount"] = self.minor(reward.max_amount)
                self.rows.add(
                    customers.loyalty_rewards,
                    id=self.id("reward", program.key, reward.key),
                    program_id=program_id,
                    name=self.name(reward.name),
                    points=reward.points,
                    rule=rule,
                    sort=place,
                )

    def earning(self, program: bp.LoyaltyProgram) -> Row:
        rule: Row = {}
        if program.spend is not None:
            rule["per_amount"] = {"spend": self.minor(program.spend), "points": 1}
        if program.items:
            rule["items"] = [{"pick": self.pick(pick), "points": points} for pick, points in program.items]
        if program.multipliers:
            rule["multipliers"] = [
                {"windows": [self.window(times)], "times": factor} for times, factor in program.multipliers
            ]
        return rule

    def customers(self) -> None:
        for group in self.restaurant.customer_groups:
            self.rows.add(customers.customer_groups, id=self.id("customer-group", group), name=group)
        for customer in self.restaurant.customers:
            self.rows.add(
                customers.customers,
                id=self.id("customer", customer.key),
                reference=customer.reference,
                first_name=customer.first_name,
                last_name=customer.last_name,
                company_name=customer.company_name,
                email=customer.email,
                phone=customer.phone,
                dob=customer.dob,
                gender=customer.gender,
                city=customer.city,
                country=customer.country,
                notes=customer.notes,
                marketing_consent_email="email" in customer.consents,
                marketing_consent_text="text" in customer.consents,
                marketing_consent_phone="phone" in customer.consents,
                customer_group_id=self.id("customer-group", customer.group) if customer.group is not None else None,
            )
            for program, moves in customer.points.items():
                if moves:
                    self.member(customer, program, moves)
            self.credit(customer)

    def member(self, customer: bp.Customer, program: str, moves: tuple[int, ...]) -> None:
        member_id, program_id = self.id("member", program, customer.key), self.id("program", program)
        self.rows.add(
            customers.loyalty_members,
            id=member_id,
            program_id=program_id,
            customer_id=self.id("customer", customer.key),
            points=sum(moves),
        )
        for place, points in enumerate(moves):
            if points:
                self.rows.add(
                    customers.loyalty_transactions,
                    id=self.id("points", program, customer.key, str(place)),
                    program_id=program_id,
                    member_id=member_id,
                    kind="manual",
                    points=points,
                    created_at=self.rows.now - timedelta(days=len(moves) - place),
                )

    def credit(self, customer: bp.Customer) -> None:
        customer_id, location_id = self.id("customer", customer.key), self.id(self.restaurant.locations[0].slug)
        balance = sum(self.minor(credit) for credit, _ in customer.top_ups) + sum(map(self.minor, customer.goodwill))
        if not (customer.top_ups or customer.goodwill):
            return
        self.rows.add(customers.store_credit_accounts, customer_id=customer_id, balance=balance)
        moves = [("topup", self.minor(credit)) for credit, _ in customer.top_ups]
        moves += [("manual", self.minor(amount)) for amount in customer.goodwill]
        for place, (kind, amount) in enumerate(moves):
            self.rows.add(
                customers.store_credit_transactions,
                id=self.id("credit", customer.key, str(place)),
                customer_id=customer_id,
                kind=kind,
                amount=amount,
                location_id=location_id,
                created_at=self.rows.now - timedelta(days=len(moves) - place),
            )
        for place, (credit, paid) in enumerate(customer.top_ups):
            self.rows.add(
                customers.store_credit_topups,
                id=self.id("topup", customer.key, str(place)),
                customer_id=customer_id,
                transaction_id=self.id("credit", customer.key, str(place)),
                topup_no=f"D{self.restaurant.customers.index(customer):03}{place}",
                topup_amount=self.minor(credit),
                payment_method_id=self.id("payment", "cash"),
                payment_amount=self.minor(paid),
                location_id=location_id,
                created_at=self.rows.now - timedelta(days=len(moves) - place),
            )

    def rule(self, promotion: bp.Promotion) -> Row:
        rule: Row = {"effect": self.effect(promotion.effect)}
        if promotion.times:
            rule["windows"] = [self.window(times) for times in promotion.times]
        if promotion.dining_options:
            rule["dining_options"] = self.ids("dining-option", promotion.dining_options)
        if promotion.min_spend is not None:
            rule["min_spend"] = self.minor(promotion.min_spend)
        if promotion.max_amount is not None:
            rule["max_amount"] = self.minor(promotion.max_amount)
        return rule

    def window(self, times: bp.MenuTime) -> Row:
        return {"days": [WEEKDAYS.index(day) for day in times.days], "start": times.start, "end": times.end}

    def effect(self, effect: bp.Effect) -> Row:
        match effect:
            case bp.PercentOffItems():
                return {"kind": "percent_off_items", "pick": self.pick(effect.pick), "rate": _rate(effect.percent)}
            case bp.AmountOffItems():
                return {"kind": "amount_off_items", "pick": self.pick(effect.pick), "amount": self.minor(effect.amount)}
            case bp.PercentOffOrder():
                return {"kind": "percent_off_order", "rate": _rate(effect.percent)}
            case bp.AmountOffOrder():
                return {"kind": "amount_off_order", "amount": self.minor(effect.amount)}
            case bp.BuyGet():
                return {
                    "kind": "buy_get",
                    "buy": self.pick(effect.buy),
                    "buy_qty": effect.buy_qty,
                    "get": self.pick(effect.get),
                    "get_qty": effect.get_qty,
                    "rate": _rate(effect.percent),
                    "max_times": effect.max_times,
                }
            case bp.FixedPriceSet():
                return {
                    "kind": "fixed_price_set",
                    "slots": [{"pick": self.pick(pick), "qty": qty} for pick, qty in effect.slots],
                    "price": self.minor(effect.price),
                    "max_times": effect.max_times,
                }

    def pick(self, pick: bp.Pick) -> Row:
        return {"items": self.ids("item", pick.items), "categories": self.ids("category", pick.categories)}

    def floor(self, location: bp.Location) -> None:
        location_id = self.id(location.slug)
        place = 0
        for sort, area in enumerate(location.areas):
            area_id = self.id(location.slug, "area", self.default(area.name))
            self.rows.add(
                floor.areas,
                id=area_id,
                location_id=location_id,
                name=self.name(area.name),
                description="",
                floor_number=1,
                sort=sort,
            )
            for spot, table in enumerate(area.tables):
                self.rows.add(
                    floor.dining_tables,
                    id=self.id(location.slug, "table", str(table.number)),
                    location_id=location_id,
                    area_id=area_id,
                    number=table.number,
                    name=table.name or f"T{table.number}",
                    code=f"{location.slug}-{table.number}",
                    pax=table.pax,
                    sort=place,
                    x=spot % _TABLES_ABREAST * _TABLE_SPACING,
                    y=spot // _TABLES_ABREAST * _TABLE_SPACING,
                    shape="long" if table.pax > 6 else "round" if table.pax <= 2 else "square",
                )
                place += 1


def _rate(percent: str) -> int:
    return int(Decimal(percent) * 10_000)


def _items(category: bp.Category, wanted: tuple[str, ...]) -> Iterable[bp.Item]:
    inside = category.key in wanted
    if inside:
        yield from category.items
    for child in category.children:
        yield from _items(child, (child.key, *wanted) if inside else wanted)
