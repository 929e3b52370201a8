"""A user's account as a whole: everything of it handed out, or everything of it deleted."""
