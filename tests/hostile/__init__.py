"""Attacks. One file for each kind, named for the promise that must hold; README.md lists them."""
