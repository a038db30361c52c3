"""The JUnit report, against a schema and a reader that are not ours."""

from pathlib import Path

import pytest
from build_deck.model import Environment, Verdict
from build_deck.report import Report, VerifiedSnippet, junit
from hypothesis import given
from hypothesis import strategies as st
from junitparser import Error, Failure, JUnitXml, TestSuite
from lxml import etree

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).with_name("junit.xsd")))


def _valid(text: str) -> None:
    SCHEMA.assertValid(etree.fromstring(text.encode()))


def test_every_verdict_fits_the_schema(report: Report) -> None:
    _valid(junit.text(report))


def test_a_reader_finds_suites_cases_places_and_diffs(report: Report) -> None:
    suites = list(JUnitXml.fromstring(junit.text(report).encode()))
    assert [(s.name, s.tests, s.failures, s.errors) for s in suites if isinstance(s, TestSuite)] == [
        ("en", 11, 4, 5),
        ("zh", 1, 0, 0),
        ("deck", 1, 1, 0),
    ]
    cases = {case.name: case for suite in suites for case in suite}
    changed = cases["note-changed[1]"]
    assert (changed.classname, changed.time) == ("en", 0.25)
    assert (changed._elem.get("file"), changed._elem.get("line")) == ("deck/en/01.md", "2")
    (complaint,) = changed.result
    assert isinstance(complaint, Failure)
    assert complaint.message == "deck/en/01.md:2: changed"
    assert complaint.text == (
        "::error::gotcha\n  ::set-output name=x::y\n##[error]z\n"
        "]]></failure><&\\x00\\x1b[2J\\ud800\\uffff\u2028``` |`\n"
    )
    assert isinstance(cases["note-timeout[1]"].result[0], Error)
    assert cases["note-cpu-only[1]"].result == []
    assert "gotcha" in str(cases["note-cpu-only[1]"].system_out)
    assert cases["lock-behind deck/deck.lock:2:1"].result[0].text == (
        "deck/deck.lock:2:1: error[lock-behind]: The lock is behind. Run `build-deck`."
    )


def test_reports_of_shards_merge(report: Report) -> None:
    """Half the snippets in each of two reports are all of them in the sum."""
    halves = [Report(report.snippets[n::2], (), (), report.environment) for n in (0, 1)]
    merged = JUnitXml()
    for half in halves:
        merged += JUnitXml.fromstring(junit.text(half).encode())
    assert sorted(case.name for suite in merged for case in suite) == sorted(s.name for s in report.snippets)


def test_a_report_of_nothing_is_valid() -> None:
    _valid(junit.text(Report((), (), (), Environment({"python": "3.11"}))))


@given(message=st.text(), name=st.text(min_size=1))
def test_any_text_is_valid_xml(message: str, name: str) -> None:
    row = VerifiedSnippet(
        note=name,  # type: ignore[arg-type]
        edition="en",  # type: ignore[arg-type]
        index=1,
        file=name,
        line=1,
        verdict=Verdict.CHANGED,
        message=message,
        device="cpu",
        seconds=0.1,
    )
    _valid(junit.text(Report((row,), (), (), Environment({"python": "3.11"}))))


@pytest.mark.parametrize("verdict", list(Verdict))
def test_what_fails_a_verification_fails_its_case(report: Report, verdict: Verdict) -> None:
    root = etree.fromstring(junit.text(report).encode())
    (case,) = root.xpath(f"//testcase[@name='note-{verdict}[1]' and @classname='en']")
    assert bool(case.xpath("failure|error")) is (verdict not in (Verdict.OK, Verdict.CPU_ONLY))
