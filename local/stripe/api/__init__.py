"""The HTTP side of the API: parameters, idempotency, lists, errors."""
