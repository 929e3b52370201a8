"""A stand-in for Stripe, spoken to by Stripe's own SDK: its wire, its hosted pages, its webhooks.

`python -m local.stripe CONFIG.json` serves it at the configuration's `stripe_url`. It is no test double of the SDK:
`stripe.StripeClient(key, base_addresses={"api": stripe_url})` talks to it as to Stripe.

- It does what the service, the pages and the demo call, and no more (`local.stripe.operations` lists the calls). What
  Stripe would refuse is refused in Stripe's words; what Stripe can do and the stand-in cannot is refused too
  (`stand_in_unsupported`), and never ignored. A subscription has one item, and a checkout session sells one thing.
- **Shapes** of objects and **checks** of parameters are read from the SDK's own annotations. Of the fields that Stripe
  always fills, an object has those that something reads.
- **Pages** for people, which work without JavaScript: checkout (`/c/pay/…`), portal (`/p/session/…`), invoices
  (`/i/…`), and at `/` a dashboard with buttons for what time, banks and customers do.
- **Webhooks** are signed as Stripe's are, sent in no promised order, and tried again until they are taken.
- Everything is kept in one SQLite file; a restart forgets nothing.

Three of Stripe's test cards are known: `pm_card_visa`, `pm_card_chargeCustomerFail` and
`pm_card_chargeDeclinedInsufficientFunds`. A bank debit on a page arrives when somebody says so.

For tests there is a control that speaks JSON. `POST /_control` puts a fault in force (`local.stripe.faults`):

    {"event": "invoice.*", "fault": {"delivery": "drop"}}
    {"next": 1, "fault": {"signature": "bad"}}                                     or "old", "missing"
    {"next": 1, "request": "POST /v1/customers", "fault": {"api": 500, "when": "after"}}     or "before"
    {"next": 1, "customer": "cus_…", "fault": {"payment": "card_declined"}}        or "refund": "pending"
    {"hold": true}    all deliveries are held

`POST /_control/release` `{order?, seed?, one_by_one?, hold?}` sends what is held, `/_control/reset` forgets all faults,
`/_control/resend` `{event, new_id?}` sends an event again, `GET /_control/deliveries` tells what became of each.
`POST /_control/NAME` lets something happen (`local.stripe.happenings`): `renew` `{subscription}`, `advance`
`{seconds | to, customer?}`, `settle` `{payment_intent | refund, succeeded}`, `refund` and `dispute`
`{charge, amount?}`, `close_dispute` `{dispute, won}`, `delete_price` `{price}`.
"""

from local.stripe.app import create_app
from local.stripe.settings import StripeSettings

__all__ = ["StripeSettings", "create_app"]
