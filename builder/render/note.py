"""One note: its tokens, outputs and media as the fields of its notetype."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from builder.model import Environment, NoteSource, NotetypeName, Output
from builder.notetypes import NOTETYPES
from builder.render import cloze
from builder.render.blocks import NoteBlocks
from builder.render.clean import clean
from builder.render.context import RenderContext, Rendered
from builder.render.markup import Markup
from builder.render.slots import Slots
from builder.render.text import escape, escape_attribute, guard, plain

if TYPE_CHECKING:
    from markdown_it.token import Token


def render_note(
    source: NoteSource, outputs: Mapping[int, Output], environment: Environment | None, context: RenderContext
) -> Rendered:
    """The note's fields, tags and media; what is wrong with it is in `problems`.

    `outputs` is by snippet index; a snippet without one is shown bare. `environment` is what they were verified on.
    """
    blocks = NoteBlocks(source, outputs, environment, context)
    fields = _Fields(source, context, blocks)
    name = NotetypeName.CLOZE if source.cloze else NotetypeName.QA
    filled = {**(fields.cloze() if source.cloze else fields.qa()), **fields.common()}
    _check(source, filled, blocks)
    return Rendered(
        notetype=name,
        fields={field.name: filled.get(field.name, "") for field in NOTETYPES[name].fields},
        media=dict(sorted(blocks.media.items())),
        problems=tuple(blocks.problems),
    )


class _Fields:
    """Writes the fields of one note."""

    def __init__(self, source: NoteSource, context: RenderContext, blocks: NoteBlocks) -> None:
        self._source = source
        self._context = context
        self._blocks = blocks
        self._slots = Slots()
        self._text = Markup(blocks, self._slots, blanks=source.cloze)
        # Anki looks for blanks in the field that asks, not in a hint or a source.
        self._aside = Markup(blocks, self._slots, blanks=False)

    def qa(self) -> dict[str, str]:
        """The fields of a Q&A note that the other notetype lacks."""
        source, blocks = self._source, self._blocks
        fields = {
            "Question": self._field(source.title, front=True),
            "Front": self._field(source.front, front=True),
            "Answer": blocks.predicted_outputs(source.front) + self._field(source.back, front=False),
        }
        if not blocks.predicted():
            return fields
        blocks.check_predictions()
        return {
            **fields,
            "Predict": blocks.code_to_predict(),
            "PredictOutput": blocks.predicted_outputs(),
            "PredictLabel": self._plain(self._context.words.word("predict")),
        }

    def cloze(self) -> dict[str, str]:
        """The fields of a cloze note that the other notetype lacks."""
        source = self._source
        question, front = self._field(source.title, front=True), self._field(source.front, front=True)
        back = self._field(source.back, front=False)
        # Without blanks in its answer part, the answer is what the note adds once the blank is filled.
        text, extra = (front + back, "") if cloze.numbers(back) else (front, back)
        if not cloze.numbers(question):
            return {"Question": question, "Text": text, "Extra": extra}
        return {
            "Question": cloze.emptied(question),
            "Text": f'<div class="bd-question">{question}</div>{text}',
            "Extra": extra,
            "QuestionInText": "1",
        }

    def common(self) -> dict[str, str]:
        """The fields that both notetypes have."""
        source, words, link = self._source, self._context.words, self._context.source_link
        hint = self._finished(self._aside.render(source.hint))
        return {
            "Hint": hint,
            "HintLabel": self._plain(words.word("hint")) if hint else "",
            "Rarity": self._badge(source.rarity, words.badge(source.rarity)) if source.rarity else "",
            "Difficulty": self._badge(source.difficulty, words.badge(source.difficulty)) if source.difficulty else "",
            "Section": self._plain(source.section.title) if source.section else "",
            "Source": self._finished(self._aside.render(source.source)),
            "Link": self._address(link(source) or "") if link else "",
            "Lang": self._plain(source.lang),
            "Id": self._plain(source.id),
        }

    def _field(self, tokens: "Sequence[Token]", *, front: bool) -> str:
        self._blocks.begin(tokens, front=front)
        return self._finished(self._text.render(tokens))

    def _finished(self, markup: str) -> str:
        cleaned = clean(markup, self._blocks.picture_in_html)
        return self._slots.fill(guard(cleaned, cloze=self._source.cloze)).strip()

    def _plain(self, text: str) -> str:
        return guard(escape(text), cloze=self._source.cloze)

    def _address(self, url: str) -> str:
        return guard(escape_attribute(url), cloze=self._source.cloze, verbatim=True)

    def _badge(self, value: str, word: str) -> str:
        return f'<span class="bd-badge bd-{value}">{self._plain(word)}</span>'


def _check(source: NoteSource, fields: Mapping[str, str], blocks: NoteBlocks) -> None:
    """Note a problem for what Anki would make no card of."""
    if not plain(fields["Question"]) and "<img" not in fields["Question"]:
        remedy = "Write the question behind the heading's mark."
        blocks.problem("empty-question", "The question is empty: Anki would make no card of it.", remedy)
    if not source.cloze:
        return
    if not cloze.numbers(fields["Text"]):
        remedy = "Mark what to ask for with `==…==`, or lines of a snippet with `cloze=`."
        blocks.problem("no-blank", "A cloze note without a blank: Anki would make no card of it.", remedy)
    for index in blocks.predicted():
        remedy = "Make a note of its own for the prediction, or take `predict` off."
        place = source.snippets[index].location
        blocks.problem("predict-in-cloze", "A cloze note can have no predict card.", remedy, place)
