"""Fetching a run's result from where Pixio put it, without trusting the address or what lies there."""
