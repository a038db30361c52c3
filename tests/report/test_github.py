"""What GitHub's runner and pages make of a report; nothing a snippet prints is obeyed."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from build_deck.errors import Level, Location, Problem
from build_deck.model import Environment, Verdict
from build_deck.report import Report, VerifiedSnippet, github
from markdown_it import MarkdownIt


def _obeyed(lines: list[str]) -> Iterator[tuple[str, dict[str, str], str]]:
    """Command, properties and message of each line that the runner obeys, by its own rules (ActionCommand.cs)."""
    for line in lines:
        found = re.match(r"\s*::([a-z-]+)(?: (.*?))?::(.*)", line)
        if found:
            properties = dict(pair.split("=", 1) for pair in (found[2] or "").split(",") if pair)
            yield found[1], {k: _decoded(v) for k, v in properties.items()}, _decoded(found[3])


def _decoded(value: str) -> str:
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        value = value.replace(code, character)
    return value


def test_an_annotation_stands_on_its_line_with_the_diff() -> None:
    problem = Problem(
        "snippet-changed",
        Location("deck/en/a,b:c%.md", 7, 2),
        "It changed, 100%.",
        "Mend it.",
        detail="- a\n+ b",
    )
    (line,) = github.annotations([problem])
    assert line == (
        "::error title=snippet-changed,file=deck/en/a%2Cb%3Ac%25.md,line=7,col=2::"
        "It changed, 100%25. Mend it.%0A- a%0A+ b"
    )
    assert list(_obeyed([line])) == [
        (
            "error",
            {"title": "snippet-changed", "file": "deck/en/a,b:c%.md", "line": "7", "col": "2"},
            "It changed, 100%. Mend it.\n- a\n+ b",
        )
    ]


def test_a_warning_without_a_place() -> None:
    problem = Problem("tier", None, "No Landlock.", "", Level.WARNING)
    assert github.annotations([problem]) == ("::warning title=tier::No Landlock.",)


def test_paths_are_those_of_the_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """GitHub looks a path up from the top of the checkout, wherever the command ran."""
    (tmp_path / "book").mkdir()
    monkeypatch.chdir(tmp_path / "book")
    problems = [Problem("x", Location("en/01.md", 1), "A.", ""), Problem("x", Location("/etc/x.md", 1), "A.", "")]
    lines = github.annotations(problems, tmp_path)
    assert [next(_obeyed([line]))[1]["file"] for line in lines] == ["book/en/01.md", "/etc/x.md"]


def test_output_of_snippets_commands_nothing(report: Report) -> None:
    """An annotation is one line, and the only command in it is ours."""
    lines = github.annotations(report.problems)
    text = "\n".join(lines)
    assert len(re.split(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", text)) == len(report.problems)
    assert [command for command, _, _ in _obeyed(text.splitlines())] == ["error"] * 10 + ["warning"]
    text.encode()


def test_commands_are_off_while_output_is_shown() -> None:
    lines: list[str] = []

    def show() -> None:
        with github.no_commands(lines.append, "secret"):
            lines.append("::error::gotcha")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        show()
    assert lines == ["::stop-commands::secret", "::error::gotcha", "::secret::"]


def test_the_summary_counts_verdicts_and_spells_failures_out(report: Report) -> None:
    text = github.summary(report)
    assert text.startswith(
        "## Verification failed: 12 snippets\n\n"
        "| verdict | snippets |\n| --- | ---: |\n| ok | 2 |\n| changed | 1 |\n| unstable | 1 |\n| unrecorded | 1 |\n"
        "| error | 1 |\n| timeout | 1 |\n| memory | 1 |\n| output-limit | 1 |\n| killed | 1 |\n| cpu-only | 1 |\n| lucky | 1 |\n\n"
        "Python 3.11 on cpu, 12.3 s.\n"
    )
    assert "<details><summary>changed: note-changed&#91;1&#93; (en), deck/en/01.md:2</summary>" in text
    assert text.endswith(
        "### The deck\n\n- deck/deck.lock:2:1: error&#91;lock-behind&#93;: The lock is behind. "
        "Run &#96;build-deck&#96;.\n"
    )


def test_nothing_leaves_its_fence(report: Report) -> None:
    """Of all headings, tables and HTML that a reader's browser sees, none is a snippet's."""
    tokens = MarkdownIt("commonmark").enable("table").parse(github.summary(report))
    fences = [token for token in tokens if token.type == "fence"]
    assert len(fences) == 9
    assert all("gotcha" in token.content for token in fences)
    assert "gotcha" not in "".join(token.content for token in tokens if token.type != "fence")
    assert sum(token.type == "table_open" for token in tokens) == 1


def test_a_good_report_says_so() -> None:
    row = VerifiedSnippet(
        note="a",  # type: ignore[arg-type]
        edition="en",  # type: ignore[arg-type]
        index=1,
        file="en/01.md",
        line=1,
        verdict=Verdict.OK,
        message="",
        device="cpu",
        seconds=0.1,
    )
    assert github.summary(Report((row,), (), (), Environment({"python": "3.11"}), 1)) == (
        "## Verified: 1 snippet\n\n| verdict | snippets |\n| --- | ---: |\n| ok | 1 |\n\nPython 3.11 on cpu, 1.0 s.\n"
    )


def test_many_failures_are_cut(report: Report) -> None:
    rows = tuple(row for row in report.snippets if row.verdict is Verdict.CHANGED) * 30
    text = github.summary(Report(rows, (), (), report.environment))
    assert text.count("<details>") == 20
    assert text.endswith("\n… and 10 more.\n")
