"""`lint:` in deck.yaml: how much each problem matters to this deck, for every command alike."""

import json
from pathlib import Path

import pytest
from build_deck.deck.config import parse_config
from build_deck.deck.levels import levelled
from build_deck.errors import BuildDeckError, Level, Problem
from support import Result, run_command, write_files

DECK = "id: d\neditions: {en: {path: en}}\n"
BARE = "### What? {#what}\n\nThis.\n\n### Who? {#who rarity=rare difficulty=hard}\n\nShe.\n"
LONG = f"### What? {{#what rarity=rare difficulty=hard}}\n\n{'word ' * 301}\n"


def problems(lint: str) -> list[str]:
    with pytest.raises(BuildDeckError) as caught:
        parse_config(f"{DECK}lint: {lint}\n", "deck.yaml", Path("deck"))
    return [str(problem) for problem in caught.value.problems]


def test_levels_are_read() -> None:
    config = parse_config(
        f'{DECK}lint: {{missing-rarity: off, long-answer: error, no-answer: "warning"}}\n', "d", Path()
    )
    assert config.lint == {"missing-rarity": None, "long-answer": Level.ERROR, "no-answer": Level.WARNING}


def test_a_code_that_does_not_exist_is_an_error_with_the_nearest() -> None:
    assert problems("{missing-raritty: off}") == [
        "deck.yaml:3:8: error[unknown-key]: `missing-raritty` is no problem that lint tells of. "
        "Did you mean `missing-rarity`?"
    ]
    assert problems("{xyz: off}")[0].startswith(
        "deck.yaml:3:8: error[unknown-key]: `xyz` is no problem that lint tells of. Known are: not-utf8, "
    )


def test_a_level_that_is_none_is_an_error() -> None:
    wanted = "error[config]: `long-answer` is not off, warning or error. Write one of the three."
    assert problems("{long-answer: loud}") == [f"deck.yaml:3:21: {wanted}"]
    assert problems("{long-answer: [off]}") == [f"deck.yaml:3:21: {wanted}"]
    assert problems("[long-answer]") == [
        "deck.yaml:3:7: error[config]: `lint` is not a mapping of keys to values. Give `lint` a mapping of keys to values."
    ]


@pytest.mark.parametrize("code", ["syntax-error", "duplicate-id", "unclosed-fence", "pin-without-snippet"])
@pytest.mark.parametrize("level", ["off", "warning"])
def test_an_error_that_would_make_a_false_card_stays_one(code: str, level: str) -> None:
    assert problems(f"{{{code}: {level}}}") == [
        f"deck.yaml:3:{10 + len(code)}: error[config]: `{code}` cannot be set to {level}: with it a card would be false, "
        "or missing. Remove the line, and mend what it tells of."
    ]


def test_a_problem_that_is_now_and_then_an_error_is_switched_off_where_it_is_a_warning() -> None:
    warning, error = (Problem("labels-in-fence", None, "A.", "B.", level) for level in (Level.WARNING, Level.ERROR))
    assert list(levelled([warning, error], {"labels-in-fence": None})) == [error]
    assert list(levelled([error], {"labels-in-fence": Level.WARNING})) == [error]


def run(folder: Path, note: str, lint: str, *arguments: str) -> Result:
    write_files(folder, {"d/deck.yaml": f"{DECK}lint: {lint}\n", "d/en/a.md": note})
    if arguments[0] == "verify":
        run_command("build", "d")  # verify holds the deck against its lock
    return run_command(*arguments)


@pytest.mark.parametrize("command", [("build", "d"), ("lint", "d"), ("list", "d"), ("verify", "d")])
def test_every_command_goes_by_it(command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    quiet = run(tmp_path, BARE, "{missing-rarity: off, missing-difficulty: off}", *command)
    assert (quiet.status, "missing-" in quiet.stderr) == (0, False)
    loud = run(tmp_path, LONG, "{long-answer: error}", *command)
    assert (loud.status, "d/en/a.md:1:1: error[long-answer]" in loud.stderr) == (1, True), loud


def test_strict_does_not_see_what_is_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(tmp_path, BARE, "{missing-rarity: off, missing-difficulty: off}", "lint", "d", "--strict").status == 0
    told = run(tmp_path, BARE, "{missing-rarity: off}", "lint", "d", "--strict", "--json")
    assert [problem["code"] for problem in json.loads(told.stdout)] == ["missing-difficulty"]
