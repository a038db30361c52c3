"""The reports of a verification, written where they were asked for."""

from pathlib import Path

from build_deck.disk.bounds import bounds_of_folder, output_bounds
from build_deck.disk.writing import write_all
from build_deck.report import Report


def write_reports(
    report: Report, *, junit: Path | None = None, json: Path | None = None, summary: Path | None = None
) -> None:
    """Write the reports that were asked for; `summary` is GitHub's, which other steps have written to already."""
    from build_deck.report import github
    from build_deck.report import json as json_report
    from build_deck.report import junit as junit_report

    contents: dict[Path, bytes] = {}
    if junit:
        contents[junit] = junit_report.text(report).encode("utf-8")
    if json:
        contents[json] = json_report.text(report).encode("utf-8")
    bounds = bounds_of_folder(Path.cwd())
    for path in contents:
        bounds = output_bounds(path.parent, bounds)
    write_all(contents, bounds)
    if summary:
        with summary.open("a", encoding="utf-8") as file:
            file.write(github.summary(report))
