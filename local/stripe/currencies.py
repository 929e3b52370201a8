"""Currencies: decimals, formatted amounts, and rounding to amounts that can be charged."""

WHOLE = frozenset({
    "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf",
})  # fmt: skip
THOUSANDTHS = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})


def decimals(currency: str) -> int:
    """The number of decimals of amounts at Stripe; ISK and UGX amounts have two, which are always zero."""
    return 0 if currency in WHOLE else 3 if currency in THOUSANDTHS else 2


def format_amount(amount: int, currency: str) -> str:
    """The amount in the currency's main unit: `29.00`, `2900` or `29.000`."""
    places = decimals(currency)
    return f"{amount / 10**places:,.{places}f}"


def round_to_chargeable(amount: float, currency: str) -> int:
    """The nearest amount that can be charged: card networks require that the third decimal is 0."""
    return round(amount / 10) * 10 if currency in THOUSANDTHS else round(amount)
