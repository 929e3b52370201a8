"""Pixio: the API that runs workflows, the runs it reports, and the webhook by which it does."""
