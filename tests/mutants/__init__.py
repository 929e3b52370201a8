"""Small changes to the code, each of which one named test must notice: see README.md."""
