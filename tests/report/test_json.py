"""The JSON report: its keys are a promise."""

import json

from build_deck.model import Environment, Verdict
from build_deck.report import Report
from build_deck.report import json as json_report


def test_the_keys_are_those_that_scripts_read(report: Report) -> None:
    data = json.loads(json_report.text(report))
    assert sorted(data) == ["environment", "problems", "snippets"]
    assert data["environment"] == {
        "python": "3.11",
        "device": "cpu",
        "isolation": "namespaces",
        "packages": {"torch": "2.13.0"},
    }
    assert data["snippets"][0] == {
        "note": "note-ok",
        "edition": "en",
        "file": "deck/en/01.md",
        "line": 1,
        "verdict": "ok",
        "message": "",
        "device": "cpu",
        "seconds": 0.25,
    }
    assert [row["verdict"] for row in data["snippets"]] == [*(verdict.value for verdict in Verdict), "ok"]
    assert all(list(row) == list(data["snippets"][0]) for row in data["snippets"])


def test_hostile_text_comes_back_and_a_row_stays_a_line(report: Report) -> None:
    text = json_report.text(report)
    assert json.loads(text)["snippets"][1]["message"] == report.snippets[1].message
    beside = len(report.deck_problems)
    assert len(text.splitlines()) == len(report.snippets) + 5 + (beside + 2 if beside else 1)
    text.encode()


def test_a_report_of_nothing_is_json_too() -> None:
    data = json.loads(json_report.text(Report((), (), (), Environment({"python": "3.11"}))))
    assert data["snippets"] == []
