"""Taxes on what is left after discounts, and on taxable charges (docs/algorithms/pricing.md §7)."""

from collections.abc import Sequence
from fractions import Fraction
from uuid import UUID

from comanda.kernel.money import MILLION, RoundingMode, divide
from comanda.pricing.inputs import Line, Tax, Terms
from comanda.pricing.result import ChargeRow, TaxRow


def tax_rows(
    lines: Sequence[Line], nets: Sequence[int], terms: Terms, charges: Sequence[ChargeRow]
) -> tuple[TaxRow, ...]:
    """Return one row per tax that any line or charge bears, each rounded once over the whole order.

    Args:
        lines: the cart's lines.
        nets: what each line costs after every discount that reaches it.
        terms: the location's taxes and charges.
        charges: the charges on the order.
    """
    bases = _bases(lines, nets, terms, charges)
    by_id = {tax.id: tax for tax in terms.taxes}
    return tuple(
        TaxRow(tax.id, tax.name, _amount(tax, bases, by_id, terms.rounding), tax.inclusive)
        for tax in terms.taxes
        if any(tax.id in taxes for taxes in bases)
    )


def _bases(
    lines: Sequence[Line], nets: Sequence[int], terms: Terms, charges: Sequence[ChargeRow]
) -> dict[tuple[UUID, ...], int]:
    """Return what bears each set of taxes. Lines of one menu mostly share one tuple, which is summed first."""
    bases: dict[tuple[UUID, ...], int] = {}
    taxes: tuple[UUID, ...] = ()
    together = 0
    for line, net in zip(lines, nets, strict=True):
        if line.taxes is not taxes:
            if taxes:
                bases[taxes] = bases.get(taxes, 0) + together
            taxes, together = line.taxes, 0
        together += net
    if taxes:
        bases[taxes] = bases.get(taxes, 0) + together
    if charges:
        taxes_on = {charge.id: charge.taxes for charge in terms.charges}
        for row in charges:
            taxes = taxes_on[row.charge_id]
            if taxes:
                bases[taxes] = bases.get(taxes, 0) + row.amount
    return bases


def _amount(tax: Tax, bases: dict[tuple[UUID, ...], int], by_id: dict[UUID, Tax], mode: RoundingMode) -> int:
    if not tax.inclusive:
        return divide(tax.rate * sum(base for taxes, base in bases.items() if tax.id in taxes), MILLION, mode)
    exact = Fraction(0)
    for taxes, base in bases.items():
        if tax.id in taxes:
            contained = sum(by_id[other].rate for other in taxes if other in by_id and by_id[other].inclusive)
            exact += Fraction(base * tax.rate, MILLION + contained)
    return divide(exact.numerator, exact.denominator, mode)
