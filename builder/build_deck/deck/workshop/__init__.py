"""Files read and notes drawn: what is unchanged not again, and what is much by several hands.

Reading a file gives its notes and what is wrong with it, drawing a note gives its fields. Both are functions of values,
so what they gave is looked for in the user's store first, under a hash of everything that went in. What is not there is
done by this process, or, where it is much, by forked copies of it, each of which keeps what it has read.

Rooms: `values`, `hand` (who reads and draws), `crew` (several hands), `digest` (the hashes), `kept` (values as bytes).
"""

from build_deck.deck.workshop.hand import parse_file
from build_deck.deck.workshop.kept import Memory
from build_deck.deck.workshop.shop import Workshop, user_workshop
from build_deck.deck.workshop.values import Drawn, NoteOutputs, ReadFile, Terms, Written

__all__ = ["Drawn", "Memory", "NoteOutputs", "ReadFile", "Terms", "Workshop", "Written", "parse_file", "user_workshop"]
