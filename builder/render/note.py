"""One note: its tokens, outputs and media as the fields of its notetype."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from builder.errors import Level, Location, Problem
from builder.model import Environment, NoteSource, NotetypeName, Output, Snippet
from builder.notetypes import NOTETYPES
from builder.render import cloze, code, output
from builder.render.clean import clean
from builder.render.context import RenderContext, Rendered
from builder.render.markup import Markup
from builder.render.media import is_picture, is_played, media_name
from builder.render.mermaid import MermaidError, draw
from builder.render.slots import Slots
from builder.render.text import escape, guard, plain, tidy

if TYPE_CHECKING:
    from markdown_it.token import Token

Side = Literal["front", "back"]


def render_note(
    source: NoteSource, outputs: Mapping[int, Output], environment: Environment | None, context: RenderContext
) -> Rendered:
    """The note's fields, tags and media; what is wrong with it is in `problems`.

    `outputs` is by snippet index; a snippet without one is shown bare. `environment` is what they were verified on.
    """
    return _NoteRenderer(source, outputs, environment, context).rendered()


class _NoteRenderer:
    """Renders one note, collecting media and problems on the way."""

    def __init__(
        self, source: NoteSource, outputs: Mapping[int, Output], environment: Environment | None, context: RenderContext
    ) -> None:
        self._source = source
        self._outputs = outputs
        self._environment = environment
        self._context = context
        self._media: dict[str, bytes] = {}
        self._problems: list[Problem] = []
        self._slots = Slots()
        self._markup = Markup(self, self._slots, blanks=source.cloze)
        # Anki looks for blanks in the fields that ask, not in these.
        self._aside = Markup(self, self._slots, blanks=False)
        self._side: Side = "front"
        self._marked: int | None = None
        self._next_blank = 1 + max(_numbered(source), default=0)
        self._shown = {
            index: shown
            for index, snippet in enumerate(source.snippets)
            if index in outputs and not snippet.options.hide
            if (shown := output.shown(outputs[index], snippet.options.output))
        }

    def rendered(self) -> Rendered:
        content = self._cloze_fields() if self._source.cloze else self._qa_fields()
        fields = {**content, **self._common_fields()}
        name = NotetypeName.CLOZE if self._source.cloze else NotetypeName.QA
        self._check(fields)
        return Rendered(
            notetype=name,
            fields={field.name: fields.get(field.name, "") for field in NOTETYPES[name].fields},
            media=dict(sorted(self._media.items())),
            problems=tuple(self._problems),
        )

    # ---- fields ------------------------------------------------------------------------------------------------------

    def _qa_fields(self) -> dict[str, str]:
        question, front = self._field(self._source.title, "front"), self._field(self._source.front, "front")
        back = self._field(self._source.back, "back")
        return {
            "Question": question,
            "Front": front,
            "Answer": self._outputs_of_the_front() + back,
            **self._predict_fields(),
        }

    def _cloze_fields(self) -> dict[str, str]:
        self._forbid_predict()
        asked, front = self._field(self._source.title, "front"), self._field(self._source.front, "front")
        back = self._field(self._source.back, "back")
        # Without blanks in its answer part, the answer is what the note adds once the blank is filled.
        text, extra = (front + back, "") if cloze.numbers(back) else (front, back)
        if not cloze.numbers(asked):
            return {"Question": asked, "Text": text, "Extra": extra}
        return {
            "Question": cloze.emptied(asked),
            "Text": f'<div class="bd-question">{asked}</div>{text}',
            "Extra": extra,
            "QuestionInText": "1",
        }

    def _common_fields(self) -> dict[str, str]:
        source, words, link = self._source, self._context.words, self._context.source_link
        hint = self._finished(self._aside.render(source.hint))
        return {
            "Hint": hint,
            "HintLabel": self._plain_field(words.word("hint")) if hint else "",
            "Rarity": self._badge(source.rarity, words.badge(source.rarity)) if source.rarity else "",
            "Difficulty": self._badge(source.difficulty, words.badge(source.difficulty)) if source.difficulty else "",
            "Section": self._plain_field(source.section.title) if source.section else "",
            "Source": self._finished(self._aside.render(source.source)),
            "Link": self._plain_field(link(source) or "") if link else "",
            "Lang": self._plain_field(source.lang),
            "Id": self._plain_field(source.id),
        }

    def _predict_fields(self) -> dict[str, str]:
        asked = [index for index, snippet in enumerate(self._source.snippets) if snippet.options.predict]
        if not asked:
            return {}
        for index in asked:
            if index not in self._shown:
                self._problem(
                    "predict-without-output",
                    "There is no output to predict: the snippet shows none.",
                    "Let it print something, or take `predict` off.",
                    self._source.snippets[index].location,
                )
        # What stands above in the session is part of the question.
        needed = [
            snippet
            for index, snippet in enumerate(self._source.snippets[: asked[-1] + 1])
            if index in asked or (snippet.runs and not snippet.options.hide)
        ]
        return {
            "Predict": "".join(self._code_markup(snippet) for snippet in needed),
            "PredictOutput": "".join(self._output_markup(i, mark=i == asked[-1]) for i in asked if i in self._shown),
            "PredictLabel": self._plain_field(self._context.words.word("predict")),
        }

    def _outputs_of_the_front(self) -> str:
        """The outputs that the front may not show, since a sibling card asks for them."""
        return "".join(
            self._output_markup(token.meta["snippet"], mark=True)
            for token in self._source.front
            if self._is_predicted(token) and token.meta["snippet"] in self._shown
        )

    def _field(self, tokens: "Sequence[Token]", side: Side) -> str:
        self._side, self._marked = side, self._last_output(tokens, side)
        return self._finished(self._markup.render(tokens))

    def _finished(self, markup: str) -> str:
        cleaned = clean(markup, self._refuse_local_picture)
        return self._slots.fill(guard(cleaned, cloze=self._source.cloze)).strip()

    def _plain_field(self, text: str) -> str:
        return guard(escape(text), cloze=self._source.cloze)

    def _badge(self, value: str, word: str) -> str:
        return f'<span class="bd-badge bd-{value}">{self._plain_field(word)}</span>'

    # ---- what the markup asks for ------------------------------------------------------------------------------------

    def code(self, token: "Token") -> str:
        """A snippet's code, and its output unless this side may not show it."""
        index = token.meta["snippet"]
        snippet = self._source.snippets[index]
        if snippet.options.hide:
            return ""
        markup = self._code_markup(snippet)
        if index not in self._shown or (self._side == "front" and snippet.options.predict):
            return markup
        return markup + self._output_markup(index, mark=index == self._marked)

    def diagram(self, token: "Token") -> str:
        """A mermaid fence as a picture."""
        place = self._place(token)
        try:
            drawing = draw(token.content, self._source.lang)
        except MermaidError as error:
            self._problem("mermaid", f"The mermaid diagram cannot be drawn: {error}.", "Mend the diagram.", place)
            return ""
        return self._figure(self._add_media(f"{self._source.id}.svg", drawing.encode()), "")

    def picture(self, token: "Token", alt: str) -> str | None:
        """A picture or sound of the deck's own; None for a remote one."""
        path = token.meta.get("media")
        if path is None:
            return None
        try:
            content = self._context.media.read(path)
        except OSError as error:
            what = f"`{path}` cannot be read: {error.strerror or error}."
            self._problem("missing-media", what, "Put the file there, or mend its path.", self._source.location)
            return ""
        if is_played(path):
            return f"[sound:{self._add_media(path, content)}]"
        if is_picture(path):
            return f'<img class="bd-picture" src="{self._add_media(path, content)}" alt="{self._attribute(alt)}">'
        remedy = "Use PNG, JPEG, SVG, WebP or GIF for pictures, MP3, OGG or MP4 for sound and film."
        self._problem("unknown-media", f"Anki can neither show nor play `{path}`.", remedy, self._source.location)
        return ""

    # ---- pieces ------------------------------------------------------------------------------------------------------

    def _code_markup(self, snippet: Snippet) -> str:
        is_cloze = self._source.cloze
        lines = code.highlight(snippet.shown.removesuffix("\n"), snippet.language, cloze=is_cloze)
        if is_cloze:
            lines = self._blanked(lines, snippet)
        marked = frozenset(snippet.options.highlight)
        shown = (
            f'<span class="hll">{line}\n</span>' if number in marked else f"{line}\n"
            for number, line in enumerate(lines, 1)
        )
        return f"<pre><code>{''.join(shown).removesuffix(chr(10))}</code></pre>"

    def _blanked(self, lines: list[str], snippet: Snippet) -> list[str]:
        lines = list(lines)
        for group in snippet.options.cloze:
            number, self._next_blank = self._next_blank, self._next_blank + 1
            for line in group:
                if 0 < line <= len(lines):
                    lines[line - 1] = cloze.blank_line(lines[line - 1], number)
        return lines

    def _output_markup(self, index: int, *, mark: bool) -> str:
        shown, is_cloze = self._shown[index], self._source.cloze
        parts = []
        if shown.text:
            parts.append(output.text_markup(shown.text, cloze=is_cloze))
        if shown.html:
            parts.append(output.table_markup(shown.html, cloze=is_cloze))
        if shown.error:
            parts.append(output.text_markup(shown.error, cloze=is_cloze, error=True))
        name = self._context.words.word("figure")
        for figure in shown.figures:
            parts.append(self._figure(self._add_media(f"{self._source.id}.svg", figure.encode()), name))
        if mark and self._environment:
            claim = f"{self._context.words.word('verified')} · {output.environment_words(self._environment)}"
            parts.append(f'<div class="bd-verified">{self._plain_field(claim)}</div>')
        late = " bd-late" if is_cloze and not self._source.snippets[index].options.cloze else ""
        return f'<div class="bd-output{late}">{"".join(parts)}</div>'

    def _figure(self, name: str, alt: str) -> str:
        return f'<div class="bd-figure"><img src="{name}" alt="{self._attribute(alt)}"></div>'

    def _attribute(self, text: str) -> str:
        return guard(escape(text), cloze=self._source.cloze, verbatim=True)

    def _add_media(self, path: str, content: bytes) -> str:
        name = media_name(path, content)
        self._media[name] = content
        return name

    def _last_output(self, tokens: "Sequence[Token]", side: Side) -> int | None:
        """The snippet whose output carries the mark: the last on its side of the card."""
        indices = [t.meta["snippet"] for t in tokens if "snippet" in t.meta]
        seen = [i for i in indices if i in self._shown and not (side == "front" and self._predicts(i))]
        return seen[-1] if seen else None

    def _predicts(self, index: int) -> bool:
        return self._source.snippets[index].options.predict

    def _is_predicted(self, token: "Token") -> bool:
        return "snippet" in token.meta and self._predicts(token.meta["snippet"])

    # ---- problems ----------------------------------------------------------------------------------------------------

    def _check(self, fields: Mapping[str, str]) -> None:
        if not plain(fields["Question"]) and "<img" not in fields["Question"]:
            remedy = "Write the question behind the heading's mark."
            self._problem("empty-question", "The question is empty: Anki would make no card of it.", remedy)
        if self._source.cloze and not cloze.numbers(fields["Question"] + fields["Text"]):
            remedy = "Mark what to ask for with `==…==`, or lines of a snippet with `cloze=`."
            self._problem("no-blank", "A cloze note without a blank: Anki would make no card of it.", remedy)

    def _forbid_predict(self) -> None:
        for snippet in self._source.snippets:
            if snippet.options.predict:
                remedy = "Make a note of its own for the prediction, or take `predict` off."
                self._problem("predict-in-cloze", "A cloze note can have no predict card.", remedy, snippet.location)

    def _refuse_local_picture(self, src: str) -> None:
        what = f"A picture in HTML is not copied into the package: `{tidy(src)}`."
        self._problem("html-picture", what, f"Write it as `![]({tidy(src)})`.")

    def _problem(self, code_: str, what: str, remedy: str, location: Location | None = None) -> None:
        self._problems.append(Problem(code_, location or self._source.location, what, remedy, Level.ERROR))

    def _place(self, token: "Token") -> Location:
        if token.map is None:
            return self._source.location
        return Location(self._source.location.path, token.map[0] + 1)


def _numbered(source: NoteSource) -> "list[int]":
    """The numbers of the blanks in the note's text."""
    streams = (source.title, source.front, source.back)
    inline = [child for tokens in streams for token in tokens for child in token.children or ()]
    marks = [child.meta["number"] for child in inline if child.type == "cloze_open"]
    spelled = [n for child in inline if child.type.startswith("math") for n in cloze.numbers(child.content)]
    return marks + spelled
