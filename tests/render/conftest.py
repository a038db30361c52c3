"""Notes made from Markdown the way the parser hands them on, and rendered."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from builder.errors import Location
from builder.model import Difficulty, Environment, NoteId, NoteSource, Output, Rarity, Snippet, SnippetOptions
from builder.notetypes import NOTETYPES, Notetype
from builder.render import RenderContext, Rendered, render_note


class English:
    """The English row of the taxonomy, as far as cards need it."""

    def word(self, key: str) -> str:
        return {"verified": "Verified", "figure": "Figure", "hint": "Hint", "predict": "What does this print?"}[key]

    def badge(self, value: Rarity | Difficulty) -> str:
        return value.value.replace("-", " ").capitalize()


class Folder:
    """Media read from memory."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def read(self, path: str) -> bytes:
        if path not in self._files:
            raise FileNotFoundError(2, "No such file or directory", path)
        return self._files[path]


def parser() -> MarkdownIt:
    """CommonMark with what the source language adds that has tokens of its own."""
    return (
        MarkdownIt("commonmark")
        .enable(["table", "strikethrough"])
        .use(dollarmath_plugin, allow_space=False)
        .use(footnote_plugin)
    )


def tokens_of(markdown: str, snippets: list[Snippet], options: SnippetOptions) -> tuple[Token, ...]:
    """The Markdown's tokens with the parser's meta: snippets numbered, diagrams and media marked, clozes opened."""
    tokens = parser().parse(markdown)
    for token in tokens:
        if token.type in ("fence", "code_block"):
            _number(token, snippets, options)
        for child in token.children or ():
            if child.type == "image" and "://" not in str(child.attrs["src"]):
                child.meta["media"] = str(child.attrs["src"])
        if token.children:
            token.children = [new for child in token.children for new in _clozes(child)]
    return tuple(tokens)


def _number(token: Token, snippets: list[Snippet], options: SnippetOptions) -> None:
    if token.info == "mermaid":
        token.meta["mermaid"] = True
        return
    token.meta["snippet"] = len(snippets)
    place = Location("deck/en.md", (token.map or [0])[0] + 1)
    snippets.append(Snippet(token.info, token.content, token.content, place, place, place, options))


def _clozes(child: Token) -> list[Token]:
    """`==text==` as the parser marks it, numbered by its own text: `==2|text|hint==`."""
    if child.type != "text" or "==" not in child.content:
        return [child]
    made = []
    for index, part in enumerate(child.content.split("==")):
        inner = part
        number, hint = 1, ""
        if index % 2:
            pieces = part.split("|")
            if len(pieces) > 1:
                number, inner, hint = int(pieces[0]), pieces[1], pieces[2] if len(pieces) > 2 else ""
            made.append(Token("cloze_open", "", 1, meta={"number": number, "hint": hint}))
        made.append(Token("text", "", 0, content=inner))
        if index % 2:
            made.append(Token("cloze_close", "", -1, meta={"number": number, "hint": hint}))
    return made


def make_note(
    question: str = "What is it?",
    back: str = "",
    *,
    front: str = "",
    hint: str = "",
    cited: str = "",
    options: SnippetOptions | None = None,
    **more: Any,
) -> NoteSource:
    """A note of Markdown; `options` are those of its snippets."""
    snippets: list[Snippet] = []
    chosen = options or SnippetOptions()
    inline = parser().parseInline
    title = tokens_of(f"# {question}", snippets, chosen)[1:2]
    front_tokens = tokens_of(front, snippets, chosen)
    back_tokens = tokens_of(back, snippets, chosen)
    note = NoteSource(
        id=NoteId("note"),
        explicit_id=True,
        question=question,
        title=title,
        front=front_tokens,
        back=back_tokens,
        location=Location("deck/en.md", 7),
        lang="en",
        source=tuple(inline(cited)) if cited else (),
        hint=tuple(inline(hint)) if hint else (),
        snippets=tuple(snippets),
    )
    return dataclasses.replace(note, **more)


ENVIRONMENT = Environment(python="3.11", packages={"torch": "2.13.0+cpu"})

Render = Callable[..., Rendered]


@pytest.fixture
def note() -> Callable[..., NoteSource]:
    """Makes a note of Markdown."""
    return make_note


@pytest.fixture
def render() -> Render:
    """Renders a note, by default with English words and without media."""

    def rendered(
        source: NoteSource,
        outputs: Mapping[int, Output] | None = None,
        environment: Environment | None = ENVIRONMENT,
        media: Mapping[str, bytes] | None = None,
        **context: Any,
    ) -> Rendered:
        return render_note(source, outputs or {}, environment, RenderContext(Folder(media or {}), English(), **context))

    return rendered


@dataclasses.dataclass(frozen=True)
class Card:
    """Both sides of a card as the backend gives them."""

    question: str
    answer: str
    stored: Mapping[str, str]
    played: list[str]


class Anki:
    """A collection of the real Anki with our notetypes in it."""

    def __init__(self, folder: Path) -> None:
        from anki.collection import Collection

        self.collection = Collection(str(folder / "collection.anki2"))
        self._ids = {name: self._add(notetype) for name, notetype in NOTETYPES.items()}

    def _add(self, notetype: Notetype) -> int:
        models = self.collection.models
        made = models.new(notetype.name)
        made["type"] = int(notetype.cloze)
        made["css"] = notetype.css
        for field in notetype.fields:
            models.add_field(made, models.new_field(field.name))
        for template in notetype.templates:
            new = models.new_template(template.name)
            new["qfmt"], new["afmt"] = template.question, template.answer
            models.add_template(made, new)
        return int(models.add_dict(made).id)

    def cards(self, rendered: Rendered) -> list[Card]:
        """The note's cards as Anki shows them, by their order."""
        note = self.collection.new_note(self.collection.models.get(self._ids[rendered.notetype]))
        for name, value in rendered.fields.items():
            note[name] = value
        self.collection.add_note(note, 1)
        stored = self.collection.get_note(note.id)
        return [
            Card(
                card.question(),
                card.answer(),
                dict(stored.items()),
                [str(tag) for tag in (*card.question_av_tags(), *card.answer_av_tags())],
            )
            for card in stored.cards()
        ]


@pytest.fixture(scope="session")
def anki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Anki]:
    """The real backend, open for all tests of a process."""
    backend = Anki(tmp_path_factory.mktemp("anki"))
    yield backend
    backend.collection.close()
