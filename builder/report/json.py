"""The report that scripts read; its keys are a promise."""

import json

from builder.report import Report, VerifiedSnippet


def text(report: Report) -> str:
    """The report as JSON, one snippet a line."""
    environment = report.environment
    head = {
        "python": environment.python,
        "device": environment.device,
        "isolation": environment.isolation,
        "packages": dict(sorted(environment.packages.items())),
    }
    rows = ",\n  ".join(_dump(_row(snippet)) for snippet in report.snippets)
    listed = f"[\n  {rows}\n ]" if rows else "[]"
    return f'{{\n "environment": {_dump(head)},\n "snippets": {listed}\n}}\n'


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


def _dump(value: object) -> str:
    # Lone surrogates would make a file that UTF-8 cannot hold; escapes can.
    plain = json.dumps(value, ensure_ascii=False)
    return plain if plain.isprintable() else json.dumps(value)
