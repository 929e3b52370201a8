"""The webhooks that Pixio and Stripe call."""
