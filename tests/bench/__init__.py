"""`python -m tests.bench`: how fast it is, as ratios and times measured within one run."""
