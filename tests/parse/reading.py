"""What the tests of parsing share: files to refer to, and notes written out so that a fixture can show them."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from build_deck.errors import ResourceError
from build_deck.model import QA, Document, NoteSource, Snippet, SnippetOptions
from build_deck.parse import parse
from markdown_it.token import Token
from markdown_it.utils import read_fixture_file

SNIPPETS: Mapping[str, str] = {
    "attention.py": "import math\n\n\n# region mha\ndef mha(q):\n    # region inner\n    return q / math.sqrt(4)\n"
    "    # endregion\n# endregion\n\nprint(mha(4.0))\n",
    "sub/other.py": "print(1)\n",
}
MEDIA = ("cat.png", "pic/dog ä.png", "song.mp3")


class Folder:
    """Files in memory; the interface is `build_deck.parse.Resources`."""

    def snippet(self, name: str) -> tuple[str, str]:
        if name.startswith("../"):
            raise ResourceError(f"`{name}` leads out of the deck's snippets folder.", "Move it.", "outside-deck")
        if name not in SNIPPETS:
            raise ResourceError(f"There is no snippet file `{name}`.", "Create it.")
        return f"snippets/{name}", SNIPPETS[name]

    def media(self, src: str) -> str:
        if src.startswith("../"):
            raise ResourceError(f"`{src}` leads out of the deck's folder.", "Move it.", "outside-deck")
        if src not in MEDIA:
            raise ResourceError(f"There is no file `{src}`.", "Put it into media/.")
        return f"media/{src}"


def read(text: str, path: str = "deck.md", **defaults: object) -> Document:
    """The document of a Markdown text."""
    return parse(text, path, resources=Folder(), **defaults)  # type: ignore[arg-type]


def cases(path: Path) -> list[tuple[str, str, str]]:
    """The cases of a fixture file: title, Markdown, what comes of it. A line of `.` ends each of the last two."""
    return [(title, text, wanted) for _, title, text, wanted in read_fixture_file(path)]


def described(document: Document) -> str:
    """The notes and problems of a document in a form that a reader can check."""
    lines = []
    if document.title:
        lines.append(f"title: {document.title}")
    for note in document.notes:
        lines += _note(note)
    lines += [str(problem) for problem in document.problems]
    return "".join(f"{line}\n" for line in lines)


def _note(note: NoteSource) -> Iterable[str]:
    marks = [
        "" if note.kind == QA else note.kind,
        f"number={note.number}" if note.number is not None else "",
        f"rarity={note.rarity}" if note.rarity else "",
        f"difficulty={note.difficulty}" if note.difficulty else "",
        f"tags={','.join(note.tags)}" if note.tags else "",
        f"section={note.section.index}/{note.section.title}" if note.section else "",
    ]
    at = f"{note.location.line}:{note.location.column}"
    yield " ".join(filter(None, [f"{'#' if note.explicit_id else '~'}{note.id} @{at}", *marks]))
    for name, tokens in (("title", note.title), ("front", note.front), ("back", note.back)):
        if tokens:
            yield f"  {name}: {_tokens(tokens)}"
    for name, tokens in (("source", note.source), ("hint", note.hint)):
        if tokens:
            yield f"  {name}: {_tokens(tokens)}"
    for snippet in note.snippets:
        yield from _snippet(snippet)


def _tokens(tokens: Iterable[Token]) -> str:
    return "".join(_token(token) for token in tokens if not token.hidden)


def _token(token: Token) -> str:  # noqa: PLR0911 - a row a kind of token
    if token.type == "inline":
        return _tokens(token.children or ())
    if token.type == "fence":
        return f"[snippet {token.meta['snippet']}]" if "snippet" in token.meta else f"[mermaid {token.content!r}]"
    if token.type == "code_block":
        return f"[indented {token.meta['snippet']}]"
    if token.type in {"softbreak", "hardbreak"}:
        return {"softbreak": "⏎", "hardbreak": "⏎⏎"}[token.type]
    if token.type == "code_inline":
        return f"`{token.content}`"
    if token.type.startswith("math"):
        return f"<{token.type}>{token.content}</>"
    if token.type == "image":
        return f"<image {token.attrGet('src')} → {token.meta.get('media')}>"
    if token.type == "text":
        return token.content
    if token.type.startswith("html"):
        return f"<raw>{token.content}</>" + (str(token.meta) if token.meta else "")
    name = token.type.removesuffix("_open").removesuffix("_close")
    told = token.meta.items() if token.nesting >= 0 else ()
    details = "".join(f" {key}={value}" for key, value in told if key != "delimiters")
    href = token.attrGet("href")
    return f"<{'/' if token.nesting < 0 else ''}{name}{details}{f' {href}' if href else ''}>"


def _snippet(snippet: Snippet) -> Iterable[str]:
    options = snippet.options
    changed = [
        f"{name}={getattr(options, name)!r}"
        for name in SnippetOptions.__slots__
        if getattr(options, name) != getattr(SnippetOptions(), name)
    ]
    runs = "runs" if snippet.runs else "shown"
    code = snippet.code if len(snippet.code) < 60 else f"{len(snippet.code)} characters"
    yield f"  {snippet.language or 'text'} {runs} @{snippet.location.line} {' '.join(changed)}".rstrip()
    yield f"    code @{snippet.origin.path}:{snippet.origin.line}:{snippet.origin.column} {code!r}"
    if snippet.shown != snippet.code:
        yield f"    shown @{snippet.shown_origin.path}:{snippet.shown_origin.line} {snippet.shown!r}"
    for example in snippet.transcript:
        raised = "" if example.error is None else f" ! {example.error!r}"
        yield f"    >>> @{example.line} {example.code!r} -> @{example.below}+{example.under} {example.want!r}{raised}"
    if snippet.pin:
        yield f"    pin @{snippet.pin.location.line} {snippet.pin.text!r}"
