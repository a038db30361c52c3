"""What a field of a notetype says of a note: a row a field, whichever notetypes have it."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from build_deck.model import NoteSource
from build_deck.render import cloze
from build_deck.render.blocks import NoteBlocks
from build_deck.render.clean import MOST_DEPTH, clean, is_too_deep
from build_deck.render.context import RenderContext
from build_deck.render.markup import Markup
from build_deck.render.slots import Slots
from build_deck.render.text import escape, escape_attribute, guard

if TYPE_CHECKING:
    from markdown_it.token import Token


class NoteFields:
    """The pieces of one note, each rendered once, in the order that numbers their blanks."""

    def __init__(self, source: NoteSource, context: RenderContext, blocks: NoteBlocks, *, blanks: bool) -> None:
        self._source = source
        self._context = context
        self._blocks = blocks
        self._blanks = blanks
        self._slots = Slots()
        self._text = Markup(blocks, self._slots, blanks=blanks)
        # Anki looks for blanks in the field that asks, not in a hint or a source.
        self._aside = Markup(blocks, self._slots, blanks=False)
        self._question = self._part(source.title, front=True)
        self._front = self._part(source.front, front=True)
        self._back = self._part(source.back, front=False)
        self._hint = self._finished(self._aside.render(source.hint))
        self._cited = self._finished(self._aside.render(source.source))

    # ---- the question and its answer ---------------------------------------------------------------------------------

    def question(self) -> str:
        """The question, with `[…]` for its blanks: those are asked where the others are."""
        return cloze.emptied(self._question) if self._blanks else self._question

    def front(self) -> str:
        """What stands between the question and the answer label."""
        return self._front

    def answer(self) -> str:
        """The back, below the outputs that the front may not show."""
        return self._blocks.predicted_outputs(self._source.front) + self._back

    def text(self) -> str:
        """All that holds blanks, with the question above it where that has some."""
        # Without blanks in its answer part, the answer is what the note adds once the blank is filled.
        text = self._front + self._back if cloze.numbers(self._back) else self._front
        return f'<div class="bd-question">{self._question}</div>{text}' if cloze.numbers(self._question) else text

    def extra(self) -> str:
        """The back of a note whose blanks all stand in front of it."""
        return "" if cloze.numbers(self._back) else self._back

    def question_in_text(self) -> str:
        """`1` where the text has the question in it."""
        return "1" if cloze.numbers(self._question) else ""

    # ---- the card that asks what code prints -------------------------------------------------------------------------

    def predict(self) -> str:
        """The code to predict."""
        return self._blocks.code_to_predict() if self._blocks.predicted() else ""

    def predict_output(self) -> str:
        """What it prints, and the explanation where that does not say the code again."""
        asked_first = self._blocks.predicted_outputs(self._source.front)
        return self._blocks.predicted_outputs() + (self._back if asked_first else "")

    def predict_label(self) -> str:
        """What it asks."""
        return self._plain(self._context.words.word("predict")) if self._blocks.predicted() else ""

    def predict_typed(self) -> str:
        """What it prints, where the learner is to type it."""
        return self._plain(self._blocks.typed())

    def reversed_label(self) -> str:
        """What the card that shows the answer asks."""
        return self._plain(self._context.words.word("reversed"))

    # ---- what stands around them -------------------------------------------------------------------------------------

    def hint(self) -> str:
        """What the Hint label says."""
        return self._hint

    def hint_label(self) -> str:
        """The word above it."""
        return self._plain(self._context.words.word("hint")) if self._hint else ""

    def rarity(self) -> str:
        """The rarity's badge."""
        rarity = self._source.rarity
        return self._badge(rarity, self._context.words.badge(rarity)) if rarity else ""

    def difficulty(self) -> str:
        """The difficulty's badge."""
        difficulty = self._source.difficulty
        return self._badge(difficulty, self._context.words.badge(difficulty)) if difficulty else ""

    def section(self) -> str:
        """The section's title."""
        return self._plain(self._source.section.title) if self._source.section else ""

    def cited(self) -> str:
        """What the Source label says."""
        return self._cited

    def link(self) -> str:
        """The address of the note's source."""
        address = self._context.source_link(self._source) if self._context.source_link else None
        return guard(escape_attribute(address), cloze=self._blanks, verbatim=True) if address else ""

    def lang(self) -> str:
        """The language."""
        return self._plain(self._source.lang)

    def id(self) -> str:
        """The id."""
        return self._plain(self._source.id)

    def _part(self, tokens: "Sequence[Token]", *, front: bool) -> str:
        self._blocks.begin(tokens, front=front)
        return self._finished(self._text.render(tokens))

    def _finished(self, markup: str) -> str:
        if is_too_deep(markup):
            what = f"Elements nest more than {MOST_DEPTH} levels deep: HTML that is never closed, or lists in lists."
            self._blocks.problem("html-too-deep", what, "Write it flatter, and close what is opened.")
            return ""
        cleaned = clean(markup, self._blocks.picture_in_html)
        return self._slots.fill(guard(cleaned, cloze=self._blanks)).strip()

    def _plain(self, text: str) -> str:
        return guard(escape(text), cloze=self._blanks)

    def _badge(self, value: str, word: str) -> str:
        return f'<span class="bd-badge bd-{value}">{self._plain(word)}</span>'


def empty(_: NoteFields) -> str:
    """What a spare field says."""
    return ""


WRITERS: Mapping[str, Callable[[NoteFields], str]] = {
    "Question": NoteFields.question,
    "Front": NoteFields.front,
    "Answer": NoteFields.answer,
    "Predict": NoteFields.predict,
    "PredictOutput": NoteFields.predict_output,
    "PredictLabel": NoteFields.predict_label,
    "PredictTyped": NoteFields.predict_typed,
    "ReversedLabel": NoteFields.reversed_label,
    "Text": NoteFields.text,
    "Extra": NoteFields.extra,
    "QuestionInText": NoteFields.question_in_text,
    "Hint": NoteFields.hint,
    "HintLabel": NoteFields.hint_label,
    "Rarity": NoteFields.rarity,
    "Difficulty": NoteFields.difficulty,
    "Section": NoteFields.section,
    "Source": NoteFields.cited,
    "Link": NoteFields.link,
    "Lang": NoteFields.lang,
    "Id": NoteFields.id,
}
"""By a field's name; a field that is not here stays empty."""
