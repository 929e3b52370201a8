"""The user journey from sign-up to invoice in Firefox and WebKit: `make browsers`."""
