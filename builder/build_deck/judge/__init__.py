"""Runs held against recordings and pins: what became of each snippet, why, and what a card may show of it.

Rooms: `judgement` (the verdict on a snippet), `stability` (two runs against each other), `seeds` (a run against
others with other seeds), `problems` (what a reader is
told), `outcomes` (what cards show, and the recording to write), `compare` (whether two outputs say the same).
"""

from build_deck.judge.changes import Change, ChangeKey, changes_of
from build_deck.judge.judgement import JudgedSession, Judgement, accepted, judge
from build_deck.judge.outcomes import Outcome, settle, settle_chosen, settle_recorded
from build_deck.judge.pins import answers_itself, rewritten
from build_deck.judge.problems import problem, said, unseen
from build_deck.judge.seeds import represented
from build_deck.judge.stability import AGAIN, disagreements, doubtful, named_causes

__all__ = [
    "AGAIN",
    "Change",
    "ChangeKey",
    "JudgedSession",
    "Judgement",
    "Outcome",
    "accepted",
    "answers_itself",
    "changes_of",
    "disagreements",
    "doubtful",
    "judge",
    "named_causes",
    "problem",
    "represented",
    "rewritten",
    "said",
    "settle",
    "settle_chosen",
    "settle_recorded",
    "unseen",
]
