"""Billing of a signed-in user: subscribe, buy a pack, open the portal, read the status of a checkout."""
