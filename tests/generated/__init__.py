"""The files that `make types` generates, and the lints of the schema that `make check` runs."""
