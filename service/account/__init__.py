"""A user's account as a whole: export everything, delete everything."""
