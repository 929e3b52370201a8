"""What every call of the API has in common: parameters, errors, lists, expansion, idempotency."""
