"""What matters is told first, and many alike are one line."""

from dataclasses import replace

from build_deck.errors import Level, Location, Problem
from build_deck.report.digest import digest


def warning(code: str, line: int, path: str = "q.md") -> Problem:
    return Problem(code, Location(path, line), "It is so.", "Mend it.", Level.WARNING)


def error(line: int) -> Problem:
    return Problem("no-answer", Location("q.md", line), "It is so.", "Mend it.")


def test_errors_come_first_then_what_is_lost_then_style() -> None:
    found = [warning("missing-id", 1), warning("silent-snippet", 2), error(3), warning("missing-rarity", 4), error(5)]
    assert [(p.code, p.location and p.location.line) for p in digest(found)] == [
        ("no-answer", 3),
        ("no-answer", 5),
        ("silent-snippet", 2),
        ("missing-id", 1),
        ("missing-rarity", 4),
    ]


def test_many_warnings_of_a_code_are_one_line() -> None:
    (told,) = digest([*(warning("missing-id", n) for n in range(1, 4)), warning("missing-id", 9, "r.md")])
    assert str(told) == (
        "q.md:1:1: warning[missing-id]: 4 notes, the first here. It is so. Mend it. The others: q.md:2, 3, r.md:9."
    )


def test_very_many_are_counted() -> None:
    (told,) = digest([warning("local-link", n) for n in range(1, 38)])
    assert told.what == "37 places, the first here. It is so."
    assert told.remedy == "Mend it. The others: q.md:2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 24 more."


def test_few_stand_for_themselves_and_so_do_errors_that_differ() -> None:
    found = [warning("missing-id", n) for n in range(1, 4)]
    assert digest(found) == tuple(found)
    different = [replace(error(n), what=f"It is {n}.") for n in range(20)]
    assert digest(different) == tuple(different)


def test_many_errors_that_say_the_same_are_one_line() -> None:
    (told,) = digest([error(n) for n in range(1, 6)])
    assert str(told) == (
        "q.md:1:1: error[no-answer]: 5 places, the first here. It is so. Mend it. The others: q.md:2, 3, 4, 5."
    )


def test_each_stands_for_itself_where_that_is_asked_for() -> None:
    found = [warning("missing-id", n) for n in range(1, 9)]
    assert digest(found, together=False) == tuple(found)
