import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from build_deck.commands.codes import codes
from build_deck.commands.lint import explain
from build_deck.errors import UsageError
from build_deck.model import Verdict

ROOT = Path(__file__).parents[2] / "builder" / "build_deck"
REPORTERS = {"Problem", "_problem", "error", "warning", "ResourceError"}


def codes_in(path: Path) -> Iterator[str]:
    """The codes that a module's calls spell out."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
            for argument in node.args[:3] if name in REPORTERS else ():
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and _is_code(argument.value):
                    yield argument.value


def _is_code(value: object) -> bool:
    return isinstance(value, str) and value.islower() and " " not in value and "." not in value


def test_every_code_of_every_room_is_explained() -> None:
    used = {code for path in ROOT.rglob("*.py") for code in codes_in(path)}
    used |= {f"snippet-{verdict}" for verdict in Verdict if verdict is not Verdict.OK}
    assert used - set(codes()) - {"missing-file"} == set()
    assert len(used) > 50


@pytest.mark.parametrize("room", sorted(path.parent.name for path in ROOT.glob("*/codes.py")))
def test_a_room_declares_the_codes_that_it_uses(room: str) -> None:
    declared = {kind.code for kind in import_module(f"build_deck.{room}.codes").CODES}
    modules = (path for path in (ROOT / room).rglob("*.py") if path.name != "codes.py")
    spelled = {code for path in modules for code in _CODE.findall(path.read_text(encoding="utf-8"))}
    spelled |= {f"snippet-{verdict}" for verdict in Verdict} | {"unknown-rarity", "unknown-difficulty"}
    assert declared - spelled - {"missing-snippet", "missing-picture", "unknown-key"} == set()
    assert declared <= set(codes())


_CODE = re.compile(r'"([a-z]+(?:-[a-z0-9]+)*)"')


@pytest.mark.parametrize("code", codes())
def test_a_code_is_explained_in_sentences(code: str) -> None:
    name, means, mend = explain(code).split("\n\n")
    assert name == code
    assert means.endswith(".")
    assert mend.endswith(".")


def test_the_explanation_of_a_code() -> None:
    assert explain("fence-closed-in-string") == (
        "fence-closed-in-string\n\n"
        "A line of backticks inside a string literal closes the fence, so that the code ends in the middle of the string, "
        "and the rest of it is read as Markdown. Nothing is told of what comes of that."
        "\n\nOpen and close the fence with one backtick more than the string has."
    )


def test_a_code_that_does_not_exist_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="There is no code `no-such-thing`"):
        explain("no-such-thing")
