"""What is unchanged is neither read nor drawn again, and nobody can tell by what comes of it."""

import os
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from build_deck.deck.config import DeckConfig
from build_deck.deck.workshop import Memory, NoteOutputs, ReadFile, Terms, Workshop, Written, digest, hand
from build_deck.deck.workshop import shop as shop_room
from build_deck.deck.workshop.crew import Crew
from build_deck.deck.workshop.kept import Later
from build_deck.disk.store import Store
from build_deck.lint import lint_editions
from build_deck.model import Document, NoteSource, Output
from support import write_files

KEY = b"k" * 32
TERMS = Terms("en", Path(), "")
NOTE = """\
### {0}. What is {0}? {{#n{0} .own}}

It is **{0}**, see $x_{0}$[^{0}].

```python hl=2
print({0})
a = {0}
```

| a | b |
|---|--:|
| {0} | 2 |

![](pic.svg)

**Hint:** think of {0}
**Source:** <https://x.org/{0}>
**Rarity:** Common

[^{0}]: Foot *{0}*.

"""
CLOZE = "### Which? {#c .cloze}\n\nIt is ==this== and {{c4::that::hint}}, ${{c2::x}}$.\n\n**Difficulty:** Hard\n"
FILES = {
    "a.md": "---\nlang: en\n---\n## First\n\n" + NOTE.format(1) + NOTE.format(2),
    "b.md": "## Second\n\n" + NOTE.format(3) + CLOZE + "### Snippet? {#s}\n\n```python file=one.py#r\n```\n",
    "pic.svg": "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
    "snippets/one.py": "# region r\nprint('one')\n# endregion\n",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_files(tmp_path, FILES)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(tmp_path_factory.mktemp("store"), KEY) as found:
        yield found


def written(*names: str) -> list[Written]:
    """These files, as they stand."""
    config = DeckConfig("d", Path(), {}, Path("snippets"), Path("rec"), Path("deck.lock"), Path("media"))
    return [Written(Path(name), Path(name).read_text("utf-8"), config, "en") for name in names]


def notes_of(files: Sequence[ReadFile]) -> list[NoteSource]:
    return [note for file in files for note in file.document.notes]


def without_lines(document: Document) -> object:
    """The document but for what is not kept of it; dataclasses are equal where all their tokens are."""
    return (
        document.path,
        document.lang,
        document.title,
        document.notes,
        document.sections,
        document.problems,
        document.media,
    )


@pytest.fixture
def _never_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever parses or renders from now on fails."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(hand, "parse", refuse)
    monkeypatch.setattr(hand, "render_note", refuse)


def test_what_was_read_and_drawn_is_the_same_the_next_time(folder: Path, store: Store) -> None:
    first = Workshop(store)
    files = first.read(written("a.md", "b.md"))
    outputs = [NoteOutputs({0: Output(stdout="x")}, None) if note.snippets else None for note in notes_of(files)]
    drawn = first.draw(notes_of(files), outputs, TERMS)
    second = Workshop(store)
    again = second.read(written("a.md", "b.md"))

    assert [without_lines(file.document) for file in again] == [without_lines(file.document) for file in files]
    assert [file.findings for file in again] == [file.findings for file in files]
    assert [note.digest for note in notes_of(again)] == [note.digest for note in notes_of(files)]
    assert second.draw(notes_of(again), outputs, TERMS) == drawn
    assert [not each.problems for each in drawn] == [True] * 5
    assert [tuple(each.files.values()) for each in drawn] == [("pic.svg",)] * 3 + [()] * 2


def test_nothing_is_parsed_or_rendered_the_next_time(
    folder: Path, store: Store, request: pytest.FixtureRequest
) -> None:
    first = Workshop(store)
    files = first.read(written("a.md", "b.md"))
    first.draw(notes_of(files), [None] * 5, TERMS)
    request.getfixturevalue("_never_again")
    second = Workshop(store)
    again = second.read(written("a.md", "b.md"))

    assert len(second.draw(notes_of(again), [None] * 5, TERMS)) == 5
    assert isinstance(again[0].document.notes[0].back, Later)
    assert len(again[0].document.notes[0].back) == len(files[0].document.notes[0].back)
    with pytest.raises(AssertionError):
        second.draw(notes_of(again), [NoteOutputs({0: Output(stdout="new")}, None)] * 5, TERMS)


@pytest.mark.parametrize(
    ("changed", "content"),
    [
        ("a.md", FILES["a.md"].replace("It is **1**", "It was **1**")),
        ("pic.svg", FILES["pic.svg"].replace("'9'", "'8'")),
        ("snippets/one.py", "# region r\nprint('two')\n# endregion\n"),
    ],
)
def test_what_changed_is_done_again(folder: Path, store: Store, changed: str, content: str) -> None:
    first = Workshop(store)
    files = first.read(written("a.md", "b.md"))
    before = first.draw(notes_of(files), [None] * 5, TERMS)
    write_files(folder, {changed: content})
    second = Workshop(store)
    again = second.draw(notes_of(second.read(written("a.md", "b.md"))), [None] * 5, TERMS)
    fresh = Workshop()

    assert again != before
    assert again == fresh.draw(notes_of(fresh.read(written("a.md", "b.md"))), [None] * 5, TERMS)


def test_a_line_above_changes_no_note_below(folder: Path, store: Store, request: pytest.FixtureRequest) -> None:
    first = Workshop(store)
    files = first.read(written("a.md"))
    first.draw(notes_of(files), [None] * 2, TERMS)
    write_files(folder, {"a.md": FILES["a.md"].replace("## First", "<!-- new -->\n\n## First")})
    second = Workshop(store)
    moved = second.read(written("a.md"))
    request.getfixturevalue("_never_again")

    assert [note.location.line for note in notes_of(moved)] == [8, 29]
    assert len(second.draw(notes_of(moved), [None] * 2, TERMS)) == 2


def test_a_file_that_was_missing_is_looked_for_again(folder: Path, store: Store) -> None:
    (folder / "pic.svg").unlink()
    first = Workshop(store).read(written("a.md"))
    write_files(folder, {"pic.svg": FILES["pic.svg"]})
    second = Workshop(store).read(written("a.md"))

    assert [problem.code for problem in first[0].document.problems] == ["missing-picture"] * 2
    assert second[0].document.problems == ()
    (folder / "pic.svg").unlink()
    assert Workshop(store).read(written("a.md"))[0].document.problems == first[0].document.problems


def test_an_outline_changes_with_what_other_files_see_of_a_file(folder: Path, store: Store) -> None:
    """Not with the words of an answer, of which nothing else can tell."""
    (first,) = Workshop(store).read(written("a.md"))
    write_files(folder, {"a.md": FILES["a.md"].replace("It is **1**", "It was **1**")})
    (same,) = Workshop(store).read(written("a.md"))
    write_files(folder, {"a.md": FILES["a.md"].replace("What is 1?", "What was 1?")})
    (other,) = Workshop(store).read(written("a.md"))

    assert first.outline == same.outline != other.outline
    assert Workshop().read(written("a.md"))[0].outline == ""


def test_rules_among_files_need_no_markup(folder: Path, store: Store, request: pytest.FixtureRequest) -> None:
    """Else all files would be parsed again whenever a question changes."""
    Workshop(store).read(written("a.md", "b.md"))
    request.getfixturevalue("_never_again")
    files = Workshop(store).read(written("a.md", "b.md"))

    found = lint_editions({"en": [file.document for file in files]}, alone=[file.findings for file in files])
    assert {problem.code for problem in found} >= {"missing-difficulty"}


def test_what_others_remember_counts_while_its_facts_do(store: Store) -> None:
    memory = Memory("room", tuple[str, ...])
    shop = Workshop(store)
    shop.remember(memory, [("one", (1, 2), ("a",)), ("two", None, ("b",))])

    assert shop.recall(memory, ["one", "two"], [(1, 2), None]) == [("a",), None]
    assert shop.recall(memory, ["one", "two"], [(1, 3), (1, 2)]) == [None, None]
    assert Workshop().recall(memory, ["one"], [(1, 2)]) == [None]
    store.put("room", digest.of_slot("one"), digest.of_facts((1, 2)) + b"damaged")
    assert shop.recall(memory, ["one"], [(1, 2)]) == [None]


def test_what_cannot_be_drawn_well_is_not_remembered(folder: Path, store: Store) -> None:
    write_files(folder, {"d.md": "### Q? {#q}\n\n```mermaid\nflowchart TD\n  A -->\n```\n"})
    for _ in range(2):
        with Workshop(store) as one:
            (drawn,) = one.draw(notes_of(one.read(written("d.md"))), [None], TERMS)
            assert [problem.code for problem in drawn.problems] == ["mermaid"]
            assert drawn.problems[0].location is not None
    write_files(folder, {"d.md": "\n### Q? {#q}\n\n```mermaid\nflowchart TD\n  A -->\n```\n"})
    with Workshop(store) as one:
        (moved,) = one.draw(notes_of(one.read(written("d.md"))), [None], TERMS)
    assert [str(problem.location) for problem in moved.problems] == ["d.md:4:1"]


def test_notes_that_were_read_elsewhere_are_drawn(folder: Path) -> None:
    notes = notes_of(Workshop().read(written("a.md")))
    here = Workshop()

    assert here.draw(notes, [None] * 2, TERMS) == Workshop().draw(notes, [None] * 2, TERMS)
    assert len({drawn.content for drawn in here.draw(notes, [None] * 2, TERMS)}) == 2


# ---- several hands ---------------------------------------------------------------------------------------------------


@pytest.fixture
def _any_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shop_room, "MUCH", 1)
    monkeypatch.setattr(shop_room, "can_fork", lambda: True)


@pytest.mark.usefixtures("_any_is_much")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")  # pytest-xdist has a thread, which does nothing here
@pytest.mark.parametrize("hands", [2, 5])
def test_several_hands_give_what_one_gives(folder: Path, store: Store, hands: int) -> None:
    alone = Workshop()
    files = alone.read(written("a.md", "b.md"))
    with Workshop(store, hands=hands) as crew:
        shared = crew.read(written("a.md", "b.md"))
        assert crew._crew
        drawn = crew.draw(notes_of(shared), [None] * 5, TERMS)

    assert [without_lines(file.document) for file in shared] == [without_lines(file.document) for file in files]
    assert drawn == alone.draw(notes_of(files), [None] * 5, TERMS)
    assert [file.outline for file in Workshop(store).read(written("a.md", "b.md"))] == [file.outline for file in shared]
    assert all(file.outline for file in shared)


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_what_a_member_could_not_do_comes_back_undone() -> None:
    """One that dies, and one that fails; jobs of one name go to one member."""

    def work(job: str) -> bytes:
        if job == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if job == "fail":
            raise ValueError(job)
        return f"{job} {os.getpid()}".encode()

    crew = Crew(2, work)
    try:
        first = crew.share([("a", "x"), ("b", "y")])
        assert [result and result.split()[0] for result in first] == [b"x", b"y"]
        second = crew.share([("a", "x"), ("b", "y"), ("a", "fail")])
        assert second == [*first, None]
        assert crew.share([("a", "die"), ("a", "x"), ("b", "y")]) == [None, None, first[1]]
        assert crew.share([("a", "x"), ("b", "y"), ("c", "y")]) == [None, first[1], first[1]]
    finally:
        crew.dismiss()
    assert len({os.getpid(), *(int(result.split()[1]) for result in first if result)}) == 3
