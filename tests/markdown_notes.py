"""Notes made from Markdown the way the parser hands them on, without going through it."""

import dataclasses
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from builder.errors import Location
from builder.model import NoteId, NoteSource, Snippet, SnippetOptions


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
