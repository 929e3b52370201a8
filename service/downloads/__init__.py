"""Download a run's result, without trusting its URL or its content."""
