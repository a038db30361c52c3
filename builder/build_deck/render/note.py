"""One note: its tokens, outputs and media as the fields of its notetype."""

from collections.abc import Mapping

from build_deck.model import Environment, NoteSource, Notetype, Output
from build_deck.notetypes import NOTETYPES
from build_deck.notetypes.cards import cloze_fields
from build_deck.render import cloze
from build_deck.render.blocks import NoteBlocks
from build_deck.render.context import RenderContext, Rendered
from build_deck.render.fields import WRITERS, NoteFields, empty
from build_deck.render.text import plain


def render_note(
    source: NoteSource, outputs: Mapping[int, Output], environment: Environment | None, context: RenderContext
) -> Rendered:
    """The note's fields, tags and media; what is wrong with it is in `problems`.

    `outputs` is by snippet index; a snippet without one is shown bare. `environment` is what they were verified on.
    """
    notetype = NOTETYPES[source.kind]
    blocks = NoteBlocks(source, outputs, environment, context, blanks=notetype.cloze)
    written = NoteFields(source, context, blocks, blanks=notetype.cloze)
    fields = {field.name: WRITERS.get(field.name, empty)(written) for field in notetype.fields}
    _check(source, notetype, fields, blocks)
    return Rendered(
        notetype=source.kind,
        fields=fields,
        media=dict(sorted(blocks.media.items())),
        files=blocks.files,
        problems=tuple(blocks.problems),
    )


def _check(source: NoteSource, notetype: Notetype, fields: Mapping[str, str], blocks: NoteBlocks) -> None:
    """Note a problem for what Anki would make no card of."""
    question = fields[notetype.fields[0].name]
    if not plain(question) and "<img" not in question:
        remedy = "Write the question behind the heading's mark."
        blocks.problem("empty-question", "The question is empty: Anki would make no card of it.", remedy)
    if notetype.cloze and not any(cloze.numbers(fields[name]) for name in cloze_fields(notetype)):
        remedy = "Mark what to ask for with `==…==`, or lines of a snippet with `cloze=`."
        blocks.problem("no-blank", "A cloze note without a blank: Anki would make no card of it.", remedy)
    if "Predict" in fields:
        blocks.check_predictions()
        return
    for index in blocks.predicted():
        what = f"A {notetype.mark or notetype.name} note can have no predict card."
        remedy = "Make a note of its own for the prediction, or take `predict` off."
        blocks.problem("predict-in-cloze", what, remedy, source.snippets[index].location)
