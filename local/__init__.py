"""The cloud on one machine, for development and tests: never deployed."""
