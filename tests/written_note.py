"""One note written in Markdown and read by the parser, for tests of what comes after."""

from build_deck.errors import ResourceError
from build_deck.model import NoteSource
from build_deck.parse import parse

PATH = "deck/en.md"


class AnyFile:
    """Every picture and sound is there, but those whose name says that they are not; no snippet file is."""

    def snippet(self, name: str) -> tuple[str, str]:
        raise ResourceError(f"There is no snippet file `{name}`.", "Create it.")

    def media(self, src: str) -> str:
        if "missing" in src:
            raise ResourceError(f"There is no file `{src}`.", "Put it there.")
        return src


def make_note(
    question: str = "What is it?",
    back: str = "It.",
    *,
    front: str = "",
    hint: str = "",
    cited: str = "",
    marks: str = "",
    above: str = "",
) -> NoteSource:
    """The note of a question with these `marks` behind its id, under what stands `above`; labels where they are needed."""
    parts = (
        above,
        f"### {question} {{#note {marks}}}",
        front,
        f"**Answer:**\n\n{back}" if front else back,
        f"**Hint:** {hint}" if hint else "",
        f"**Source:** {cited}" if cited else "",
    )
    text = "\n\n".join(part for part in parts if part)
    (note,) = parse(f"{text}\n", PATH, resources=AnyFile()).notes
    return note


def fence(code: str, info: str = "python") -> str:
    """The code in a fence."""
    return f"```{info}\n{code}\n```"
