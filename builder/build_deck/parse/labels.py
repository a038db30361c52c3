"""Labels: `**Rarity:** Very common` and the like, found in the source of a note's paragraphs and taken out of them.

They are read before the paragraph's markup is, because `**稀有度：**常见` is a label wherever CommonMark sees no
emphasis in it.
"""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

from markdown_it.token import Token

from build_deck.messages import quoted, suggestion
from build_deck.model import Difficulty, Rarity
from build_deck.parse.ids import tag
from build_deck.parse.markdown import LONGEST_INLINE
from build_deck.parse.outline import groups
from build_deck.parse.page import Page, first_line
from build_deck.parse.questions import answers
from build_deck.words import taxonomy
from build_deck.words.counting import count
from build_deck.words.taxonomy import Label


@dataclass(slots=True)
class Body:
    """A note's blocks, with the labels taken out."""

    front: list[Token] = field(default_factory=list)
    back: list[Token] = field(default_factory=list)
    """What stands behind the Answer label; without one, the whole body."""
    rarity: Rarity | None = None
    difficulty: Difficulty | None = None
    tags: list[str] = field(default_factory=list)
    source: list[Token] = field(default_factory=list)
    """One `inline` token, or nothing."""
    hint: list[Token] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    """The lines on which labels stand."""


@dataclass(slots=True)
class _Piece:
    """A run of a paragraph's source: plain text, or what follows a label."""

    label: Label | None
    text: str
    line: int
    """Lines below the paragraph's first."""
    offset: int
    """Where it begins in the paragraph's source."""


_PARAGRAPH = ["paragraph_open", "inline", "paragraph_close"]
_VALUED = {Label.RARITY, Label.DIFFICULTY, Label.TAGS}
_MARK = r"\*{1,3}|_{1,3}"
_WORD = r"[^\W\d_](?:[^\n*_:：`$\[\]<>|]{0,39}[^\s\n*_:：`$\[\]<>|])?"
_LEAD = re.compile(
    rf"""[ \t]*(?:
        (?P<mark>{_MARK})\s?(?P<marked>{_WORD})\s?(?:[:：]\s?(?P=mark)|(?P=mark)\s?[:：]|(?P=mark)\s*$|(?P<open>[:：]))
      | (?P<bare>{_WORD})\s?[:：]
    )[ \t]*""",
    re.VERBOSE,
)
_MARKED = re.compile(
    rf"(?<![\w*_])(?P<mark>{_MARK})(?:(?P<inside>{_WORD})\s?[:：]|(?P<outside>{_WORD})(?P=mark)\s?[:：])"
)
"""A word in emphasis before a colon, wherever it stands."""
_LINE_BREAK_TAG = re.compile(r"\s*(?:<br\s*/?>|\\)?\s*$", re.IGNORECASE)
_SEPARATORS = " \t|·•,;/，；、—–-"
_REMARK = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")
_TAG_SEPARATORS = re.compile(r"[,，、;；|]")
_NEAR = 0.8
"""How like a label a word must be spelled to be taken for a mistaken one."""
_NEAR_VALUE = 0.7
"""How like a value what stands behind an unmarked label must be spelled to be taken for a mistaken one."""
_PROSE = 30
"""Characters after which it is prose at any rate."""


def take(tokens: Sequence[Token], page: Page) -> Body:
    """The body with its labels read; what is wrong with them is noted on the page."""
    body = Body()
    seen: dict[Label, Token] = {}
    disclosed: int | None = None
    depth = 0
    for group in groups(tokens):
        if group[0].type == "paragraph_open":
            _paragraph(group, body, page, seen)
        elif items := _label_list(group, page):
            for item in items:
                _paragraph(item, body, page, seen)
        elif group[0].type == "heading_open" and not depth and answers(group[1].content, page.language):
            _answer_heading(group, body, page, seen)
        else:
            depth += _opened(group[0])
            disclosed = len(body.back) if disclosed is None and _discloses_answer(group[0], page) else disclosed
            body.back.extend(group)
    if disclosed and Label.ANSWER not in seen:
        _open(body.back[disclosed])
        body.front, body.back = body.back[:disclosed], body.back[disclosed:]
    return body


def _opened(token: Token) -> int:
    """How many more `<details>` a block of HTML opens than it closes."""
    content = token.content.lower() if token.type == "html_block" else ""
    return content.count("<details") - content.count("</details")


def _discloses_answer(token: Token, page: Page) -> bool:
    """Whether a block begins a `<details>` whose summary speaks of the answer: `Answer`, `Show answer`."""
    match = _SUMMARY.match(token.content) if token.type == "html_block" else None
    return match is not None and bool(_answer_word(page.lang).search(_TAGS.sub(" ", match[1])))


_SUMMARY = re.compile(r"\s*<details[^>]*>\s*<summary[^>]*>(.{1,200}?)</summary>", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile("<[^>]*>")


def _open(token: Token) -> None:
    """What a `<details>` holds is seen: it stands on the back, where nothing is to be guessed."""
    token.content = re.sub(r"<details(?![^>]*\bopen\b)", "<details open", token.content, count=1, flags=re.IGNORECASE)


@cache
def _answer_word(lang: str) -> re.Pattern[str]:
    words = {word for row in (taxonomy.language(lang), taxonomy.language("en")) for word in row.labels[Label.ANSWER]}
    alternatives = "|".join(map(re.escape, sorted(words)))
    return re.compile(rf"(?<![a-z])(?:{alternatives})(?![a-z])", re.IGNORECASE)


def _answer_heading(group: list[Token], body: Body, page: Page, seen: dict[Label, Token]) -> None:
    """The answer begins here, with what stands behind the colon of `#### Answer: B`."""
    _note_answer(body, page, group[1], 0, seen)
    body.labels.append(first_line(group[1]))
    _, _, rest = _COLON.split(group[1].content, maxsplit=1) if _COLON.search(group[1].content) else ("", "", "")
    if rest.strip():
        opening, inline, closing = (token.copy() for token in group)
        for token in (opening, closing):
            token.type, token.tag, token.markup = token.type.replace("heading", "paragraph"), "p", ""
        inline.content, inline.children = rest.strip(), []
        body.back += [opening, inline, closing]


_COLON = re.compile("([:：])")


def _label_list(group: list[Token], page: Page) -> list[list[Token]]:
    """The paragraphs of a list that consists of labels and holds a rarity or a difficulty; nothing for another list."""
    if group[0].type not in {"bullet_list_open", "ordered_list_open"}:
        return []
    items = [item[1:-1] for item in groups(group[1:-1])]
    if any([token.type for token in item] != _PARAGRAPH for item in items):
        return []
    labels = [{piece.label for piece in _pieces(item[1].content, page)} for item in items]
    if any(None in found for found in labels) or not set().union(*labels) & {Label.RARITY, Label.DIFFICULTY}:
        return []
    return items


def _paragraph(group: list[Token], body: Body, page: Page, seen: dict[Label, Token]) -> None:
    inline = group[1]
    if len(inline.content) > LONGEST_INLINE:
        body.back.extend(group)
        return
    pieces = list(_pieces(inline.content, page))
    _warn_of_near_labels(inline, page)
    if len(pieces) == 1 and pieces[0].label is None:
        body.back.extend(group)
        return
    for piece in pieces:
        if piece.label:
            body.labels.append(first_line(inline) + piece.line)
        if piece.label is None:
            body.back.extend(_paragraph_tokens(piece, group))
        elif piece.label is Label.ANSWER:
            _note_answer(body, page, inline, piece.offset, seen)
            body.back.extend(_paragraph_tokens(piece, group))
        else:
            _read(piece, group, body, page, seen)


def _warn_of_near_labels(inline: Token, page: Page) -> None:
    """A bold word before a colon that is nearly a label is noted."""
    offset = 0
    for line in inline.content.split("\n"):
        for match in _MARKED.finditer(line) if ":" in line or "：" in line else ():
            word = match["inside"] or match["outside"]
            near = None if taxonomy.label(word, page.lang) else _near_label(word, page.lang)
            if near:
                where = page.inside(inline, inline.content, offset + match.start() + len(match["mark"]))
                what = f"{quoted(word)} is no label; it is read as text."
                page.warning("unknown-label", where, what, f"Write {near} if that is meant.")
        offset += len(line) + 1


@cache
def _near_label(word: str, lang: str) -> str | None:
    rows = (taxonomy.language(lang), taxonomy.language(taxonomy.FALLBACK))
    known = {name.casefold(): name for row in rows for names in row.labels.values() for name in names}
    near = difflib.get_close_matches(word.casefold(), known, n=1, cutoff=_NEAR)
    return known[near[0]] if near else None


def _note_answer(body: Body, page: Page, inline: Token, offset: int, seen: dict[Label, Token]) -> None:
    if _repeated(Label.ANSWER, inline, offset, page, seen):
        return
    body.front, body.back = body.back, []


def _read(piece: _Piece, group: list[Token], body: Body, page: Page, seen: dict[Label, Token]) -> None:
    """The label's value is put into the body."""
    inline, label = group[1], piece.label
    if label is None or _repeated(label, inline, piece.offset, page, seen):
        return
    if label in {Label.SOURCE, Label.HINT}:
        tokens = [token for token in _paragraph_tokens(piece, group) if token.type == "inline"]
        if label is Label.SOURCE:
            body.source = tokens
        else:
            body.hint = tokens
        empty = not tokens
    elif label is Label.TAGS:
        body.tags.extend(_tags(piece.text))
        empty = not piece.text.strip()
    else:
        empty = not piece.text.strip()
        if not empty:
            _read_value(piece, inline, body, page)
    if empty:
        name = page.language.labels[label][0]
        where = page.inside(inline, inline.content, piece.offset)
        page.warning("empty-label", where, f"Nothing stands behind the label {name}.", "Write its value or remove it.")


def _read_value(piece: _Piece, inline: Token, body: Body, page: Page) -> None:
    word = _REMARK.sub("", piece.text)
    if remark := piece.text[len(word) :].strip():
        what = (
            f"{quoted(remark)} behind the label {page.language.labels[piece.label or Label.RARITY][0]} is on no card."
        )
        where = page.inside(inline, inline.content, piece.offset)
        page.lose("label-remark", where, count(remark), what, "Write it into the answer, or remove it.")
    if piece.label is Label.RARITY and (rarity := taxonomy.rarity(word, page.lang)):
        body.rarity = rarity
    elif piece.label is Label.DIFFICULTY and (difficulty := taxonomy.difficulty(word, page.lang)):
        body.difficulty = difficulty
    else:
        _unknown_value(piece, inline, page)


def _unknown_value(piece: _Piece, inline: Token, page: Page) -> None:
    is_rarity = piece.label is Label.RARITY
    kind = "rarity" if is_rarity else "difficulty"
    words = page.language.rarity_words if is_rarity else page.language.difficulty_words
    value = piece.text.strip().strip("*_ ")
    lines = inline.content.split("\n")
    offset = sum(len(line) + 1 for line in lines[: piece.line])
    where = page.inside(inline, inline.content, max(inline.content.find(value, offset), offset))
    page.error(
        f"unknown-{kind}", where, f"{quoted(value)} is not a {kind}.", suggestion(value, [w[0] for w in words.values()])
    )


def _repeated(label: Label, inline: Token, offset: int, page: Page, seen: dict[Label, Token]) -> bool:
    if label not in seen:
        seen[label] = inline
        return False
    name = page.language.labels[label][0]
    first = first_line(seen[label])
    where = page.inside(inline, inline.content, offset)
    what = f"The label {name} stands twice in this note; the first is on line {first}."
    remedy = "Keep one; if a question begins between them, give it a heading of the question level."
    page.error("repeated-label", where, what, remedy)
    return True


def _pieces(content: str, page: Page) -> Iterator[_Piece]:
    """The paragraph's source, cut at its labels."""
    current = _Piece(None, "", 0, 0)
    offset = 0
    among_labels = False
    for number, line in enumerate(content.split("\n")):
        found = list(_labels_in(line, number, offset, page, among_labels=among_labels))
        among_labels = among_labels or any(piece.label not in {None, Label.ANSWER} for piece in found)
        if found:
            if current.label or current.text.strip():
                yield current
            yield from found[:-1]
            current = found[-1]
        elif current.label in _VALUED:
            yield current
            current = _Piece(None, line, number, offset)
        else:
            current.text = f"{current.text}\n{line}" if current.text or number else line
        offset += len(line) + 1
    yield current


def _labels_in(line: str, number: int, offset: int, page: Page, *, among_labels: bool) -> Iterator[_Piece]:
    """The labels that a line begins with, and what else is behind them; several may follow each other after a value."""
    position: int | None = 0
    while position is not None and position < len(line):
        match = _LEAD.match(line, position)
        label = match and taxonomy.label(match["marked"] or match["bare"], page.lang)
        following = _next_label(line, match.end(), label) if match and label and label is not Label.ANSWER else None
        text = line[match.end() : following] if match else ""
        believed = (
            label and match and (match["marked"] or _is_believable(label, text, page, among_labels or position > 0))
        )
        if match and label and believed:
            if match["open"]:
                text = _reopened(label, match["mark"], text)
            if label in _VALUED:
                text = _LINE_BREAK_TAG.sub("", text).strip(_SEPARATORS)
            yield _Piece(label, text, number, offset + position)
        elif not position:
            return
        else:
            following = next((m.start() for m in _any_label().finditer(line, position) if m["mark"]), None)
            yield _Piece(None, line[position:following], number, offset + position)
        position = following


def _reopened(label: Label, mark: str, text: str) -> str:
    """`**Answer: yes** it is` has its emphasis opened before the label: open it behind."""
    return text if label in _VALUED else mark + text


def _is_believable(label: Label, text: str, page: Page, among_labels: bool) -> bool:  # noqa: FBT001 - one of four facts
    """Whether a word without emphasis before a colon is a label, which a sentence may begin with as well.

    `Rarity: common` is one and `Difficulty: we found …` is not; `Tags: b and i are inline.` is one only below another
    label. A misspelled value may be one.
    """
    if label is Label.ANSWER:
        return True
    if label not in {Label.RARITY, Label.DIFFICULTY}:
        return among_labels
    value = _REMARK.sub("", text).strip("*_ \t")
    if taxonomy.canonical(value, page.lang) is not None:
        return True
    words = page.language.rarity_words if label is Label.RARITY else page.language.difficulty_words
    known = [word.casefold() for spellings in words.values() for word in spellings]
    return len(value) <= _PROSE and bool(difflib.get_close_matches(value.casefold(), known, n=1, cutoff=_NEAR_VALUE))


def _next_label(line: str, start: int, label: Label) -> int | None:
    """Where the next label on the same line begins; behind Source and Hint only an emphasised one counts.

    Behind a value of one word even a misspelled one ends it.
    """
    places = (m.start() for m in _any_label().finditer(line, start) if m["mark"] or label in _VALUED)
    misspelled = (m.start() for m in _MARKED.finditer(line, start) if label in _VALUED)
    return min((*islice(places, 1), *islice(misspelled, 1)), default=None)


@cache
def _any_label() -> re.Pattern[str]:
    words = {word for language in taxonomy.languages().values() for label in Label for word in language.labels[label]}
    alternatives = "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
    return re.compile(rf"(?<![^\W_])(?P<mark>{_MARK})?(?:{alternatives})\s?(?:{_MARK})?\s?[:：]", re.IGNORECASE)


def _paragraph_tokens(piece: _Piece, group: list[Token]) -> list[Token]:
    """The piece's text as a paragraph; nothing when it is blank."""
    text = piece.text.strip()
    if not text:
        return []
    opening, inline, closing = (token.copy() for token in group)
    start = (group[1].map[0] if group[1].map else 0) + piece.line
    blank_lines = piece.text[: len(piece.text) - len(piece.text.lstrip())].count("\n")
    start += blank_lines
    inline.content, inline.children = text, []
    opening.map = inline.map = [start, start + text.count("\n") + 1]
    return [opening, inline, closing]


def _tags(text: str) -> list[str]:
    words = _TAG_SEPARATORS.split(text) if _TAG_SEPARATORS.search(text) else text.split()
    return [name for name in map(tag, words) if name]
