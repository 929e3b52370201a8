"""The inbox of a stack: mails are written to a folder and shown on a page."""
