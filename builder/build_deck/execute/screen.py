"""Text as it looks on a terminal in the end: written over, erased, without colours."""

import re

_PIECE = re.compile(
    r"""\x1b\[(?P<count>\d*)(?P<command>[A-Za-z])     # a command: K erases, C and D move, most others colour
      | \x1b(?:\[[0-?]*[ -/]*[@-~]                     # longer ones
              |\][^\x07\x1b]*(?:\x07|\x1b\\)           # a title, a link
              |[()*+][0-9A-Z]                      # a set of characters
              |[@-Z\\-_])
      | (?P<back>[\r\b])
      | (?P<text>[^\x1b\r\b]+|\x1b)
    """,
    re.VERBOSE,
)
_MOST_COLUMNS = 1000


def as_on_a_terminal(text: str) -> str:
    """The text without escape sequences, each line as the last of what was written to it (a progress bar)."""
    if not any(character in text for character in "\r\x1b\b"):
        return text
    return "\n".join(_line(line) if _is_moved(line) else line for line in text.replace("\r\n", "\n").split("\n"))


def _is_moved(line: str) -> bool:
    return any(character in line for character in "\r\x1b\b")


def _line(line: str) -> str:
    cells: list[str] = []
    column = 0
    for piece in _PIECE.finditer(line):
        if written := piece["text"]:
            cells += " " * (column - len(cells))
            cells[column : column + len(written)] = written
            column += len(written)
        elif piece["back"]:
            column = 0 if piece["back"] == "\r" else max(column - 1, 0)
        elif piece["command"]:
            column = _commanded(cells, column, piece["command"], piece["count"])
    return "".join(cells)


def _commanded(cells: list[str], column: int, command: str, count: str) -> int:
    """The column after a command; K takes from the cells."""
    steps = min(int(count or 1), _MOST_COLUMNS)
    match command, count:
        case "K", "" | "0":
            del cells[column:]
        case "K", "2":
            cells.clear()
        case "K", "1":
            cells[: column + 1] = " " * min(column + 1, len(cells))
        case "C", _:
            return column + steps
        case "D", _:
            return max(column - steps, 0)
        case "G", _:
            return steps - 1
        case _:
            return column
    return column
