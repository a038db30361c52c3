"""What stands in a note besides text: code with its output, diagrams, pictures and sounds, as finished HTML."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from build_deck.errors import Location, Problem
from build_deck.model import Environment, NoteSource, Output, Snippet
from build_deck.render import cloze, code, output
from build_deck.render.context import RenderContext
from build_deck.render.media import is_picture, is_played, media_name
from build_deck.render.mermaid import MermaidError, draw
from build_deck.render.text import escape, escape_attribute, guard, tidy
from build_deck.syntax.svg import clean

if TYPE_CHECKING:
    from markdown_it.token import Token


class NoteBlocks:
    """The blocks of one note, made as its text is walked through; media and problems are collected on the way."""

    def __init__(
        self,
        source: NoteSource,
        outputs: Mapping[int, Output],
        environment: Environment | None,
        context: RenderContext,
        *,
        blanks: bool,
    ) -> None:
        self.media: dict[str, bytes] = {}
        self.files: dict[str, str] = {}
        """The paths of those that are copies."""
        self.problems: list[Problem] = []
        self.is_front = True
        """Whether what comes next stands on the front, where an output that a card asks for may not be seen."""
        self._source = source
        self._environment = environment
        self._context = context
        self._blanks = blanks
        self._on_card = {
            index: on_card
            for index, snippet in enumerate(source.snippets)
            if index in outputs and not snippet.options.hide
            if (on_card := output.on_card(outputs[index], snippet.options.output))
        }
        self._in_html: dict[str, str] = {}
        """The files of the pictures in an author's HTML, by their `src`."""
        self._marked: int | None = None
        self._next_blank = 1 + max(_numbers(source), default=0)

    def begin(self, tokens: "Sequence[Token]", *, front: bool) -> None:
        """Take up the blocks of another field; the last output among them will carry the mark."""
        self.is_front = front
        seen = [index for index in _snippets_in(tokens) if self._is_seen(index) or self._is_transcript(index)]
        self._marked = seen[-1] if seen else None

    # ---- what the text asks for --------------------------------------------------------------------------------------

    def code(self, token: "Token") -> str:
        """A snippet's code, and its output unless this side may not show it."""
        index = token.meta["snippet"]
        snippet = self._source.snippets[index]
        if snippet.options.hide:
            return ""
        mark = index == self._marked
        shown = self._output(index, mark=mark) if self._is_seen(index) else ""
        below = f'<div class="bd-output">{self._claim(snippet)}</div>' if mark and not shown else ""
        return self._code(snippet) + shown + below

    def diagram(self, token: "Token") -> str:
        """A mermaid fence as a picture."""
        try:
            drawing = draw(token.content, self._source.lang)
        except MermaidError as error:
            what = f"The mermaid diagram cannot be drawn: {error}."
            self.problem("mermaid", what, "Mend the diagram.", self._place(token))
            return ""
        name = self._add(f"{self._source.id}.svg", drawing.document.encode())
        # Shrunk further its labels could not be read: on a phone a wide diagram scrolls.
        alt = self._attribute(drawing.summary)
        style = f"min-width:{drawing.width * 2 // 3}px"
        return f'<div class="bd-figure bd-diagram"><img src="{name}" alt="{alt}" style="{style}"></div>'

    def picture(self, token: "Token", alt: str) -> str | None:
        """A picture or sound of the deck's own; None for a remote one."""
        path = token.meta.get("media")
        if path is None:
            return None
        if is_played(path):
            return f"[sound:{name}]" if (name := self._copied(path)) else ""
        if is_picture(path):
            name = self._copied(path)
            return f'<img class="bd-picture" src="{name}" alt="{self._attribute(alt)}">' if name else ""
        self._unknown_media(path)
        return ""

    def html(self, token: "Token") -> None:
        """Take note of the pictures in an author's HTML, and of sounds, which it cannot play."""
        files: Mapping[str, str] = token.meta.get("media", {})
        self._in_html |= files
        for src, path in files.items():
            if is_played(path):
                what = f"A sound or film in HTML is not played: `{tidy(src)}`."
                self.problem("html-picture", what, f"Write it as `![]({tidy(src)})`.")

    def picture_in_html(self, src: str) -> str | None:
        """The name of a picture that an author's HTML shows; None where it cannot be had."""
        path = self._in_html.get(src)
        if path is None:
            what = f"A picture in HTML is not copied into the package: `{tidy(src)}`."
            self.problem("html-picture", what, f"Write it as `![]({tidy(src)})`.")
        elif is_picture(path):
            return self._copied(path)
        elif not is_played(path):
            self._unknown_media(path)
        return None

    def _copied(self, path: str) -> str | None:
        """The name of a file in the package; None where it cannot be read."""
        try:
            name = self._add(path, self._context.media.read(path))
        except OSError as error:
            what = f"`{path}` cannot be read: {error.strerror or error}."
            self.problem("missing-media", what, "Put the file there, or mend its path.")
            return None
        self.files[name] = path
        return name

    def _unknown_media(self, path: str) -> None:
        remedy = "Use PNG, JPEG, SVG, WebP or GIF for pictures, MP3, OGG or MP4 for sound and film."
        self.problem("unknown-media", f"Anki can neither show nor play `{path}`.", remedy)

    # ---- what a predict card asks for --------------------------------------------------------------------------------

    def predicted(self) -> tuple[int, ...]:
        """The snippets whose output a sibling card asks for."""
        return tuple(index for index, snippet in enumerate(self._source.snippets) if snippet.options.predict)

    def code_to_predict(self) -> str:
        """The code that the predict card shows: what it asks about, and what stands above that in the session."""
        asked = self.predicted()
        return "".join(
            self._code(snippet)
            for index, snippet in enumerate(self._source.snippets[: asked[-1] + 1])
            if index in asked or (snippet.runs and not snippet.options.hide)
        )

    def predicted_outputs(self, tokens: "Sequence[Token] | None" = None) -> str:
        """The outputs that a sibling card asks for, of all snippets or of those among the tokens."""
        wanted = self.predicted() if tokens is None else _snippets_in(tokens)
        there = [index for index in wanted if index in self._on_card and index in self.predicted()]
        return "".join(self._output(index, mark=index == there[-1]) for index in there)

    def typed(self) -> str:
        """The line that the learner types, to be compared by Anki; empty where the card asks for none."""
        index = next((one for one in self.predicted() if self._is_typed(one)), None)
        return self._on_card[index].text.strip() if index is not None and index in self._on_card else ""

    def check_predictions(self) -> None:
        """Note a problem for each snippet that asks for a prediction and shows nothing, or nothing to type."""
        for index in self.predicted():
            if index not in self._on_card:
                what = "There is no output to predict: the snippet shows none."
                remedy = "Let it print something, or take `predict` off."
                self.problem("predict-without-output", what, remedy, self._source.snippets[index].location)
            elif self._is_typed(index) and (what := self._why_not_typed(index)):
                remedy = "Let it print one short line, or write predict without `=type`."
                self.problem("predict-type", what, remedy, self._source.snippets[index].location)

    def _is_typed(self, index: int) -> bool:
        return self._source.snippets[index].options.predict == "typed"

    def _why_not_typed(self, index: int) -> str:
        """Why the output cannot be typed on a phone; empty where it can."""
        shown, pin, asked = self._on_card[index], self._source.snippets[index].pin, len(self.predicted())
        if asked > 1:
            return f"A card compares one output with what is typed, and this note asks for {asked}."
        if pin and "..." in pin.text:
            return "The output is pinned with `...`, so nobody can say what to type."
        if shown.error or shown.html or shown.figures or not shown.text:
            return "Only printed text can be typed, and this snippet shows something else."
        return output.why_not_typed(shown.text.strip())

    def problem(self, code_: str, what: str, remedy: str, location: Location | None = None) -> None:
        """Note an error, at the note's heading if nowhere else."""
        self.problems.append(Problem(code_, location or self._source.location, what, remedy))

    # ---- pieces ------------------------------------------------------------------------------------------------------

    def _is_seen(self, index: int) -> bool:
        predicted = self._source.snippets[index].options.predict
        return index in self._on_card and not (self.is_front and predicted)

    def _is_transcript(self, index: int) -> bool:
        """Whether the code shows its outputs itself, and they were held against a run."""
        snippet = self._source.snippets[index]
        return snippet.pin is not None and bool(snippet.transcript) and not snippet.options.hide

    def _code(self, snippet: Snippet) -> str:
        lines = code.highlight(snippet.shown.removesuffix("\n"), snippet.language, cloze=self._blanks)
        if self._blanks:
            self._blank(lines, snippet.options.cloze)
        marked = frozenset(snippet.options.highlight)
        written = (
            f'<span class="hll">{line}\n</span>' if number in marked else f"{line}\n"
            for number, line in enumerate(lines, 1)
        )
        return f"<pre><code>{''.join(written).removesuffix(chr(10))}</code></pre>"

    def _blank(self, lines: list[str], groups: tuple[tuple[int, ...], ...]) -> None:
        """Make each group of lines a blank, numbered after those before it."""
        for group in groups:
            for line in group:
                if 0 < line <= len(lines):
                    lines[line - 1] = cloze.blank_line(lines[line - 1], self._next_blank)
            self._next_blank += 1

    def _output(self, index: int, *, mark: bool) -> str:
        shown, is_cloze, words = self._on_card[index], self._blanks, self._context.words
        parts = [
            output.text_markup(shown.text, cloze=is_cloze) if shown.text else "",
            output.table_markup(shown.html, cloze=is_cloze) if shown.html else "",
            output.text_markup(shown.error, cloze=is_cloze, error=True) if shown.error else "",
            *(self._recorded_figure(figure, self._source.snippets[index].options.alt) for figure in shown.figures),
            self._remark("bd-shortened", f"{words.word('truncated')} …") if shown.shortened else "",
        ]
        if mark:
            parts.append(self._claim(self._source.snippets[index]))
        late = " bd-late" if is_cloze and not self._source.snippets[index].options.cloze else ""
        return f'<div class="bd-output{late}">{"".join(parts)}</div>'

    def _claim(self, snippet: Snippet) -> str:
        """That the outputs above were verified, and on what: of pins and transcripts alone that is not recorded."""
        if not self._environment and not snippet.pin:
            return ""
        words = [self._context.words.word("verified")]
        words += [output.environment_words(self._environment)] if self._environment else []
        return self._remark("bd-verified", " · ".join(words))

    def _remark(self, name: str, text: str) -> str:
        return f'<div class="{name}">{guard(escape(text), cloze=self._blanks)}</div>'

    def _recorded_figure(self, figure: str, alt: str) -> str:
        """A figure as a picture; a recording is a file, which anybody may have written."""
        try:
            content = clean(figure).encode()
        except ValueError as error:
            what = f"A recorded figure is none that a card can show: {error}."
            self.problem("bad-figure", what, "Restore the recording from version control, or record it anew.")
            return ""
        return self._figure(self._add(f"{self._source.id}.svg", content), alt or self._context.words.word("figure"))

    def _figure(self, name: str, alt: str) -> str:
        return f'<div class="bd-figure"><img src="{name}" alt="{self._attribute(alt)}"></div>'

    def _attribute(self, text: str) -> str:
        return guard(escape_attribute(text), cloze=self._blanks, verbatim=True)

    def _add(self, path: str, content: bytes) -> str:
        name = media_name(path, content)
        self.media[name] = content
        return name

    def _place(self, token: "Token") -> Location:
        if token.map is None:
            return self._source.location
        return Location(self._source.location.path, token.map[0] + 1)


def _snippets_in(tokens: "Sequence[Token]") -> list[int]:
    """The snippets that stand among the tokens, in order."""
    return [token.meta["snippet"] for token in tokens if "snippet" in token.meta]


def _numbers(source: NoteSource) -> list[int]:
    """The numbers of the blanks in the note's text and math."""
    streams = (source.title, source.front, source.back)
    inline = [child for tokens in streams for token in tokens for child in token.children or (token,)]
    marks = [token.meta["number"] for token in inline if token.type == "cloze_open"]
    return marks + [
        number for token in inline if token.type.startswith("math") for number in cloze.numbers(token.content)
    ]
