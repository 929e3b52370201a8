"""Real results for stand-in runs: pictures painted from a prompt, edited pictures, short videos."""
