"""Currencies: how many decimals an amount has, and which amounts can be charged."""

from __future__ import annotations

WHOLE = frozenset({
    "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf",
})  # fmt: skip
THOUSANDTHS = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})


def decimals(currency: str) -> int:
    """How many decimals the currency has at Stripe. Stripe counts ISK and UGX in hundredths that are not in use."""
    return 0 if currency in WHOLE else 3 if currency in THOUSANDTHS else 2


def in_words(amount: int, currency: str) -> str:
    """`29.00`, `2900` or `29.000`: the amount in the currency's main unit."""
    places = decimals(currency)
    return f"{amount / 10**places:,.{places}f}"


def chargeable(amount: float, currency: str) -> int:
    """The nearest amount that can be charged: the last of three decimals is 0, as card networks want it."""
    return round(amount / 10) * 10 if currency in THOUSANDTHS else round(amount)
