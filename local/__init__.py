"""The whole cloud on one machine, for development and tests. It is never deployed."""
