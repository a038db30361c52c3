"""The words of each language that labels and cards are written in."""
