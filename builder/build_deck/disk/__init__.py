"""Files read and written whole, and what is remembered between two commands."""
