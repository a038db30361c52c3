"""Markdown questions to Anki decks in which every snippet has been run and every output shown is verified."""

__version__ = "0.1.0"
