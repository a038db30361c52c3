"""Every string that Anki or MathJax acts on, shown as the author wrote it by the real backend.

In each case a note of both kinds is added to a real collection, and what a browser's parser reads from the backend's
question and answer is compared with what stood in the source.
"""

import re
from collections.abc import Callable
from typing import Any

import html5lib
import pytest
from markdown_it.token import Token

from builder.model import Output, SnippetOptions

Make = Callable[..., Any]

TRAPS = (
    "{{Question}}",
    "{{c1::x}}",
    "{{c2::literal::hint}}",
    "{{cloze:Text}}",
    "{{#Front}}x{{/Front}}",
    "}}",
    "a }} b :: c",
    "a[::2]",
    "std::vector<int>::size()",
    "::",
    ":::x:",
    "{'a': {'b': 1}}",
    r"\(a\)",
    r"\[a\]",
    r"\\(a\\)",
    r"re.compile(r'\(\[')",
    "[sound:x.mp3]",
    "[anki:tts lang=en_US]hello[/anki:tts]",
    "[anki:play:q:0]",
    "[latex]x[/latex]",
    "[LaTeX]x[/LaTeX]",
    "[$]x[/$]",
    "[$$]x[/$$]",
    "[[type:Answer]]",
    "[[type:cloze:Text]]",
    "[[[type:Answer]]]",
    "x[0], [[1, 2], [3]]",
    "<script>document.title='ran'</script>",
    "<b>&amp;</b> &lt; & &nope;",
    "a < b > c",
    "<!-- comment -->",
    "e\u0301 composed",
    "\u0338 overlay first",
    "= \u0338 > \u0338",
    "quotes \" and ' here",
)


def seen(markup: str, selector: str) -> str:
    """The text that a browser's parser finds in the card's element of that class, scripts excluded."""
    document = html5lib.parse(f"<body>{markup}</body>", treebuilder="etree", namespaceHTMLElements=False)
    found = [element for element in document.iter() if selector in str(element.get("class", "")).split()]
    assert found, markup
    return "".join("".join(element.itertext()) for element in found).strip()


def normal(text: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFC", text)


def as_text(trap: str) -> str:
    """Markdown that means the characters themselves."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", trap)


@pytest.mark.parametrize("trap", TRAPS)
@pytest.mark.parametrize("kind", ["text", "inline code", "fence", "output", "highlighted"])
@pytest.mark.parametrize("cloze", [False, True], ids=["qa", "cloze"])
def test_a_trap_reads_as_it_was_written(
    note: Make, render: Make, anki: Any, trap: str, kind: str, *, cloze: bool
) -> None:
    back = {
        "text": f"see {as_text(trap)}",
        "inline code": f"`` {trap} ``",
        "fence": f"```\n{trap}\n```",
        "highlighted": f"```python\n{trap}\n```",
        "output": "```\n```",
    }[kind]
    outputs = {0: Output(stdout=trap + "\n")} if kind == "output" else {}
    blank = "\n\n==blank==" if cloze else ""
    rendered = render(note(back=back + blank, cloze=cloze), outputs)
    assert rendered.problems == ()

    (card,) = anki.cards(rendered)

    where = "bd-output" if kind == "output" else "bd-body"
    shown = seen(card.answer, where)
    wanted = {"text": f"see {trap}", "output": f"{trap}\nVerified · Python 3.11 · torch 2.13 · CPU"}.get(kind, trap)
    tail = "blank" if cloze and kind != "output" else ""
    squeezed = re.sub(r"\s+", "", shown)
    assert squeezed == re.sub(r"\s+", "", normal(wanted) + tail)
    assert card.played == []
    assert "<script" not in card.answer
    assert "<input" not in card.answer
    assert "latex" not in card.answer.replace(trap, "") or "latex" in trap.lower()
    assert card.stored == rendered.fields


@pytest.mark.parametrize("trap", TRAPS)
@pytest.mark.parametrize("kind", ["text", "code_inline", "math_inline"])
def test_a_trap_inside_a_blank_is_its_answer(note: Make, render: Make, anki: Any, trap: str, kind: str) -> None:
    """The blank hides all of it on the front and shows all of it on the back."""
    if kind == "math_inline" and "{{c" in trap:
        trap = trap.replace("{{c", "{ {c")
    source = note(back="x", cloze=True)
    (paragraph,) = [token for token in source.back if token.type == "inline"]
    meta = {"number": 1, "hint": ""}
    opening, closing = Token("cloze_open", "", 1, meta=meta), Token("cloze_close", "", -1, meta=meta)
    paragraph.children = [opening, Token(kind, "", 0, content=trap), closing]

    (card,) = anki.cards(render(source))

    wanted = rf"\({normal(trap).strip()}\)" if kind == "math_inline" else normal(trap)
    assert seen(card.question, "cloze") == "[...]"
    assert seen(card.answer, "cloze") == wanted
    assert card.played == []


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_in_a_blanked_line_of_code_is_its_answer(note: Make, render: Make, anki: Any, trap: str) -> None:
    """Only its line is hidden, and the code keeps its lines and indentation on both sides."""
    code = f"```python\nif first:\n    {trap}\nlast\n```"

    (card,) = anki.cards(render(note(back=code, cloze=True, options=SnippetOptions(cloze=((2,),)))))

    assert seen(card.question, "bd-body") == "if first:\n    [...]\nlast"
    assert seen(card.answer, "bd-body") == f"if first:\n    {normal(trap)}\nlast"
