"""Small changes to the code that a test must detect: see README.md."""
