"""After any sequence of edits a build that remembers makes the bytes that one which does not makes."""

import shutil
from pathlib import Path

import pytest
from build_deck.commands.build import BuildOptions, build
from build_deck.errors import BuildDeckError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import write_files

NAMES = ("a.md", "b.md", "sub/c.md")
NOTES = (
    "### What is it? {#what}\n\nA **thing** with $x$.\n\n**Rarity:** Common\n",
    "### What is it? {#what}\n\nA **thing** with $y$.\n",
    "### How? {#how .own}\n\n```python run=false\nprint({1: 2})\n```\n\n![](pic.svg)\n\n**Difficulty:** Hard\n",
    "### Which? {#which .cloze}\n\nIt is ==this== or {{c2::that::hint}}.\n",
    "### Where? {#where}\n\n```python file=one.py\n```\n\n**Hint:** there\n",
    "### Why[^1]? {#why}\n\nSince.\n\n[^1]: Foot.\n",
    "### {#broken\n\n```python\n",
    "## Section {#s}\n",
    "## Another\n\nIntroduced.\n",
    "---\ntags: [front]\n---\n",
    "\n\n",
)
OTHERS = {
    "pic.svg": (
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
    ),
    "snippets/one.py": ("X = 1\n", "X = 2\n"),
    "deck.yaml": (
        "id: d\neditions: {en: {path: .}}\n",
        "id: d\neditions: {en: {path: ., title: T}}\nsubdecks: false\n",
    ),
}
MARKDOWN = st.tuples(st.sampled_from(NAMES), st.lists(st.sampled_from(NOTES), max_size=4).map("".join))
OTHER = st.sampled_from([(name, text) for name, texts in OTHERS.items() for text in (*texts, None)])
START = {"a.md": "".join(NOTES[:1] + NOTES[2:6]), **{name: texts[0] for name, texts in OTHERS.items()}}


def built(folder: Path, monkeypatch: pytest.MonkeyPatch, memory: Path, *, restore: bool) -> object:
    """The package and the lock, or what is said instead, of a build with this memory; the lock may go back after it."""
    package = folder / "out/1.apkg"
    shutil.rmtree(folder / ".build-deck", ignore_errors=True)
    for variable in ("XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(memory))
    lock = folder / "deck.lock"
    before = lock.read_bytes() if lock.exists() else None
    try:
        result = build(Path(), BuildOptions(output=package, run=False), lambda _: None, now=1_764_000_000)
        return package.read_bytes(), lock.read_bytes(), [str(warning) for warning in result.warnings]
    except BuildDeckError as error:
        return str(error)
    finally:
        if restore:
            lock.unlink(missing_ok=True) if before is None else lock.write_bytes(before)
        package.unlink(missing_ok=True)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(MARKDOWN | OTHER, max_size=5))
def test_the_bytes_are_those_of_a_build_that_remembers_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    edits: list[tuple[str, str | None]],
) -> None:
    folder, memory = tmp_path_factory.mktemp("deck"), tmp_path_factory.mktemp("memory")
    monkeypatch.chdir(folder)
    write_files(folder, START)
    for name, text in [("a.md", START["a.md"]), *edits]:
        if text is None:
            (folder / name).unlink(missing_ok=True)
        else:
            write_files(folder, {name: text})
        forgetful = built(folder, monkeypatch, tmp_path_factory.mktemp("none"), restore=True)
        assert built(folder, monkeypatch, memory, restore=False) == forgetful
