"""The stand-in for Stripe: an HTTP API for Stripe's own SDK, hosted pages, and webhooks.

`python -m local.stripe.app CONFIG.json` serves it at the configuration's `stripe_url`. Clients connect with
`stripe.StripeClient(key, base_addresses={"api": stripe_url})`.

- It supports the calls of the service, the pages and the demo (`local.stripe.operations`). Of the service's calls it
  refuses what Stripe refuses, with Stripe's messages; what an operator does is hardly checked. Features of Stripe that
  it lacks are refused with `stand_in_unsupported`, never ignored. A subscription has one item, and a checkout session
  has one line item.
- Object **shapes** and parameter **validation** come from the SDK's annotations.
- **Pages** work without JavaScript: checkout (`/c/pay/…`), portal (`/p/session/…`), and a dashboard
  (`/`) whose buttons simulate time, banks and customers.
- **Webhooks** are signed like Stripe's, sent in no fixed order, and retried until they are accepted.
- All data is in one SQLite file and outlives a restart.

Three of Stripe's test cards exist: `pm_card_visa`, `pm_card_chargeCustomerFail` and
`pm_card_chargeDeclinedInsufficientFunds`. The pages also offer a bank debit, which stays `processing` until it is settled.

Tests control the stand-in with JSON. `POST /_control` adds a fault rule (`local.stripe.faults`):

    {"event": "invoice.*", "fault": {"delivery": "drop"}}
    {"next": 1, "fault": {"signature": "bad"}}                                     or "old", "missing"
    {"next": 1, "request": "POST /v1/customers", "fault": {"api": 500, "when": "after"}}     or "before"
    {"next": 1, "customer": "cus_…", "fault": {"payment": "card_declined"}}        or "refund": "pending"
    {"hold": true}    hold all deliveries

`POST /_control/release` `{order?, seed?, one_by_one?, hold?}` sends the held deliveries, `/_control/reset` removes all
rules, `/_control/resend` `{event, new_id?}` sends an event again, `GET /_control/deliveries?event=…` shows its
deliveries. `POST /_control/NAME` performs a simulated action (`local.stripe.actions`): `renew` `{subscription}`,
`advance` `{seconds | to, customer?}`, `settle` `{payment_intent | refund, succeeded}`, `refund` and `dispute`
`{charge, amount?}`, `close_dispute` `{dispute, won}`, `delete_price` `{price}`.
"""
