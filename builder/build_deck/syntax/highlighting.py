"""How much code is coloured: some lexers take time that grows with the square of what they read."""

LONGEST = 10_000
"""Characters; 8,000 of the worst took five seconds."""
MOST_LINES = 500


def is_coloured(code: str) -> bool:
    """Whether code of this length is highlighted; what is longer is shown plainly."""
    return len(code) <= LONGEST and code.count("\n") <= MOST_LINES
