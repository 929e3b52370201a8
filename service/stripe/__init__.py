"""Stripe: the API, the mirror of its objects in our database, its events, and the commands of operators."""
