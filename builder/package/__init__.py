"""Rendered notes to the bytes of an Anki package: `pack` and what decides identity and order in it.

Rooms: `identity` (guids, ids), `order` (study order, deck names), `cards` (which a note has), `check` (what Anki would
silently change), `collection` (the SQLite file, through genanki), `archive` (the zip), `retired` (notes that went).
"""

from builder.package.archive import pack
from builder.package.identity import guid
from builder.package.order import deck_name, study_order
from builder.package.retired import NOTICE, last, retired

__all__ = ["NOTICE", "deck_name", "guid", "last", "pack", "retired", "study_order"]
