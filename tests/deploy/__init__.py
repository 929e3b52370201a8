"""Tests of the files for Docker, GitHub and Renovate."""
