"""Markdown to notes: text in, a `Document` out, and never an exception for anything an author can write.

text → front matter | blocks → outline (sections, questions) → per note: labels, inline markup, snippets, media
"""

from build_deck.errors import ResourceError, in_order
from build_deck.messages import quoted
from build_deck.model import Document
from build_deck.parse.page import Page, Resources, first_line
from build_deck.runtimes import RUN_BY_DEFAULT
from build_deck.words import taxonomy

__all__ = ["Document", "ResourceError", "Resources", "parse"]


def parse(  # noqa: PLR0913 - an edition's defaults, each with its own name
    text: str,
    path: str,
    *,
    resources: Resources,
    lang: str = taxonomy.FALLBACK,
    question_level: int | None = None,
    first_section: int = 1,
    tags: tuple[str, ...] = (),
    run: tuple[str, ...] = RUN_BY_DEFAULT,
    setup: str | None = None,
) -> Document:
    """The notes and sections of one Markdown file, and everything that is wrong with it.

    `lang`, `question_level`, `tags`, `run` and `setup` are the edition's; the front matter's go before them, its tags
    and its setup are added to them. Sections are numbered from `first_section`.
    """
    from build_deck.parse import accounts, frontmatter, markdown, notes, questions, sections, setups
    from build_deck.parse.text import clean

    text, problems = clean(text, path)
    text += "" if text.endswith("\n") else "\n"
    front, body = frontmatter.split(text, path)
    lang = front.lang or lang
    page = Page(path, text, taxonomy.language(lang), lang, resources, run if front.run is None else front.run)
    page.problems += [*problems, *front.problems]
    level = front.question_level or question_level
    tokens, env = markdown.blocks(body)
    if asks := bool(front.title) and questions.has_none(tokens):
        tokens, env = markdown.blocks(front.as_heading(body, level or 1))
    if deep := markdown.too_deep(tokens):
        what = f"Lists and quotes are nested more than {markdown.DEEPEST} deep here; what is deeper or follows is lost."
        page.error("too-deep", page.start_of(deep), what, "Write it flatter.")
    for comment in markdown.unclosed_comments(tokens):
        what = f"The HTML comment that opens here is not closed; all up to line {(comment.map or [0, 1])[1]} is in it."
        page.error("unclosed-comment", page.start_of(comment), what, "Put --> behind it.")
    for heading in (token for token in tokens if markdown.SETEXT in token.meta):
        what = f"{quoted(page.line(first_line(heading)).strip())} is a heading by the --- under it, as Markdown has it."
        remedy = "Write ## before it, or leave a line empty above --- if it is none."
        page.warning("underlined-heading", page.start_of(heading), what, remedy)
    tokens, footnotes = markdown.footnote_definitions(tokens)
    outline = questions.outline(tokens, page.language, level)
    around = notes.Surroundings(page, env, footnotes.by_label, (*tags, *front.tags), outline.level, front.title)
    if setup:
        around.setups.extend(setups.of_file(setup, page.at(1), page))
    if front.setup:
        around.setups.extend(setups.of_file(front.setup.written, front.setup.location, page))
    held = sections.contents(outline, first_section, around)
    accounts.definitions(footnotes, around.used, env, page)
    return Document(
        path=path,
        lang=lang,
        title=held.title if asks and held.title else front.title or held.title,
        question_level=outline.level,
        notes=held.notes,
        sections=held.sections,
        problems=in_order(page.problems),
        media=tuple(page.media),
        snippet_files=tuple(page.snippet_files),
        blocks=tuple(sorted(page.blocks)),
        lost=page.lost,
        lines=tuple(page.lines),
    )
