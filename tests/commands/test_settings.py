"""What deck.yaml and formulas say of every card is refused with its place where it is more than a setting."""

from pathlib import Path

import pytest
from support import run_command, write_files

NOTE = "### What? {#what}\n\n**Answer:** This.\n"


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_files(tmp_path, {"deck/deck.yaml": "id: mini\n", "deck/01.md": NOTE})
    monkeypatch.chdir(tmp_path)
    return tmp_path / "deck"


def _refusals(deck: Path) -> list[str]:
    """The problems that both build and lint tell, nothing having been packed."""
    built, linted = run_command("deck"), run_command("lint", "deck")
    assert (built.status, linted.status) == (1, 1)
    assert not (deck.parent / "dist").exists()
    errors = [line for line in built.stderr.splitlines() if "error[" in line]
    assert errors == [line for line in linted.stderr.splitlines() if "error[" in line]
    return errors


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("source_url: 'javascript:alert(1)//{id}'", "2:13: error[config]: `source_url` is not an address that begins with https://"),
        ("source_url: ' JaVaScRiPt:alert(1)'", "2:13: error[config]: `source_url` is not an address that begins with https://"),
        ("source_url: data:text/html,x", "2:13: error[config]: `source_url` is not an address that begins with https://"),
        ('source_url: "https://x.org/\\" onclick=\\"x"', "2:13: error[config]: `source_url` is not an address"),
        ("url: javascript:alert(1)", "2:6: error[config]: `url` is not an address that begins with https://"),
        ("colours: {accent: 'red;} </style><script>alert(1)</script>'}", "2:19: error[bad-colour]: `red;} </style><script>"),
        ("colours: {accent: 'url(https://x.org)'}", "2:19: error[bad-colour]: `url(https://x.org)` is not a colour for `accent`."),
        ("colours: {'x: y}</style>': red}", "2:28: error[unknown-colour]: There is no colour called"),
    ],
)  # fmt: skip
def test_a_setting_that_is_more_is_refused(deck: Path, line: str, what: str) -> None:
    (deck / "deck.yaml").write_text(f"id: mini\n{line}\n")
    (error,) = _refusals(deck)
    assert error.startswith(f"deck/deck.yaml:{what}")


@pytest.mark.parametrize("mark", ["</style>", "</STYLE >", "<!--", "<script>", "</"])
def test_a_style_sheet_cannot_end_itself(deck: Path, mark: str) -> None:
    write_files(
        deck, {"deck.yaml": "id: mini\nstyle: own.css\n", "own.css": f".card {{}}\n\n{mark}<script>alert(1)</script>"}
    )
    (error,) = _refusals(deck)
    assert error.startswith(
        f"deck/own.css:3:1: error[bad-style]: The style sheet holds `{mark[:2] if mark != '<script>' else '<script'}`"
    )


def test_a_style_sheet_may_compare_widths(deck: Path) -> None:
    write_files(deck, {"deck.yaml": "id: mini\nstyle: own.css\n", "own.css": "@media (width <= 600px) { a > b {} }\n"})
    assert run_command("deck").status == 0


@pytest.mark.parametrize(
    ("formula", "place", "name"),
    [
        (r"$\href{javascript:alert(1)}{x}$", "3:14", "href"),
        (r"$$\style{position:fixed;top:0}{x}$$", "3:15", "style"),
        ("\n\n$$\na\n\\class{bd-verified}{x}\n$$", "7:1", "class"),
        (r"- **a** $x \cssId{qa}{y}$", "3:24", "cssId"),
        (r"$\require{html}$", "3:14", "require"),
        (r"$\text{\href{x}{y}}$", "3:20", "href"),
        (r"$\bbox[position:fixed]{x}$", "3:14", "bbox"),
        (r"$\mmlToken{mi}[href='javascript:x']{x}$", "3:14", "mmlToken"),
    ],
)
def test_a_formula_is_mathematics(deck: Path, formula: str, place: str, name: str) -> None:
    (deck / "01.md").write_text(f"### What? {{#what}}\n\n**Answer:** {formula}\n")
    (error,) = _refusals(deck)
    assert error.startswith(f"deck/01.md:{place}: error[unsafe-math]: The formula uses `\\{name}`, which ")


def test_a_formula_in_a_question_a_hint_and_a_source_is_looked_at(deck: Path) -> None:
    (deck / "01.md").write_text(
        "### What is $\\href{x}{y}$? {#what}\n\n**Answer:** a\n\n**Hint:** $\\href{x}{y}$\n\n**Source:** $\\href{x}{y}$\n"
    )
    assert len(_refusals(deck)) == 3
