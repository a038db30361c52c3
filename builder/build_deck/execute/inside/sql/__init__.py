"""SQL in a session's process."""
