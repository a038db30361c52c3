"""Notes as Anki fields: Markdown tokens, verified outputs and media in, HTML out."""

from build_deck.render.context import MediaSource, RenderContext, Rendered, Words
from build_deck.render.note import render_note

__all__ = ["MediaSource", "RenderContext", "Rendered", "Words", "render_note"]
