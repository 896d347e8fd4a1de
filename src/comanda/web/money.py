"""Amounts as guests read them."""

from comanda.kernel.money import exponent

_SYMBOLS = {"PEN": "S/\u00a0", "SGD": "$", "USD": "$", "GBP": "£", "EUR": "€"}


def money_text(amount: int, currency: str) -> str:
    """Return `amount` (minor units) with the currency's sign and all its decimals: `S/ 1,234.50`, `\u2212£0.05`."""
    decimals = exponent(currency)
    symbol = _SYMBOLS.get(currency, currency + "\u00a0")
    sign = "\u2212" if amount < 0 else ""
    return f"{sign}{symbol}{abs(amount) / 10**decimals:,.{decimals}f}"
