"""One question and its blocks to one `NoteSource`."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from markdown_it.token import Token

from build_deck.errors import Location
from build_deck.messages import counted, quoted, suggestion
from build_deck.model import (
    CLOZE,
    QA,
    Block,
    Difficulty,
    Fate,
    NoteId,
    NoteSource,
    NotetypeName,
    Rarity,
    Section,
    Snippet,
)
from build_deck.notetypes import NOTETYPES, marked
from build_deck.parse import accounts, html, idioms, ids, labels, markdown, mathematics, media, setups, snippets, tables
from build_deck.parse.cloze import SPELLED
from build_deck.parse.labels import Body
from build_deck.parse.outline import Heading
from build_deck.parse.page import Page
from build_deck.parse.questions import Part
from build_deck.syntax import attributes
from build_deck.words import taxonomy

_ATTRIBUTES = ("rarity", "difficulty")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")
_NEARLY_HEADING = re.compile(r"#{2,6}[^\s#]|\d{1,9}[.)] #{1,6} ")
_TASK = re.compile(r"\[([ xX])\][ \t\n]")


@dataclass(slots=True)
class Marks:
    """What the braces at the end of a heading say."""

    id: str | None = None
    tags: list[str] = field(default_factory=list)
    kind: NotetypeName | None = None
    rarity: Rarity | None = None
    difficulty: Difficulty | None = None

    @property
    def class_of_kind(self) -> str:
        """The class that asked for the notetype; empty where none did."""
        return NOTETYPES[self.kind].mark if self.kind else ""

    @property
    def has_gaps(self) -> bool:
        """Whether the notetype that was asked for is one whose cards are gaps."""
        return self.kind is not None and NOTETYPES[self.kind].cloze


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a note has from its file."""

    page: Page
    env: markdown.Env
    footnotes: Mapping[str, list[Token]]
    """Label to the tokens of its definition."""
    tags: tuple[str, ...]
    question_level: int
    title: str | None = None
    """What the front matter says that the file is called."""
    setups: list[Snippet] = field(default_factory=list)
    """What runs, unseen, before the snippets of each note."""
    used: set[str] = field(default_factory=set)
    """The labels of the footnotes that stand on a card."""


def read_marks(heading: Heading, page: Page) -> tuple[str, Marks]:
    """A heading's text without attributes, and what they say."""
    text, inside, _ = attributes.trailing(heading.text, marked())
    marks = Marks()
    if not inside:
        return text, marks
    content = heading.inline.content
    base = content.rfind(inside)
    try:
        found = attributes.read(inside)
    except attributes.BadAttributes as error:
        where = page.inside(heading.inline, content, base + error.offset)
        page.error("bad-attributes", where, str(error), "Write {#id .tag key=value}, with spaces between.")
        return text, marks
    for attribute in found:
        where = page.inside(heading.inline, content, base + attribute.offset)
        problem = _mark(attribute, marks, page)
        if problem:
            page.error(problem[0], where, problem[1], problem[2])
    return text, marks


def _mark(attribute: attributes.Attribute, marks: Marks, page: Page) -> tuple[str, str, str] | None:
    """Nothing when the attribute could be taken into `marks`, else code, what and remedy."""
    name, value = attribute.name, attribute.value or ""
    if attribute.kind == "id":
        if not ids.is_id(name):
            return "bad-id", f"{quoted(name)} cannot be an id.", "Use letters, digits, hyphens, dots and underscores."
        if marks.id:
            return "bad-id", "The question has two ids.", f"Keep #{marks.id} or #{name}: which one did learners get?"
        marks.id = name
    elif attribute.kind == "class" and (kind := marked().get(name.casefold())):
        marks.kind = kind
    elif attribute.kind == "class":
        marks.tags.append(ids.tag(name))
    elif name == "rarity" and (rarity := taxonomy.rarity(value, page.lang)):
        marks.rarity = rarity
    elif name == "difficulty" and (difficulty := taxonomy.difficulty(value, page.lang)):
        marks.difficulty = difficulty
    else:
        return _unknown_mark(name, value, page)
    return None


def _unknown_mark(name: str, value: str, page: Page) -> tuple[str, str, str]:
    words: Iterable[tuple[str, ...]] = ()
    if name == "rarity":
        words = page.language.rarity_words.values()
    elif name == "difficulty":
        words = page.language.difficulty_words.values()
    elif name in marked():
        return "unknown-attribute", f"`{name}` is a class, not an attribute.", f"Write .{name}."
    else:
        known = (*_ATTRIBUTES, *(f".{flag}" for flag in marked()))
        return "unknown-attribute", f"A heading has no attribute {quoted(name)}.", suggestion(name, known)
    return f"unknown-{name}", f"{quoted(value)} is not a {name}.", suggestion(value, [word[0] for word in words])


def build(part: Part, section: Section | None, section_tags: Sequence[str], around: Surroundings) -> NoteSource | None:
    """The note of a question's heading and blocks; None for a heading without words."""
    page, heading = around.page, part.heading
    if heading is None:
        return None
    text, marks = read_marks(heading, page)
    if not text.strip():
        _tell_empty(part, heading, around)
        return None
    heading.inline.content = text.strip()
    strip_deep_attributes(part.tokens, around)
    body = labels.take(part.tokens, page)
    blocks = _blocks(heading, body)
    gaps = _read_markup(heading.inline, body, marks, around)
    question = markdown.plain(heading.inline) or text.strip()
    found: list[Snippet] = []
    front = snippets.take(_without_breaks(body.front), page, found)
    back = snippets.take(body.back, page, found)
    _check_setups(found, page)
    setups.put_first(around.setups, found, (*front, *back))
    shown = [heading.inline, *front, *back, *body.source, *body.hint]
    media.resolve(shown, page)
    mathematics.settle(shown, page)
    idioms.check(shown, page)
    note = NoteSource(
        id=NoteId(marks.id or ids.slug(markdown.plain(heading.inline, tags=False) or text.strip())),
        explicit_id=marks.id is not None,
        question=question,
        title=(heading.inline,),
        front=tuple(front),
        back=tuple(back),
        location=_location(heading, page),
        lang=page.lang,
        section=section,
        kind=marks.kind or (CLOZE if gaps or any(snippet.options.cloze for snippet in found) else QA),
        rarity=body.rarity or marks.rarity,
        difficulty=body.difficulty or marks.difficulty,
        tags=tuple(dict.fromkeys((*around.tags, *section_tags, *marks.tags, *body.tags))),
        source=tuple(body.source),
        hint=tuple(body.hint),
        snippets=tuple(found),
        number=heading.number,
    )
    tables.check((*note.front, *note.back), page)
    _check_text((*note.title, *note.front, *note.back, *note.source, *note.hint), page)
    _check(note, marks, page)
    page.blocks += (replace(block, note=note.id) for block in blocks)
    return note


def _check_setups(found: list[Snippet], page: Page) -> None:
    """A setup fence in a note is noted, and is an ordinary one."""
    for index, snippet in enumerate(found):
        if snippet.options.setup:
            what = "A setup fence stands in a question; it sets up nothing for the others."
            remedy = "Put it above the file's first question, or write hide instead."
            page.error("bad-attribute", snippet.location, what, remedy)
            found[index] = replace(snippet, options=replace(snippet.options, setup=False))


def _tell_empty(part: Part, heading: Heading, around: Surroundings) -> None:
    """A heading of the question level without words is noted, with what stands under it."""
    page = around.page
    words = accounts.aside(part, "", is_title=False, env=around.env, page=page).words
    page.blocks += accounts.blocks([heading.token, *accounts.CLOSING], Fate.QUESTION)
    under = f", and the text under it ({counted(words, 'word')}) is on no card" if words else ""
    what = f"This heading has no question{under}."
    page.error("empty-question", page.start_of(heading.token), what, "Write the question, or remove the heading.")
    page.lost += words


def _blocks(heading: Heading, body: Body) -> list[Block]:
    """The lines of a note, with what they are."""
    return [
        *accounts.blocks([heading.token, *accounts.CLOSING], Fate.QUESTION),
        *accounts.blocks(body.front, Fate.FRONT),
        *accounts.blocks(body.back, Fate.BACK),
        *(Block(line, line, Fate.LABEL) for line in body.labels),
    ]


def _location(heading: Heading, page: Page) -> Location:
    """Where the heading's `#` stand, which is behind the marker of a list item."""
    found = page.find(heading.token, f"{heading.token.markup} ") if heading.token.markup.startswith("#") else None
    return found or page.start_of(heading.token)


def _read_markup(title: Token, body: Body, marks: Marks, around: Surroundings) -> bool:
    """Whether the note has deletions; afterwards its inline tokens are read, footnotes behind."""
    for tokens in (body.front, body.back):
        _tasks(tokens)
        idioms.callouts(tokens)
    inlines = [token for token in (title, *body.front, *body.back, *body.source, *body.hint) if token.type == "inline"]
    source = "\n".join(token.content for token in inlines)
    definitions, refs = _definitions(source, around)
    env: markdown.Env = {
        "references": around.env.get("references", {}),
        "footnotes": {"refs": refs, "list": {}},
        "cloze": marks.has_gaps,
        "cloze_numbers": {int(number) for number in SPELLED.findall(source)},
    }
    markdown.read_inline([*inlines, *definitions], env)
    for token in inlines:
        if len(token.content) > markdown.LONGEST_INLINE:
            what = f"This paragraph has {len(token.content)} characters; its markup is not read."
            around.page.warning("long-paragraph", around.page.start_of(token), what, "Break it up.")
    body.back = markdown.with_footnotes(_without_breaks(body.back), definitions, env)
    for tokens in ([title], [*body.front, *body.back], body.source, body.hint):
        html.settle(tokens, around.page)
    return any(child.type == "cloze_open" for token in inlines for child in token.children or ())


def _definitions(source: str, around: Surroundings) -> tuple[list[Token], dict[str, int]]:
    """The definitions of the footnotes that `source` refers to, and of those that these refer to."""
    footnotes = around.footnotes
    wanted = [name for name in dict.fromkeys(_FOOTNOTE.findall(source)) if name in footnotes]
    for name in wanted:
        inside = "\n".join(token.content for token in footnotes[name] if token.type == "inline")
        wanted += [other for other in _FOOTNOTE.findall(inside) if other in footnotes and other not in wanted]
    around.used.update(wanted)
    tokens = [
        token.copy(children=[] if token.type == "inline" else None) for name in wanted for token in footnotes[name]
    ]
    return tokens, {f":{name}": -1 for name in wanted}


def _tasks(tokens: Sequence[Token]) -> None:
    """Items that begin with `[ ]` or `[x]` know whether they are checked."""
    for item, _, inline in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if item.type == "list_item_open" and inline.type == "inline" and (match := _TASK.match(inline.content)):
            item.meta["checked"] = match[1] != " "
            inline.content = inline.content[match.end() :].lstrip()


def _without_breaks(tokens: list[Token]) -> list[Token]:
    """The tokens without the thematic breaks at either end: between notes they mean nothing."""
    start, end = 0, len(tokens)
    while start < end and tokens[start].type == "hr":
        start += 1
    while end > start and tokens[end - 1].type == "hr":
        end -= 1
    return tokens[start:end]


def _check_text(tokens: Iterable[Token], page: Page) -> None:
    """Text that was meant for markup is noted: footnotes without a definition, headings that are none."""
    for token in tokens:
        texts = [child.content for child in token.children or () if child.type == "text"]
        for name in dict.fromkeys(name for text in texts for name in _FOOTNOTE.findall(text)):
            what = f"There is no footnote {quoted(f'[^{name}]')}."
            page.warning("missing-footnote", page.find(token, f"[^{name}]"), what, f"Write [^{name}]: and its text.")
        for text in texts:
            if match := _NEARLY_HEADING.match(text):
                what = f"{quoted(text[:40])} is not a heading but text."
                remedy = "Put a space behind its #, and an empty line above a heading in a list."
                page.error("not-a-heading", page.find(token, match[0]), what, remedy)


def _check(note: NoteSource, marks: Marks, page: Page) -> None:
    spelled = any(c.type == "cloze_open" for t in (*note.title, *note.front, *note.back) for c in t.children or ())
    fenced = any(snippet.options.cloze for snippet in note.snippets)
    if marks.has_gaps and not spelled and not fenced:
        remedy = "Write ==words== around what the learner fills in, or remove .cloze."
        page.error("cloze-without-deletion", note.location, "This cloze note has nothing to fill in.", remedy)
    elif not note.back and not NOTETYPES[note.kind].cloze:
        answer = page.language.labels[taxonomy.Label.ANSWER][0]
        remedy = f"Write one under it, after **{answer}:** if something else comes first."
        page.error("no-answer", note.location, "This question has no answer.", remedy)


def _warn_of_deep_heading(token: Token, around: Surroundings) -> None:
    """A heading with attributes below the question level is noted."""
    level = around.question_level
    what = f"This heading has attributes, but questions are headings of level {level} here, not {token.tag[1:]}."
    remedy = f"Begin it with {'#' * level}, or set question_level: {token.tag[1:]} in the front matter."
    around.page.warning("heading-below-question", around.page.start_of(token), what, remedy)


def strip_deep_attributes(tokens: Sequence[Token], around: Surroundings) -> None:
    """The headings inside an answer lose their attributes, with a warning."""
    for token, inline in pairwise(tokens):
        if token.type == "heading_open" and token.level == 0:
            text, inside, _ = attributes.trailing(inline.content)
            if inside:
                _warn_of_deep_heading(token, around)
                inline.content = text
