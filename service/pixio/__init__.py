"""Pixio: the client of its API, the runs it reports, and the URL of the webhook."""
