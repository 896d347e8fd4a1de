"""From what a partner app sent to what the core is asked: amounts become minor units, measures thousandths."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from comanda.api.online_order.schemas import (
    CartIn,
    ChargeIn,
    DiscountIn,
    ItemIn,
    ModifierOptionIn,
    ObjectIn,
    OrderChangeIn,
    OrderInfoIn,
    PaymentIn,
    RefundIn,
)
from comanda.kernel.errors import FieldProblem, Invalid
from comanda.kernel.money import to_minor
from comanda.kernel.time import to_iso_seconds
from comanda.ordering.requests import (
    CartRequest,
    ChangeRequest,
    DiscountRequest,
    LineRequest,
    OptionRequest,
    OrderInfo,
    PaymentRequest,
    RefundRequest,
    TableRequest,
)

_MEASURE_DECIMALS = 3
_CONTACT = frozenset(
    "first_name last_name email phone timeslot timeslot_start timeslot_end delivery_zone address1 address2 city country"
    " postal address_lat address_lng".split()
)


class Amounts:
    """Turns decimals into integers of the currency, collecting those that have too many decimals."""

    def __init__(self, exponent: int) -> None:
        self.exponent = exponent
        self.problems: list[FieldProblem] = []

    def money(self, field: str, value: Decimal) -> int:
        """Return an amount in minor units."""
        return self._scaled(field, value, self.exponent, "the currency has")

    def measure(self, field: str, value: Decimal) -> int:
        """Return a measure in thousandths."""
        return self._scaled(field, value, _MEASURE_DECIMALS, "a measure has")

    def _scaled(self, field: str, value: Decimal, decimals: int, whose: str) -> int:
        scaled = to_minor(value, decimals)
        if scaled is None:
            message = f"{value} has too many decimals: {whose} {decimals}"
            self.problems.append(FieldProblem(field, message, "too_many_decimals"))
            return 0
        return scaled

    def check(self) -> None:
        """Refuse what has too many decimals.

        Raises:
            Invalid: naming every field.
        """
        if self.problems:
            raise Invalid.fields_of(self.problems)


def cart_request(cart: CartIn, exponent: int) -> CartRequest:
    """Return what a cart asks for.

    Raises:
        Invalid: an amount has more decimals than the currency.
    """
    amounts = Amounts(exponent)
    request = CartRequest(
        lines=_lines(cart.items, amounts),
        info=_info(cart.order_info),
        charges=_charges(cart.charges or (), amounts),
        discounts=_discounts(cart.discounts),
        payments=_payments(cart.payments or (), amounts),
        refunds=tuple(
            _refund(refund, amounts, f"refunds[{index}].") for index, refund in enumerate(cart.refunds or ())
        ),
        tables=_tables(cart.objects or ()),
        rewards=tuple(reward.loyalty_program_reward for reward in cart.loyalty_program_rewards or ()),
        vouchers=tuple(voucher.voucher for voucher in cart.vouchers or ()),
    )
    if cart.order_info is not None and cart.order_info.status == "open":
        amounts.problems.append(
            FieldProblem("order_info.status", "pending or pending_payment is expected", "not_a_choice")
        )
    amounts.check()
    return request


def change_request(change: OrderChangeIn, exponent: int) -> ChangeRequest:
    """Return what a change asks for; a list that is not given stays None.

    Raises:
        Invalid: an amount has more decimals than the currency.
    """
    amounts = Amounts(exponent)
    request = ChangeRequest(
        lines=_lines(change.items, amounts) if change.items is not None else None,
        info=_info(change.order_info),
        charges=_charges(change.charges, amounts) if change.charges is not None else None,
        discounts=_discounts(change.discounts) if change.discounts is not None else None,
        payments=_payments(change.payments or (), amounts),
        tables=_tables(change.objects) if change.objects is not None else None,
        rewards=(
            tuple(reward.loyalty_program_reward for reward in change.loyalty_program_rewards)
            if change.loyalty_program_rewards is not None
            else None
        ),
        vouchers=tuple(v.voucher for v in change.vouchers) if change.vouchers is not None else None,
    )
    amounts.check()
    return request


def payment_request(payment: PaymentIn, exponent: int) -> PaymentRequest:
    """Return what a payment says.

    Raises:
        Invalid: the amount has more decimals than the currency.
    """
    amounts = Amounts(exponent)
    request = _payment(payment, amounts, "")
    amounts.check()
    return request


def refund_request(refund: RefundIn, exponent: int) -> RefundRequest:
    """Return what a refund says.

    Raises:
        Invalid: an amount has more decimals than the currency.
    """
    amounts = Amounts(exponent)
    request = _refund(refund, amounts, "")
    amounts.check()
    return request


def _lines(items: Sequence[ItemIn], amounts: Amounts) -> tuple[LineRequest, ...]:
    return tuple(
        [
            LineRequest(
                item.item,
                item.variant,
                item.name,
                item.qty,
                amounts.measure(f"items[{index}].qty_unit", item.qty_unit) if item.qty_unit is not None else None,
                amounts.money(f"items[{index}].price", item.price) if item.price is not None else None,
                item.notes,
                _options(item.modifier_options),
                _discounts(item.discounts),
                item.cart_item_key,
                item.id,
            )
            for index, item in enumerate(items)
        ]
    )


def _options(asked: Sequence[ModifierOptionIn] | None) -> tuple[OptionRequest, ...]:
    if not asked:
        return ()
    return tuple([OptionRequest(chosen.modifier_option, 1 if chosen.qty is None else chosen.qty) for chosen in asked])


def _discounts(asked: Sequence[DiscountIn] | None) -> tuple[DiscountRequest, ...]:
    if not asked:
        return ()
    return tuple([DiscountRequest(discount.discount, discount.value, discount.promotion) for discount in asked])


def _charges(asked: Sequence[ChargeIn], amounts: Amounts) -> tuple[tuple[Any, int], ...]:
    return tuple(
        (charge.charge, amounts.money(f"charges[{index}].amount", charge.amount)) for index, charge in enumerate(asked)
    )


def _payments(asked: Sequence[PaymentIn], amounts: Amounts) -> tuple[PaymentRequest, ...]:
    return tuple([_payment(payment, amounts, f"payments[{index}].") for index, payment in enumerate(asked)])


def _payment(payment: PaymentIn, amounts: Amounts, path: str) -> PaymentRequest:
    return PaymentRequest(
        payment.payment,
        amounts.money(f"{path}amount", payment.amount),
        payment.receipt_no,
        tuple([(given.payment_input, given.value) for given in payment.payment_inputs or ()]),
    )


def _refund(refund: RefundIn, amounts: Amounts, path: str) -> RefundRequest:
    parts = [
        (part.payment, amounts.money(f"{path}refund_payments[{index}].amount", part.amount))
        for index, part in enumerate(refund.refund_payments)
    ]
    return RefundRequest(tuple(parts), refund.refund_no)


def _tables(asked: Sequence[ObjectIn]) -> tuple[TableRequest, ...]:
    return tuple(TableRequest(seat.object, seat.pax) for seat in asked)


def _info(info: OrderInfoIn | None) -> OrderInfo:
    if info is None:
        return OrderInfo()
    contact: dict[str, Any] = {}
    for key in _CONTACT & info.model_fields_set:
        value = getattr(info, key)
        if value is not None:
            contact[key] = to_iso_seconds(value) if key in ("timeslot_start", "timeslot_end") else value
    return OrderInfo(
        info.dining_option,
        info.order_no,
        info.order_ticket,
        info.pax,
        info.status,
        info.notes,
        info.customer,
        info.order_at,
        contact,
    )
