"""`python -m service doctor`: check everything that the service depends on, and say how to correct it."""
