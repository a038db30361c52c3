"""The report that scripts read; its keys are a promise."""

from build_deck.errors import Problem
from build_deck.messages import json_text
from build_deck.report import Report, VerifiedSnippet


def text(report: Report) -> str:
    """The report as JSON, one snippet a line."""
    environment = report.environment
    head = {
        **environment.languages,
        "device": environment.device,
        "isolation": environment.isolation,
        "packages": dict(sorted(environment.packages.items())),
    }
    rows = ",\n  ".join(_dump(_row(snippet)) for snippet in report.snippets)
    listed = f"[\n  {rows}\n ]" if rows else "[]"
    told = ",\n  ".join(_dump(_problem(problem)) for problem in report.deck_problems)
    beside = f"[\n  {told}\n ]" if told else "[]"
    return f'{{\n "environment": {_dump(head)},\n "snippets": {listed},\n "problems": {beside}\n}}\n'


def _row(snippet: VerifiedSnippet) -> dict[str, str | int | float]:
    return {
        "note": snippet.note,
        "edition": snippet.edition,
        "file": snippet.file,
        "line": snippet.line,
        "verdict": snippet.verdict.value,
        "message": snippet.message,
        "device": snippet.device,
        "seconds": round(snippet.seconds, 3),
    }


def _problem(problem: Problem) -> dict[str, str | int | None]:
    """What is wrong with the deck around its snippets: lint, the lock, recordings that nothing uses."""
    place = problem.location
    return {
        "file": place.path if place else None,
        "line": place.line if place else None,
        "level": problem.level.value,
        "code": problem.code,
        "what": problem.what,
        "remedy": problem.remedy,
    }


def _dump(value: object) -> str:
    return json_text(value)
