"""Whatever an author writes is shown by real Anki as it was rendered."""

import re
from collections.abc import Callable
from typing import Any

from build_deck.model import CLOZE, Output
from build_deck.parse import parse
from build_deck.render import Rendered
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from written_note import AnyFile

Make = Callable[..., Any]

PIECES = st.sampled_from(
    [
        *(
            "{{c1::",
            "}}",
            "::",
            "{{",
            "\\(",
            "\\)",
            "\\[",
            "\\]",
            "[sound:a.mp3]",
            "[latex]",
            "[/latex]",
            "[$]",
            "[/$]",
        ),
        *(
            "[[type:Answer]]",
            "[anki:play:q:0]",
            "<b>",
            "</b>",
            "<script>",
            "</script>",
            "<pre>",
            "</code>",
            "<img src=x>",
        ),
        *(
            "**",
            "`",
            "``",
            "$",
            "$$",
            "\n",
            "\n\n",
            "- ",
            "> ",
            "# ",
            "| a | b |\n|--|--|\n| 1 | ",
            "[x](y)",
            "![",
            "](",
        ),
        *(
            "[^1]",
            "\n[^1]: note\n",
            "&amp;",
            "&#123;",
            "&#xFDD0;0&#xFDD1;",
            "&",
            "<",
            ">",
            "\\",
            "\x00",
            "\x1f",
            "\r",
            "\u0338",
            "e\u0301",
        ),
        *(
            "\ufdd0",
            "\ufdd1",
            "\ufffe",
            "中文",
            "字",
            " ",
            "a",
            "1.",
            "\u200b",
            "\u3000",
            "<!--",
            "-->",
            "~~",
            "<details>",
        ),
    ]
)
TEXT = st.lists(PIECES | st.text(max_size=3), max_size=12).map("".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=st.tuples(TEXT, TEXT), cloze=st.booleans())
def test_fields_are_stored_and_shown_unchanged(
    render: Make, anki: Any, *, written: tuple[str, str], cloze: bool
) -> None:
    """What is rendered is what Anki keeps, and a card holds it whole: nothing is consumed, played or run."""
    prose, code = written
    fence = "`" * 40
    marks = ".cloze" * cloze
    text = f"### Q? {{#note {marks}}}\n\n==start==\n\n**Answer:**\n\n{prose}\n\n{fence}python\n{code}\n{fence}\n\n==end==\n"
    for source in parse(text, "deck/en.md", resources=AnyFile()).notes:
        outputs = {index: Output(stdout=code, value=prose) for index in range(len(source.snippets))}
        rendered = render(source, outputs)
        if not rendered.problems:
            _is_shown_unchanged(rendered, anki.cards(rendered), cloze=source.kind == CLOZE)


def _is_shown_unchanged(rendered: Rendered, cards: list[Any], *, cloze: bool) -> None:
    card = cards[0]
    assert card.stored == rendered.fields
    assert cloze or len(cards) == 1
    assert card.played == []
    for side in (card.question, card.answer):
        assert not re.search(r"<script|<input|<iframe|\[sound:|\[anki:|latex-error", side)
    if not cloze:
        assert rendered.fields["Answer"] in card.answer
        assert rendered.fields["Front"] in card.question
    else:
        assert 'class="cloze"' in card.question
        assert "{{c" not in card.answer
