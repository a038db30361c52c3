"""Ten thousand notes packed by us and by genanki's own `write_to_file`, turn by turn in one process.

Two kinds of notes: of highlighted code (2.9 kB each), and of random words (1.2 kB), the worst case for a zip: genanki,
which does not compress, is done before we have.
"""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import genanki
import pytest
from author import NOW, QA, composed, make
from build_deck.model import Note
from build_deck.targets.apkg import pack
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

NOTES = 10_000
SECTIONS = 20
ROUNDS = 5
WORDS = """
the of and attention gradient model weight loss layer batch norm token query key value softmax because each learning
rate matrix is are a to in for when which transformer memory training inference cache why how does not with over head
dimension scale variance mean residual
"""
CODE = """\
import torch

def attention(q, k, v, mask=None):
    scores = q @ k.transpose(-2, -1) / q.size(-1) ** 0.5
    if mask is not None:
        scores = scores.masked_fill(mask == 0, float("-inf"))
    return scores.softmax(dim=-1) @ v

x = torch.randn({0}, {1})
print(attention(x, x, x).shape)
"""
DRAW = random.Random(1)


def words(count: int) -> str:
    """Prose without sense."""
    return " ".join(DRAW.choices(WORDS.split(), k=count))


def code_answers() -> Iterator[str]:
    """Answers of one shape: a paragraph, highlighted code, a list."""
    numbers = [(DRAW.randint(1, 99), DRAW.randint(1, 99)) for _ in range(200)]
    snippets = [highlight(CODE.format(*pair), PythonLexer(), HtmlFormatter(nowrap=True)) for pair in numbers]
    while True:
        code = DRAW.choice(snippets)
        yield f"<p>{words(25)}.</p><pre><code>{code}</code></pre><ul><li>{words(9)}</li><li>{words(9)}</li></ul>"


def prose_answers() -> Iterator[str]:
    """Answers of paragraphs."""
    while True:
        yield "".join(f"<p>{words(60)}.</p>" for _ in range(3))


def notes(answers: Iterator[str]) -> list[Note]:
    """As many notes as there are to be, in sections."""
    return [
        make(
            f"n{number}",
            fields={"Question": f"Question {number}: {words(8)}?", "Answer": answer},
            deck=f"Deck::{number % SECTIONS + 1:02d} Section",
            due=number + 1,
        )
        for number, answer in zip(range(NOTES), answers, strict=False)
    ]


BOUNDS = [(code_answers, 1.0, 15), (prose_answers, 2.0, 4)]
"""Our time and genanki's size, each to the other's: at most, at least."""


def by_us(ours: list[Note], path: Path) -> None:
    """Write a package with `pack`."""
    path.write_bytes(pack(composed(*ours, decks={"Deck": "x"})))


def by_genanki(ours: list[Note], path: Path) -> None:
    """Write the same notes with `genanki.Package.write_to_file`."""
    templates = [{"name": one.name, "qfmt": one.question, "afmt": one.answer} for one in QA.templates]
    names = [field.name for field in QA.fields]
    model = genanki.Model(QA.id, QA.name, [{"name": name} for name in names], templates, QA.css)
    decks: dict[str, genanki.Deck] = {}
    for note in ours:
        deck = decks.setdefault(note.deck, genanki.Deck(len(decks) + 2, note.deck))
        fields = [note.fields.get(name, "") for name in names]
        deck.add_note(genanki.Note(model, fields, tags=note.tags, guid=note.guid, due=note.due))
    genanki.Package(list(decks.values())).write_to_file(path, timestamp=NOW)


def seconds(write: Callable[[list[Note], Path], None], ours: list[Note], path: Path) -> tuple[float, float]:
    """Wall and processor time of one writing."""
    wall, processor = time.perf_counter(), time.process_time()
    write(ours, path)
    return time.perf_counter() - wall, time.process_time() - processor


@pytest.mark.bench
@pytest.mark.parametrize(("answers", "most", "least"), BOUNDS)
def test_packing_is_no_slower_than_genanki_and_far_smaller(
    answers: Callable[[], Iterator[str]], most: float, least: float, tmp_path: Path
) -> None:
    ours = notes(answers())
    writers = {"build-deck": by_us, "genanki": by_genanki}
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in writers}
    for _ in range(ROUNDS):
        for name, write in writers.items():
            times[name].append(seconds(write, ours, tmp_path / name))
    size = {name: (tmp_path / name).stat().st_size for name in writers}
    for name in writers:
        wall, processor = (statistics.median(one) for one in zip(*times[name], strict=True))
        print(f"\n{name:10} {wall:.2f} s, processor {processor:.2f} s, {size[name] / 1e6:.2f} MB", end="")
    ratio = statistics.median(us[0] / them[0] for us, them in zip(*times.values(), strict=True))
    smaller = size["genanki"] / size["build-deck"]
    print(f"\nours to genanki's, median of {ROUNDS} turns: time {ratio:.2f}, size 1:{smaller:.1f}")
    assert ratio <= most
    assert smaller >= least
