"""How the API is spoken over HTTP."""
