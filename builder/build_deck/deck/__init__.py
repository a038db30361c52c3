"""A deck on disk: its configuration, its files, which of its notes are wanted, what changed in it."""
