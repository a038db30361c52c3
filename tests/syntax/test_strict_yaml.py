"""One reader for all YAML: whoever wrote it, it ends, and says what is wrong with its line."""

import pytest
import yaml
from build_deck.errors import BuildDeckError
from build_deck.syntax.strict_yaml import Fault, plain, read

BOMB = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
HARMFUL = [
    ("source: [*a]", 1, "an alias"),
    (BOMB, 2, "an alias"),
    ("[" * 60 + "]" * 60, 1, "levels deep"),
    ("[" * 100_000, 1, "levels deep"),
    ("{a: " * 100_000, 1, "levels deep"),
    ("- " * 100_000, 1, "levels deep"),
    (f"a: 1\nseconds: {'9' * 5000}", 2, "more than 40 digits"),
    (f"seconds: 0x{'f' * 5000}", 1, "more than 40 digits"),
    (f"seconds: {'9' * 5000}.0", 1, "more than 40 digits"),
    (f"seconds: {':'.join(['59'] * 3000)}", 1, "more than 40 digits"),
    ("a: 1\nb: 2\na: 3", 3, "given twice"),
    ("a: !!python/object/apply:os.system [ls]", 1, "tag"),
    ("a: !x 1", 1, "tag"),
    ("when: 2024-99-99", 1, "month must be in 1..12"),
    ("a: [1", 2, ""),
    ("? [a]\n: 1", 1, "plain text"),
    ("a: '\x00'", 1, ""),
]


@pytest.mark.parametrize(("text", "line", "why"), HARMFUL, ids=range(len(HARMFUL)))
def test_what_harms_is_a_fault_with_its_line(text: str, line: int, why: str) -> None:
    with pytest.raises(Fault) as caught:
        plain(text)
    assert why in caught.value.why
    assert caught.value.line in (line, line - 1)
    with pytest.raises(BuildDeckError) as told:
        read(text, "deck.yaml")
    (problem,) = told.value.problems
    assert problem.code == "yaml"


def test_more_than_one_document_is_a_fault() -> None:
    with pytest.raises(Fault, match="more than one document"):
        plain("a: 1\n---\nb: 2\n")


def test_a_document_of_any_size_is_a_fault() -> None:
    with pytest.raises(BuildDeckError, match=r"deck\.yaml:1:1: .* longer than 250000 characters"):
        read("a: b\n" + "#" * 250_000, "deck.yaml")
    with pytest.raises(Fault, match="longer than 64 million"):
        plain("#" * (64 << 20) + "#")


@pytest.mark.parametrize("loader", ["SafeLoader", "CSafeLoader"])
def test_values_are_those_of_pyyaml(loader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(yaml, loader):
        pytest.skip("this PyYAML was built without libyaml")
    monkeypatch.setattr(yaml, "CSafeLoader", getattr(yaml, loader), raising=False)
    text = 'a: {b: [1, 1.5, true, null, ~, "2", x, 2024-10-01], 3: "", c: [], d: {}}\ne: |\n  one\n   two\n- f'[:-4]
    assert plain(text) == yaml.safe_load(text)
    assert plain("") is None
    assert plain("# only a comment") is None
