"""Finished HTML kept out of the sanitiser's way.

What we make ourselves (highlighted code, outputs, math, media) is put aside and leaves a mark of two noncharacters in
the text, which `tidy` and `tidy_html` have taken out of everything an author wrote. Authors' HTML is then cleaned as
one whole, and cannot look like ours: classes come from slots only.
"""

import re

_MARK = re.compile("\ufdd0([0-9]+)\ufdd1")


class Slots:
    """Pieces of finished HTML by number."""

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def put(self, piece: str) -> str:
        """The mark that stands for the piece."""
        self._pieces.append(piece)
        return f"\ufdd0{len(self._pieces) - 1}\ufdd1"

    def fill(self, markup: str) -> str:
        """The HTML with every mark replaced by its piece."""
        return _MARK.sub(lambda match: self._pieces[int(match[1])], markup)
