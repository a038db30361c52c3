"""Markdown to notes: text in, a `Document` out, and never an exception for anything an author can write.

text → front matter | blocks → outline (sections, questions) → per note: labels, inline markup, snippets, media
"""

from builder import taxonomy
from builder.errors import ResourceError, in_order
from builder.model import Document
from builder.parse.page import Page, Resources

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
) -> Document:
    """The notes and sections of one Markdown file, and everything that is wrong with it.

    `lang`, `question_level` and `tags` are the edition's; the front matter's go before them, its tags are added to
    them. Sections are numbered from `first_section`.
    """
    from builder.parse import frontmatter, markdown, notes, outline, sections
    from builder.parse.text import clean

    text, problems = clean(text, path)
    text += "" if text.endswith("\n") else "\n"
    front, body = frontmatter.split(text, path)
    lang = front.lang or lang
    page = Page(path, text, taxonomy.language(lang), lang, resources)
    page.problems += [*problems, *front.problems]
    tokens, env = markdown.blocks(body)
    if deep := markdown.too_deep(tokens):
        what = f"Lists and quotes are nested more than {markdown.DEEPEST} deep here; what is deeper or follows is lost."
        page.error("too-deep", page.start_of(deep), what, "Write it flatter.")
    for comment in markdown.unclosed_comments(tokens):
        what = f"The HTML comment that opens here is not closed; all up to line {(comment.map or [0, 1])[1]} is in it."
        page.error("unclosed-comment", page.start_of(comment), what, "Put --> behind it.")
    tokens, footnotes = markdown.footnote_definitions(tokens)
    parts, level = outline.parts(tokens, page.language, front.question_level or question_level)
    around = notes.Surroundings(page, env, footnotes, (*tags, *front.tags), level)
    held = sections.contents(parts, first_section, around)
    return Document(
        path=path,
        lang=lang,
        title=front.title or held.title,
        question_level=level,
        notes=held.notes,
        sections=held.sections,
        problems=in_order(page.problems),
        media=tuple(page.media),
        snippet_files=tuple(page.snippet_files),
    )
