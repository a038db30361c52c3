"""Rendered notes to the bytes of an Anki package: `pack` and what decides identity and order in it.

Rooms: `identity` (guids and row ids), `order` (study order, deck names), `check` (what Anki would silently change),
`collection` (the SQLite file, through genanki), `archive` (the zip).
"""

from builder.package.archive import pack
from builder.package.identity import guid
from builder.package.order import deck_name, study_order

__all__ = ["deck_name", "guid", "pack", "study_order"]
