"""Whatever tags stand among an author's words: each word is on the card, or in the number of those that are told lost."""

from pathlib import Path

import html5lib
from build_deck.render import RenderContext, render_note
from build_deck.syntax.elements import ELEMENTS
from build_deck.words.counting import words
from build_deck.words.taxonomy import language
from hypothesis import given, settings
from hypothesis import strategies as st
from parse.reading import read

NAMES = st.sampled_from(
    sorted(ELEMENTS | {"bos", "int", "mask", "package-name", "Button", "B", "T"}) * 3 + ["s", "b", "p"] * 20
)
SHAPES = st.sampled_from(["<{}>", "</{}>", "<{}/>", '<{} class="x">', "<{}> and </{}>", "<{}> in </{}>"])
TAGS = st.builds(lambda shape, name: shape.replace("{}", name), SHAPES, NAMES)
GAPS = st.sampled_from([" ", "\n", "\n\n", "", ", "])
TEXTS = st.lists(st.tuples(TAGS | st.just(""), GAPS), max_size=14)


class NoMedia:
    def read(self, path: str) -> bytes:
        return Path(path).read_bytes()


CONTEXT = RenderContext(media=NoMedia(), words=language("en"))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_each_word_is_on_the_card_or_told(parts: list[tuple[str, str]]) -> None:
    written = {f"w{number}" for number in range(len(parts))}
    text = "".join(f" w{number} {tag} {gap}" for number, (tag, gap) in enumerate(parts))
    document = read(f"### Q {{#q}}\nbegin {text} end\n")
    (note,) = document.notes
    fields = render_note(note, {}, None, CONTEXT).fields
    shown = set(words(_seen("".join(fields.values()))))
    told = sum(problem.code == "html-left-out" for problem in document.problems)
    assert {"begin"} <= shown
    missing = (written | {"end"}) - shown
    assert document.lost >= len(missing)
    assert bool(told) or not missing


def _seen(markup: str) -> str:
    """What a browser shows of HTML."""
    tree = html5lib.parseFragment(markup, namespaceHTMLElements=False)
    return " ".join(tree.itertext())
