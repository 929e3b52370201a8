"""The walk from sign-up to invoice in Firefox and in Safari's engine: `make browsers`."""
