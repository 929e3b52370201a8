"""The files that Docker, GitHub and Renovate read."""
