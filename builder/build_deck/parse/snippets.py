"""Fences to snippets: what runs, what is shown, under which conditions, and the output that is pinned."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from markdown_it.token import Token

from build_deck import runtimes
from build_deck.errors import Level, Location, ResourceError
from build_deck.messages import counted, quoted, suggestion
from build_deck.model import Pin, Snippet, SnippetOptions
from build_deck.parse import fences, foreign, options, regions
from build_deck.parse.page import Page, first_line
from build_deck.parse.transcripts import as_transcript
from build_deck.syntax import attributes
from build_deck.syntax.highlighting import is_coloured
from build_deck.words import taxonomy
from build_deck.words.counting import count

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
            elif info.language == "math":
                _formula(token, page)
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
        what = f"A diagram takes no attributes, and this one has {quoted(info.attributes.strip())}."
        page.warning("foreign-attribute", page.find(token, info.attributes.strip()), what, "Remove them.")


def _formula(token: Token, page: Page) -> None:
    """A fence of math, as GitHub and MyST write it, is a formula from now on."""
    check_closed(token, page)
    lines = token.content.split("\n")
    token.type, token.tag, token.markup = "math_block", "math", "$$"
    token.content = "\n".join(lines[_cell_options(lines) :]).strip()


def _pin(token: Token, info: fences.Info, kept: list[Token], page: Page, snippets: list[Snippet]) -> bool:
    """Whether an output fence pins the snippet right before it; else it has a problem and stays as plain text."""
    location = page.find(token, token.markup)
    before = kept[-1] if kept else None
    index = before.meta.get("snippet") if before and before.type == "fence" and before.level == token.level else None
    check_closed(token, page)
    if info.attributes.strip():
        what = f"An output fence takes no attributes, and this one has {quoted(info.attributes.strip())}."
        page.error(
            "unknown-attribute", page.find(token, info.attributes.strip()), what, "Put them on the snippet's own fence."
        )
    if index is None or not snippets[index].runs or snippets[index].pin:
        if index is None or not _is_left_unrun(snippets[index]):
            what = _why_no_pin(None if index is None else snippets[index])
            page.error("pin-without-snippet", location, what, "Put it right after the Python fence whose output it is.")
        _append(token, _plain(token, page), snippets)
        return False
    snippets[index] = replace(snippets[index], pin=Pin(token.content, location))
    return True


def _is_left_unrun(snippet: Snippet) -> bool:
    """Whether a snippet could run and `run:` of its file or deck leaves it out: then its output is just text."""
    can_run = runtimes.called(snippet.language) or runtimes.of_console(snippet.language)
    return not snippet.runs and snippet.options.run is None and can_run is not None


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


def read(token: Token, page: Page) -> Snippet:
    """The snippet of a fence that stands in no note."""
    return _snippet(token, fences.read(token.info), page)


def _snippet(token: Token, info: fences.Info, page: Page) -> Snippet:
    location = page.find(token, token.markup)
    check_closed(token, page)
    chosen, problems = _options(info)
    language = _language(token, info, chosen, page)
    code = _from_file(token, chosen, page) if chosen.file else _from_fence(token, page, cell=info.cell)
    runtime = _runtime(language, chosen, page)
    _tell(problems, token, page, runs=bool(runtime))
    snippet = Snippet(
        language, code.code, code.shown, location, code.origin, code.shown_origin, chosen, runtime=runtime
    )
    _check_length(snippet, page)
    snippet = _without_commands(as_transcript(snippet, page), page)
    return replace(snippet, options=_fitting(snippet, page))


def _without_commands(snippet: Snippet, page: Page) -> Snippet:
    """The snippet without the commands of a notebook; one that needs them does not run. Both are noted."""
    if not snippet.runs or snippet.transcript or snippet.options.file or snippet.options.raises:
        return snippet
    commands = runtimes.named(snippet.runtime).commands(snippet.code)
    lines = snippet.code.split("\n")
    if commands.refused:
        what = f"{quoted(lines[commands.refused - 1].strip())} is a command of a notebook, so this fence is not run."
        place = replace(snippet.origin, line=snippet.origin.line + commands.refused - 1)
        page.warning("notebook-command", place, what, "Write it as plain code, or run=false behind the language.")
        return replace(snippet, runtime="")
    for number in commands.idle:
        what = f"{quoted(lines[number - 1].strip())} is a command of a notebook; it is shown and does nothing."
        place = replace(snippet.origin, line=snippet.origin.line + number - 1)
        page.warning("notebook-command", place, what, "Remove it: figures are kept, and code runs, without it.")
        lines[number - 1] = ""
    return replace(snippet, code="\n".join(lines)) if commands.idle else snippet


def _check_length(snippet: Snippet, page: Page) -> None:
    """Code that is too long for colours is noted."""
    if snippet.language and not snippet.options.hide and not is_coloured(snippet.shown):
        size = f"{counted(len(snippet.shown), 'character')} in {counted(snippet.shown.count(chr(10)), 'line')}"
        what = f"This code has {size}; it is shown without colours."
        page.warning(
            "long-code", snippet.location, what, "Show less of it: file=NAME.py#REGION shows a part of a file."
        )


def _runtime(language: str, chosen: SnippetOptions, page: Page) -> str:
    """The name of the runtime that executes the snippet: what `run=` says goes first; empty where it does not run."""
    runtime = runtimes.called(language) or runtimes.of_console(language)
    wanted = runtime is not None and (runtime.name in page.run if chosen.run is None else chosen.run)
    return runtime.name if runtime and wanted else ""


def check_closed(token: Token, page: Page) -> None:
    """A fence without an end is noted, with what it takes in that was meant for the page."""
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


def _options(info: fences.Info) -> tuple[SnippetOptions, list[options.BadOption]]:
    """What the attributes say, and what is wrong with them."""
    try:
        return options.read((*attributes.read(info.attributes), *info.lines))
    except attributes.BadAttributes as error:
        remedy = 'Write key=value, key="two words" or a flag, with spaces between.'
        problem = options.BadOption(str(error), remedy, "bad-attributes")
        problem.offset = error.offset
        return NO_OPTIONS, [problem]


def _tell(problems: Iterable[options.BadOption], token: Token, page: Page, *, runs: bool) -> None:
    """What is wrong with a fence's attributes is noted: only where it runs can it make a card false."""
    column = page.line(first_line(token)).find(token.markup) + len(token.markup) + 1
    for problem in problems:
        place = page.at(first_line(token), column + problem.offset)
        is_mild = problem.code in _MILD and not runs
        note = page.warning if is_mild or problem.level is Level.WARNING else page.error
        note(problem.code, place, problem.what, problem.remedy)


_MILD = frozenset({"unknown-attribute", "bad-attributes"})


def _language(token: Token, info: fences.Info, chosen: SnippetOptions, page: Page) -> str:
    language = info.language
    if not info.written and chosen.file:
        return fences.language_of_file(chosen.file)
    if fences.is_known(language):
        return language
    place = page.find(token, info.written)
    if word := foreign.language(info.written):
        what = f"{quoted(info.written)} is no language: it is {word.means}."
        page.warning("foreign-syntax", place, what, word.write)
        return ""
    if info.written in options.TABLE:
        what = f"{quoted(info.written)} stands where the language should; the code is shown as plain text."
        page.warning("unknown-language-of-fence", place, what, f"Write the language before it: python {info.written}.")
        return ""
    what = f"{quoted(info.written)} is no language that can be highlighted; it is shown as plain text."
    remedy = f"{fences.nearest(language)} Write the language's short name, or `text`.".lstrip()
    page.warning("unknown-language-of-fence", place, what, remedy)
    return ""


def _from_fence(token: Token, page: Page, *, cell: bool = False) -> _Code:
    lines = token.content.split("\n")
    quarto = _leading(_QUARTO_OPTION, lines)
    above = quarto or (_cell_options(lines) if cell else 0)
    if above:
        whose = "Quarto" if quarto else "Jupyter Book"
        what = f"The options of this cell ({counted(above, 'line')}) are those of {whose}; none is read."
        remedy = "Remove them, or write run=false or hide behind the language."
        words = count("\n".join(lines[:above]))
        page.lose("foreign-attribute", page.at(first_line(token) + 1), words, what, remedy)
    origin = _first_line_of_code(token, page, above)
    code = "\n".join(lines[above:])
    return _Code(code, code, origin, origin)


def _cell_options(lines: Sequence[str]) -> int:
    """How many lines of a cell are options: `:tags: [hide-input]`, or YAML between two lines of ---."""
    if lines[0].strip() == "---" and "---" in lines[1:]:
        return lines.index("---", 1) + 1
    return _leading(_CELL_OPTION, lines)


def _leading(pattern: re.Pattern[str], lines: Sequence[str]) -> int:
    """How many lines above all others are of a kind."""
    return next((index for index, line in enumerate(lines) if not pattern.match(line)), len(lines))


_CELL_OPTION = re.compile(r":[\w-]+:")
_QUARTO_OPTION = re.compile(r"(?:#|//|--)\| *[\w.-]+ *:(?: |$)")


def _first_line_of_code(token: Token, page: Page, above: int = 0) -> Location:
    """Where a fence's first line of code stands, behind the indentation or `>` of what the fence is in."""
    number = first_line(token) + 1 + above
    first = token.content.split("\n")[above] if token.content else ""
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
        page.error(error.code_for("snippet"), location, error.what, error.remedy)
        return _from_fence(token, page)
    page.snippet_files[path] = None
    part = regions.show(text, region)
    if part is None:
        what = f"{path} has no region {quoted(region or '')}."
        known = regions.names(text)
        remedy = suggestion(region or "", known) if known else "Mark one with `# region NAME` and `# endregion`."
        page.error("missing-region", location, what, remedy)
        part = regions.Part(text, 1)
    return _Code(text, part.text, Location(path, 1), Location(path, part.line))


_ONLY_WHEN_RUN = ("raises", "timeout", "memory", "device", "seed", "seeds", "tolerance", "processes", "predict", "alt")


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
        chosen = replace(chosen, predict="")
    if chosen.hide and (chosen.predict or chosen.cloze or chosen.highlight):
        what = "A hidden snippet has nothing to predict, to fill in or to highlight."
        page.error("hidden-and-shown", snippet.location, what, "Remove hide, or the other attribute.")
        chosen = replace(chosen, predict="", cloze=(), highlight=())
    lines = len(snippet.shown.rstrip("\n").split("\n"))
    beyond = [line for line in (*chosen.highlight, *sum(chosen.cloze, ())) if line > lines]
    if beyond:
        what = f"The snippet shows {counted(lines, 'line')}, and its attributes name line {beyond[0]}."
        note = page.error if any(line > lines for group in chosen.cloze for line in group) else page.warning
        note("line-beyond-snippet", snippet.location, what, "Count the lines that the card shows, from 1.")
        keep = tuple(kept for group in chosen.cloze if (kept := tuple(n for n in group if n <= lines)))
        chosen = replace(chosen, highlight=tuple(n for n in chosen.highlight if n <= lines), cloze=keep)
    return chosen
