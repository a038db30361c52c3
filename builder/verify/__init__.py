"""Every snippet run twice and held against its recording: what CI asks for.

Rooms: `driver` (what the command does), `findings` (two runs and a recording to verdicts), `stability` (two runs, and
what makes them differ), `narrow` and `changes` (some notes only), `shard` (some sessions only).
"""

from builder.verify.driver import (
    Verification,
    VerifyOptions,
    lock_problems,
    unused_problem,
    verify,
    verify_deck,
    write_reports,
)

__all__ = [
    "Verification",
    "VerifyOptions",
    "lock_problems",
    "unused_problem",
    "verify",
    "verify_deck",
    "write_reports",
]
