"""Every string that Anki or MathJax acts on, shown as the author wrote it by the real backend.

In each case a note of both kinds is added to a real collection, and what a browser's parser reads from the backend's
question and answer is compared with what stood in the source.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

import html5lib
import pytest
from build_deck.model import Output
from markdown_it.token import Token
from written_note import make_note

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


def seen(markup: str, selector: str, *, strip: bool = True) -> str:
    """The text that a browser's parser finds in the card's elements of that class."""
    document = html5lib.parse(f"<body>{markup}</body>", treebuilder="etree", namespaceHTMLElements=False)
    found = [element for element in document.iter() if selector in str(element.get("class", "")).split()]
    assert found, markup
    text = "".join("".join(element.itertext()) for element in found)
    return text.strip() if strip else text


def squeezed(text: str) -> str:
    """The text without white space."""
    return re.sub(r"\s+", "", text)


def normal(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def as_text(trap: str) -> str:
    """Markdown that means the characters themselves."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", trap)


PLACES = {
    "text": lambda trap: f"see {as_text(trap)}",
    "inline code": lambda trap: f"see `` {trap} ``",
    "fence": lambda trap: f"see\n\n```\n{trap}\n```",
    "highlighted fence": lambda trap: f"see\n\n```python\n{trap}\n```",
    "table": lambda trap: f"see\n\n| {as_text(trap)} |\n|--|\n",
}


@pytest.mark.parametrize("trap", TRAPS)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("blank", ["", "==blank=="], ids=["qa", "cloze"])
def test_a_trap_reads_as_it_was_written(render: Make, anki: Any, trap: str, place: str, blank: str) -> None:
    rendered = render(make_note(back=f"{PLACES[place](trap)}\n\n{blank}", marks=".cloze" * bool(blank)))

    (card,) = anki.cards(rendered)

    assert squeezed(seen(card.answer, "bd-body")) == squeezed(f"see{normal(trap)}{blank.strip('=')}")
    assert card.stored == rendered.fields
    assert card.played == []


@pytest.mark.parametrize("trap", TRAPS)
@pytest.mark.parametrize("blank", ["", "==blank=="], ids=["qa", "cloze"])
def test_a_trap_in_an_output_reads_as_it_was_printed(render: Make, anki: Any, trap: str, blank: str) -> None:
    source = make_note(back=f"```\n```\n\n{blank}", marks=".cloze" * bool(blank))

    (card,) = anki.cards(render(source, {0: Output(stdout=f"\n  {trap}\n")}, None))

    assert seen(card.answer, "bd-output", strip=False) == f"  {normal(trap)}"
    assert card.played == []


@pytest.mark.parametrize("trap", TRAPS)
@pytest.mark.parametrize("kind", ["text", "code_inline", "math_inline"])
def test_a_trap_inside_a_blank_is_its_answer(render: Make, anki: Any, trap: str, kind: str) -> None:
    """The blank hides all of it on the front and shows all of it on the back."""
    if kind == "math_inline" and "{{c" in trap:
        trap = trap.replace("{{c", "{ {c")
    source = make_note(back="x", marks=".cloze")
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
def test_a_trap_in_a_blanked_line_of_code_is_its_answer(render: Make, anki: Any, trap: str) -> None:
    """Only its line is hidden, and the code keeps its lines and indentation on both sides."""
    code = f"```python cloze=2\nif first:\n    {trap}\nlast\n```"

    (card,) = anki.cards(render(make_note(back=code)))

    assert seen(card.question, "bd-body") == "if first:\n    [...]\nlast"
    assert seen(card.answer, "bd-body") == f"if first:\n    {normal(trap)}\nlast"
