"""Generations: start one against a debit, record its progress, end it once."""
