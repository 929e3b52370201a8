"""The HTML pages: checkout, portal and dashboard. All work without JavaScript."""
