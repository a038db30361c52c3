"""`python -m build_deck` is `build-deck`."""

from build_deck.cli import main

main()
