"""What holds for any text."""

from build_deck.errors import Location
from build_deck.lint import lint
from build_deck.lint.fixing import differs, fix
from build_deck.lint.naming import naming
from build_deck.model import Document
from build_deck.parse.text import clean
from hypothesis import given, settings
from hypothesis import strategies as st
from parse.reading import read

PIECES = st.sampled_from(
    """
### Q? {#q}|### 1. What is *x*?|## Section {.tag}|# Title|#### Deeper {#d}|10. ### In a list|- item|  - nested|> quote
**Answer:** yes|**Rarity:** Common  **Difficulty:** Hard|**稀有度：**很常见|**Tags:** a, b|**Source:** *s*|Rarity: nonsense
```python|```|~~~|````python hide|```output|```mermaid|```python file=attention.py#mha|```python cloze="1 2" hl=9
print(1)|x = y|    indented|\ttab|---|***|===|-----|| a | b ||---|---||$x$|$$|{{c1::a::b}}|==m==|[^1]|[^1]: note
![cat](cat.png)|![no](no.png)|<br>|<!--|-->|<details>|[a]: b|[ ] task|\\|`|**|_|{|}|:|title: x|lang: de|& &amp;|
""".strip()
    .replace("\n", "|")
    .split("|")
)
TEXTS = st.lists(PIECES | st.text(max_size=20), max_size=30).map("\n".join)


def lines_of(text: str) -> list[str]:
    """The lines that places count."""
    return clean(text, "deck.md")[0].split("\n")


def located(document: Document) -> list[Location]:
    places = [problem.location for problem in document.problems if problem.location]
    for note in document.notes:
        places.append(note.location)
        places += [place for s in note.snippets for place in (s.location, s.origin, s.shown_origin)]
        places += [snippet.pin.location for snippet in note.snippets if snippet.pin]
    return places


@settings(max_examples=300, deadline=None)
@given(TEXTS | st.text())
def test_no_text_raises_and_every_place_is_in_the_file(text: str) -> None:
    document = read(text)
    count = len(lines_of(text))
    for place in located(document):
        assert place.path in {"deck.md", "snippets/attention.py"}
        assert place.path != "deck.md" or 1 <= place.line <= count + 1
        assert place.column >= 1


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_a_note_begins_at_a_heading(text: str) -> None:
    lines = lines_of(text)
    for note in read(text).notes:
        line = lines[note.location.line - 1]
        underlined = any(below.strip() and set(below.strip(" >")) <= set("=-") for below in lines[note.location.line :])
        assert line[note.location.column - 1 :].startswith("#") or underlined


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_the_code_of_a_snippet_stands_where_it_says(text: str) -> None:
    lines = lines_of(text)
    for snippet in (s for note in read(text).notes for s in note.snippets if not s.options.file and s.code.strip()):
        code = snippet.code.split("\n")[0]
        line = lines[snippet.origin.line - 1]
        assert line.expandtabs(1).endswith(code.expandtabs(1).lstrip()) or not code.strip()


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_tokens_are_complete_streams_and_know_their_snippets(text: str) -> None:
    for note in read(text).notes:
        indices = []
        for tokens in (note.title, note.front, note.back, note.source, note.hint):
            depth = 0
            for token in tokens:
                depth += token.nesting
                assert depth >= 0
                assert token.type != "inline" or token.children is not None
                indices += (
                    [token.meta["snippet"]]
                    if token.type in {"fence", "code_block"} and "mermaid" not in token.meta
                    else []
                )
            assert depth == 0
        assert indices == list(range(len(note.snippets)))


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_lint_raises_for_no_text_and_ids_written_in_change_nothing_else(text: str) -> None:
    document = read(text)
    found = lint([document])
    given_ids = naming([document], found, reserved=(), known={}, heirs={}).given
    after = read(fix(text, given_ids))
    assert differs(document, after, given_ids) is None or document.problems
    assert len({note.id.casefold() for note in after.notes if note.location in given_ids}) == len(given_ids)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_reading_twice_gives_the_same(text: str) -> None:
    one, two = read(text), read(text)
    assert [n.id for n in one.notes] == [n.id for n in two.notes]
    assert one.problems == two.problems
