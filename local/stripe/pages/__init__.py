"""The HTML pages: checkout, portal, invoice and dashboard. All work without JavaScript."""
