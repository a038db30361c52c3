"""Fences to snippets: what runs, what is shown, under which conditions, and the output that is pinned."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from markdown_it.token import Token

from builder import attributes, taxonomy
from builder.errors import Location, ResourceError
from builder.model import Pin, Snippet, SnippetOptions
from builder.parse import fences, options, regions
from builder.parse.page import Page, first_line
from builder.wording import counted, shown, suggestion

NO_OPTIONS = SnippetOptions()
_HEADING = re.compile(r"[ \t>]*#{1,6} ")
_LABEL = re.compile(r"[ \t>]*(?:\*\*|__)([^\W\d_][^*_:：\n]{0,39})[:：*_]")


@dataclass(frozen=True, slots=True)
class _Code:
    """What a fence runs and shows."""

    code: str
    shown: str
    origin: Location
    shown_origin: Location


def take(tokens: Sequence[Token], page: Page, snippets: list[Snippet]) -> list[Token]:
    """The tokens without pins, each fence knowing its index in `snippets`, to which its snippet has been added."""
    kept: list[Token] = []
    for token in tokens:
        if token.type == "code_block":
            _append(token, _indented(token, page), snippets)
        elif token.type == "fence":
            info = fences.read(token.info)
            if info.language == "output":
                if _pin(token, info, kept, page, snippets):
                    continue
            elif info.language == "mermaid":
                _mermaid(token, info, page)
            else:
                _append(token, _snippet(token, info, page), snippets)
        kept.append(token)
    return kept


def is_unclosed(token: Token) -> bool:
    """Whether nothing closes a fence: then its last line is code, too."""
    start, end = token.map or (0, 0)
    return token.content.count("\n") >= end - start - 1


def _append(token: Token, snippet: Snippet, snippets: list[Snippet]) -> None:
    token.meta["snippet"] = len(snippets)
    snippets.append(snippet)


def _indented(token: Token, page: Page) -> Snippet:
    start = page.start_of(token)
    return Snippet("", token.content, token.content, start, start, start, replace(NO_OPTIONS, run=False))


def _mermaid(token: Token, info: fences.Info, page: Page) -> None:
    token.meta["mermaid"] = True
    check_closed(token, page)
    if info.attributes.strip():
        what = f"A diagram takes no attributes, and this one has {shown(info.attributes.strip())}."
        page.error("unknown-attribute", page.find(token, info.attributes.strip()), what, "Remove them.")


def _pin(token: Token, info: fences.Info, kept: list[Token], page: Page, snippets: list[Snippet]) -> bool:
    """Whether an output fence pins the snippet right before it; else it has a problem and stays as plain text."""
    location = page.find(token, token.markup)
    before = kept[-1] if kept else None
    index = before.meta.get("snippet") if before and before.type == "fence" and before.level == token.level else None
    check_closed(token, page)
    if info.attributes.strip():
        what = f"An output fence takes no attributes, and this one has {shown(info.attributes.strip())}."
        page.error(
            "unknown-attribute", page.find(token, info.attributes.strip()), what, "Put them on the snippet's own fence."
        )
    if index is None or not snippets[index].runs or snippets[index].pin:
        what = _why_no_pin(None if index is None else snippets[index])
        page.error("pin-without-snippet", location, what, "Put it right after the Python fence whose output it is.")
        _append(token, _plain(token, page), snippets)
        return False
    snippets[index] = replace(snippets[index], pin=Pin(token.content, location))
    return True


def _why_no_pin(snippet: Snippet | None) -> str:
    if snippet is None:
        return "This output belongs to no snippet."
    return (
        "The snippet before this output does not run."
        if not snippet.runs
        else "The snippet before this has its output already."
    )


def _plain(token: Token, page: Page) -> Snippet:
    origin = _first_line_of_code(token, page)
    return Snippet(
        "", token.content, token.content, page.find(token, token.markup), origin, origin, replace(NO_OPTIONS, run=False)
    )


def _snippet(token: Token, info: fences.Info, page: Page) -> Snippet:
    location = page.find(token, token.markup)
    check_closed(token, page)
    chosen = _options(token, info, page)
    language = _language(token, info, chosen, page)
    code = _from_file(token, chosen, page) if chosen.file else _from_fence(token, page)
    snippet = Snippet(language, code.code, code.shown, location, code.origin, code.shown_origin, chosen)
    return replace(snippet, options=_fitting(snippet, page))


def check_closed(token: Token, page: Page) -> None:
    """Nothing; a fence without an end is noted, with what it takes in that was meant for the page."""
    if not is_unclosed(token):
        return
    lines = token.content.split("\n")
    headings = sum(bool(_HEADING.match(line)) for line in lines)
    labels = sum(bool((m := _LABEL.match(line)) and taxonomy.label(m[1], page.lang)) for line in lines)
    taken = [counted(number, name) for number, name in ((headings, "heading"), (labels, "label")) if number]
    end = token.map[1] if token.map else 1
    among = f", {' and '.join(taken)} among it" if taken else ""
    what = f"The fence that opens here is not closed; all up to line {end} is in it{among}."
    remedy = f"Put {token.markup} on a line of its own after its code."
    page.error("unclosed-fence", page.find(token, token.markup), what, remedy)


def _options(token: Token, info: fences.Info, page: Page) -> SnippetOptions:
    column = page.line(first_line(token)).find(token.markup) + len(token.markup) + 1
    place: Callable[[int], Location] = lambda offset: page.at(first_line(token), column + offset)  # noqa: E731 - a shorthand
    try:
        chosen, problems = options.read(attributes.read(info.attributes))
    except attributes.BadAttributes as error:
        remedy = 'Write key=value, key="two words" or a flag, with spaces between.'
        page.error("bad-attributes", place(error.offset), str(error), remedy)
        return NO_OPTIONS
    for problem in problems:
        page.error(problem.code, place(problem.offset), problem.what, problem.remedy)
    return chosen


def _language(token: Token, info: fences.Info, chosen: SnippetOptions, page: Page) -> str:
    language = info.language
    if not info.written and chosen.file:
        return fences.language_of_file(chosen.file)
    if fences.is_known(language):
        return language
    what = f"{shown(info.written)} is no language that can be highlighted; it is shown as plain text."
    remedy = f"{fences.nearest(language)} Write the language's short name, or `text`.".lstrip()
    page.warning("unknown-language-of-fence", page.find(token, info.written), what, remedy)
    return ""


def _from_fence(token: Token, page: Page) -> _Code:
    origin = _first_line_of_code(token, page)
    return _Code(token.content, token.content, origin, origin)


def _first_line_of_code(token: Token, page: Page) -> Location:
    """Where a fence's first line of code stands, behind the indentation or `>` of what the fence is in."""
    number = first_line(token) + 1
    first = token.content.split("\n", 1)[0]
    line = page.line(number)
    return page.at(number, len(line) - len(first) + 1 if first and line.endswith(first) else 1)


def _from_file(token: Token, chosen: SnippetOptions, page: Page) -> _Code:
    """A snippet file, or nothing with a problem noted: then the fence shows what it holds itself."""
    name, region = chosen.file or "", chosen.region
    location = page.find(token, f"file={name}")
    if token.content.strip():
        what = f"This fence shows the file {name} and holds code of its own."
        page.error("two-codes", page.at(first_line(token) + 1), what, "Remove the code, or the attribute file=.")
    try:
        path, text = page.resources.snippet(name)
    except ResourceError as error:
        page.error(error.code.replace("missing-file", "missing-snippet"), location, error.what, error.remedy)
        return _from_fence(token, page)
    page.snippet_files[path] = None
    part = regions.show(text, region)
    if part is None:
        what = f"{path} has no region {shown(region or '')}."
        known = regions.names(text)
        remedy = suggestion(region or "", known) if known else "Mark one with `# region NAME` and `# endregion`."
        page.error("missing-region", location, what, remedy)
        part = regions.Shown(text, 1)
    return _Code(text, part.text, Location(path, 1), Location(path, part.line))


_ONLY_WHEN_RUN = ("raises", "timeout", "memory", "device", "seed", "tolerance", "processes", "predict")


def _fitting(snippet: Snippet, page: Page) -> SnippetOptions:
    """The options without those that this snippet cannot have; each of those is noted."""
    chosen = snippet.options
    if not snippet.runs:
        for name in _ONLY_WHEN_RUN:
            if getattr(chosen, name) != getattr(NO_OPTIONS, name):
                what = f"{name} means nothing on a fence that does not run."
                page.warning(
                    "idle-attribute", snippet.location, what, "Remove it, or make the fence a Python one that runs."
                )
        chosen = replace(chosen, predict=False)
    if chosen.hide and (chosen.predict or chosen.cloze or chosen.highlight):
        what = "A hidden snippet has nothing to predict, to fill in or to highlight."
        page.error("hidden-and-shown", snippet.location, what, "Remove hide, or the other attribute.")
        chosen = replace(chosen, predict=False, cloze=(), highlight=())
    lines = len(snippet.shown.rstrip("\n").split("\n"))
    beyond = [line for line in (*chosen.highlight, *sum(chosen.cloze, ())) if line > lines]
    if beyond:
        what = f"The snippet shows {counted(lines, 'line')}, and its attributes name line {beyond[0]}."
        page.error("line-beyond-snippet", snippet.location, what, "Count the lines that the card shows, from 1.")
        keep = tuple(kept for group in chosen.cloze if (kept := tuple(n for n in group if n <= lines)))
        chosen = replace(chosen, highlight=tuple(n for n in chosen.highlight if n <= lines), cloze=keep)
    return chosen
