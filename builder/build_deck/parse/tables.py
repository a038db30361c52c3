"""Tables: cells that stand beyond the header, which Markdown drops."""

from collections.abc import Iterator, Sequence

from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from build_deck.messages import counted, quoted
from build_deck.parse.page import Page
from build_deck.words.counting import count


def check(tokens: Sequence[Token], page: Page) -> None:
    """Each row with more cells than its table's header is noted, with the words of those cells."""
    columns = 0
    for token in tokens:
        if token.type == "table_open":
            columns = 0
        elif token.type == "th_open":
            columns += 1
        elif token.type == "tr_open" and columns and token.map:
            beyond = list(_cells(page.line(token.map[0] + 1)))[columns:]
            if words := count(" ".join(beyond)):
                _note(token, beyond, columns, words, page)


def _cells(line: str) -> Iterator[str]:
    """The cells of a row as markdown-it divides them, without the marks of a quote or list around it."""
    cells = escapedSplit(line.strip().lstrip("> "))
    if cells and not cells[0].strip():
        cells.pop(0)
    if cells and not cells[-1].strip():
        cells.pop()
    return iter(cells)


def _note(row: Token, beyond: Sequence[str], columns: int, words: int, page: Page) -> None:
    text = next(cell.strip() for cell in beyond if count(cell))
    has = f"The table has {counted(columns, 'column')}, this row {counted(columns + len(beyond), 'cell')}"
    what = f"{has}: {quoted(text)} ({counted(words, 'word')} in all) is on no card."
    remedy = r"Give the header as many cells, or write \| for a bar that is no border."
    page.lose("cells-beyond-table", page.find(row, text), words, what, remedy)
