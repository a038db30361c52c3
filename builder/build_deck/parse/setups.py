"""Code that runs, unseen, at the start of every session of a file: `setup:` and fences above the first question."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from markdown_it.token import Token

from build_deck import runtimes
from build_deck.errors import Location, ResourceError
from build_deck.model import Block, Fate, Pin, Snippet, SnippetOptions
from build_deck.parse import fences, snippets
from build_deck.parse.page import Page

_ANYTHING = "..."


def of_file(name: str, place: Location, page: Page) -> Iterable[Snippet]:
    """The snippet of a file that `setup:` names; nothing where it cannot be had, which is noted."""
    runtime = runtimes.of_file(name)
    if runtime is None:
        what = f"`setup: {name}` is no file of a language that runs."
        page.error("missing-snippet", place, what, "Name a file of one, such as NAME.py.")
        return
    try:
        path, text = page.resources.snippet(name)
    except ResourceError as error:
        page.error(error.code_for("snippet"), place, error.what, error.remedy)
        return
    page.snippet_files[path] = None
    start = Location(path, 1)
    options = SnippetOptions(file=name, hide=True, setup=True)
    yield Snippet(runtime.name, text, text, start, start, start, options, Pin(_ANYTHING, start), runtime=runtime.name)


def take(tokens: list[Token], page: Page) -> Iterable[Snippet]:
    """The snippets of the setup fences among the tokens, which are taken out of them."""
    for token in [token for token in tokens if token.type == "fence" and _is_setup(token)]:
        tokens.remove(token)
        first, last = token.map or (0, 0)
        page.blocks.append(Block(first + 1, last, Fate.SETUP))
        snippet = snippets.read(token, page)
        if runtime := runtimes.called(snippet.language):
            options = replace(snippet.options, hide=True, setup=True)
            pin = Pin(_ANYTHING, snippet.location)
            yield replace(snippet, options=options, pin=pin, runtime=runtime.name)
        else:
            what = "A setup fence is in no language that runs."
            page.error("bad-attribute", snippet.location, what, "Write ```python setup.")


def tell_late(tokens: Iterable[Token], page: Page) -> None:
    """Setup fences below the first question are noted."""
    for token in tokens:
        if token.type == "fence" and _is_setup(token):
            what = "A setup fence stands below a question; it sets up nothing."
            page.error("bad-attribute", page.start_of(token), what, "Put it above the file's first question.")


def _is_setup(token: Token) -> bool:
    info = fences.read(token.info)
    return "setup" in info.attributes.split()


def put_first(setups: Sequence[Snippet], found: list[Snippet], tokens: Iterable[Token]) -> None:
    """The setups of the languages that run in a note stand before its snippets, and its fences know."""
    running = {snippet.runtime for snippet in found if snippet.runs}
    wanted = [snippet for snippet in setups if snippet.runtime in running]
    found[:0] = wanted
    for token in tokens:
        if "snippet" in token.meta:
            token.meta["snippet"] += len(wanted)
