"""`python -m tests.bench`: measure speed, as ratios and times within one run."""
