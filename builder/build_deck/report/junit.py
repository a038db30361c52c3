"""The report that CI systems read: JUnit XML, a test case a snippet.

GitHub, GitLab and Jenkins agree on `testsuites > testsuite > testcase > failure | error`; GitLab also reads `file`.
"""

import re
from collections.abc import Iterable
from xml.etree import ElementTree as ET

from build_deck.errors import Problem, errors_in
from build_deck.messages import spelled
from build_deck.model import Verdict
from build_deck.report import Report, VerifiedSnippet

_ENDS = "\r\u2028\u2029"
_END = re.compile(f"([{_ENDS}])")
"""Ends of lines, which in XML are text like any other."""
_DIFFERS = frozenset({Verdict.CHANGED, Verdict.UNSTABLE, Verdict.UNRECORDED, Verdict.LUCKY})
"""Failures: it ran, and the answer is wrong. Everything else that fails is an error."""


def text(report: Report) -> str:
    """The report as XML: a suite an edition, and one for what is wrong with the deck itself."""
    root = ET.Element("testsuites", name="build-deck verify")
    for edition in dict.fromkeys(snippet.edition for snippet in report.snippets):
        own = [snippet for snippet in report.snippets if snippet.edition == edition]
        _suite(root, edition, [_snippet_case(snippet) for snippet in own], sum(s.seconds for s in own))
    wrong = errors_in(report.deck_problems)
    if wrong:
        _suite(root, "deck", [_problem_case(problem) for problem in wrong], 0.0)
    for key in ("tests", "failures", "errors"):
        root.set(key, str(sum(int(suite.get(key, 0)) for suite in root)))
    root.set("time", _seconds(sum(float(suite.get("time", 0)) for suite in root)))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(root: ET.Element, name: str, cases: Iterable[ET.Element], seconds: float) -> None:
    suite = ET.SubElement(root, "testsuite", name=_clean(name))
    suite.extend(cases)
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("errors", str(len(suite.findall("testcase/error"))))
    suite.set("skipped", "0")
    suite.set("time", _seconds(seconds))


def _snippet_case(snippet: VerifiedSnippet) -> ET.Element:
    case = _case(snippet.name, snippet.edition, snippet.file, snippet.line, snippet.seconds)
    if snippet.failed:
        kind = "failure" if snippet.verdict in _DIFFERS else "error"
        _complaint(
            case, kind, snippet.verdict.value, f"{snippet.file}:{snippet.line}: {snippet.verdict}", snippet.message
        )
    elif snippet.message:
        ET.SubElement(case, "system-out").text = _clean(snippet.message)
    return case


def _problem_case(problem: Problem) -> ET.Element:
    place = problem.location
    name = f"{problem.code} {place}" if place else problem.code
    case = _case(name, "deck", place.path if place else "", place.line if place else 0, 0.0)
    _complaint(case, "failure", problem.code, problem.what, "\n".join(filter(None, (str(problem), problem.detail))))
    return case


def _case(name: str, classname: str, file: str, line: int, seconds: float) -> ET.Element:
    case = ET.Element("testcase", name=_clean(name), classname=_clean(classname), time=_seconds(seconds))
    if file:
        case.set("file", _clean(file))
        case.set("line", str(line))
    return case


def _complaint(case: ET.Element, kind: str, type_: str, message: str, body: str) -> None:
    element = ET.SubElement(case, kind, type=_clean(type_), message=_clean(message))
    element.text = _clean(body)


def _clean(value: str) -> str:
    """The text spelled out, which takes in all that XML 1.0 cannot hold, not even as an entity (2.2, Characters)."""
    return "".join(part if part in _ENDS else spelled(part) for part in _END.split(value))


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}"
