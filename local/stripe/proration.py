"""What a change within a period costs: what is left of the old is given back, what is left of the new is paid."""

from __future__ import annotations

from local.stripe.account import Account
from local.stripe.currencies import chargeable
from local.stripe.invoice_lines import item_line, proration_line
from local.stripe.items import amount_of
from local.stripe.resource import Json


def credit_line(account: Account, item: Json, moment: int) -> Json | None:
    """What is left of the item's period, given back; nothing for an item that costs nothing."""
    amount = -_share(item, amount_of(item), moment)
    return proration_line(account, item, amount, moment) if amount else None


def debit_line(account: Account, item: Json, moment: int) -> Json | None:
    """What is left of the item's period, to be paid."""
    amount = _share(item, amount_of(item), moment)
    return proration_line(account, item, amount, moment) if amount else None


def whole_line(account: Account, item: Json) -> Json:
    """A whole period that begins now."""
    return item_line(account, item)


def _share(item: Json, amount: int, moment: int) -> int:
    start, end = int(item["current_period_start"]), int(item["current_period_end"])
    left = min(max(end - moment, 0), end - start)
    return chargeable(amount * left / (end - start), item["price"]["currency"])
