"""The parts of a file to its title, its sections and its notes."""

from dataclasses import dataclass, replace

from build_deck.model import NoteSource, Section
from build_deck.parse import accounts, html, ids, markdown, notes, setups
from build_deck.parse.accounts import Aside
from build_deck.parse.outline import Heading, announced
from build_deck.parse.questions import Outline, Part
from build_deck.parse.snippets import check_closed


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds."""

    title: str | None
    notes: tuple[NoteSource, ...]
    sections: tuple[Section, ...]


def contents(outline: Outline, first_section: int, around: notes.Surroundings) -> Contents:
    """Title, notes and sections; a section without notes is an introduction and does not count."""
    title, found = None, []
    title_heading = _title_heading(outline)
    sections: dict[str, Section] = {}
    current: Section | None = None
    section_tags: tuple[str, ...] = ()
    asides: list[Aside] = []
    for part in outline.parts:
        heading = part.heading
        if heading and part.asks:
            if current:
                first = sections.setdefault(current.slug, replace(current, index=first_section + len(sections)))
                accounts.tell_section(current, first, around.page)
                current = first
            note = notes.build(part, current, section_tags, around)
            found += [note] if note else []
            title = note.question if note and _is_one_note(outline) else title
            continue
        _check_introduction(part, around, is_above=not found)
        is_title = heading is not None and heading is title_heading
        name = ""
        if heading:
            section, section_tags = _section(heading, around)
            name, current = section.title, section
        if is_title:
            title, current, section_tags = name, None, ()
        asides.append(accounts.aside(part, name, is_title=is_title, env=around.env, page=around.page))
    accounts.tell(asides, outline, around.page)
    if title_heading and title and around.title:
        accounts.tell_title(title_heading.token, title, around.title, around.page)
    used = {note.section.slug for note in found if note.section}
    return Contents(title, tuple(found), tuple(section for slug, section in sections.items() if slug in used))


def _is_one_note(outline: Outline) -> bool:
    """Whether the file is one note under its title."""
    return outline.guessed and outline.level == 1 and sum(part.heading is not None for part in outline.parts) == 1


def _title_heading(outline: Outline) -> Heading | None:
    """The file's only heading of level 1, unless it is a question."""
    top = [part for part in outline.parts if part.heading and part.heading.level == 1]
    return top[0].heading if len(top) == 1 and not top[0].asks else None


def _section(heading: Heading, around: notes.Surroundings) -> tuple[Section, tuple[str, ...]]:
    """The section of a heading and the tags it gives to its notes; its index is not yet known."""
    page = around.page
    text, marks = notes.read_marks(heading, page)
    kind = f".{marks.class_of_kind}"
    for name, value in (("rarity", marks.rarity), ("difficulty", marks.difficulty), (kind, marks.kind)):
        if value:
            what = f"A section has no {name}; only questions have."
            page.error("unknown-attribute", page.find(heading.token, name), what, "Write it on each question.")
    counted = announced(page.language).search(text)
    heading.inline.content = (text[: counted.start()] if counted else text).strip()
    markdown.read_inline([heading.inline], around.env)
    html.settle([heading.inline], page)
    title = markdown.plain(heading.inline)
    section = Section(
        title=title,
        slug=marks.id or ids.slug(markdown.plain(heading.inline, tags=False)),
        index=0,
        location=page.start_of(heading.token),
        number=heading.number,
        announced=int(counted[1]) if counted else None,
    )
    return section, tuple(marks.tags)


def _check_introduction(part: Part, around: notes.Surroundings, *, is_above: bool) -> None:
    """What stands in no question is looked through for setups, and for what was meant for a question."""
    if is_above:
        around.setups.extend(setups.take(part.tokens, around.page))
    else:
        setups.tell_late(part.tokens, around.page)
    for token in part.tokens:
        if token.type == "fence":
            check_closed(token, around.page)
    notes.strip_deep_attributes(part.tokens, around)
