"""Record a review of a small deck at a terminal of its own, as the animated docs/review.svg.

Run it from the top of the repository: `.venv/bin/python docs/record_review.py`.
"""

import html
import os
import pty
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).with_name("review.svg")
COLUMNS, ROWS, LINE, CHARACTER = 96, 30, 18, 8.4
PAUSE = 4.0
"""Seconds that a question stands before its key is pressed."""
KEYS = "arc"
PROMPT = b"q quit"
IDENTITY = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")

LABELS = "{{#{0} rarity=common difficulty=medium}}"
NOTE = f"### {{1}} {LABELS}\n\n```python\n{{2}}\n```\n\n"
BEFORE = (
    ("softmax", "What does softmax do to large inputs?", "from scores import SCORES, softmax\nprint(softmax(SCORES))"),
    (
        "entropy",
        "How uncertain is a fair coin?",
        "from math import log2\n\np = [0.5, 0.5]\nprint(-sum(x * log2(x) for x in p), 'bits')",
    ),
    ("argmax", "Which class wins?", "from scores import SCORES\nprint(max(SCORES), SCORES.index(max(SCORES)))"),
    ("spread", "How far apart are they?", "from scores import SCORES\nprint(max(SCORES) - min(SCORES))"),
)
SCORES = """from math import exp

SCORES = [{}]


def softmax(scores):
    powers = [exp(score - max(scores)) for score in scores]
    return [round(power / sum(powers), 4) for power in powers]
"""


def deck(*, edited: bool) -> dict[str, str]:
    """The files of the deck, before its code was edited and after."""
    text = "".join(NOTE.format(*note) for note in BEFORE)
    scores = "2.0, 1.0, 0.1" if not edited else "3.0, 1.0, 0.1"
    return {
        "questions.md": text.replace("0.5, 0.5", "0.75, 0.25") if edited else text,
        "snippets/scores.py": SCORES.format(scores),
    }


def write(folder: Path, files: dict[str, str]) -> None:
    """Write the files into the folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def recorded(folder: Path) -> Iterator[str]:
    """Everything on the terminal, each time a key is about to be pressed, and at the end."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": str(COLUMNS)}
    for name in ("NO_COLOR", "CI", "GITHUB_ACTIONS"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "build_deck", "review", "-q", "questions.md"]
    process = subprocess.Popen(command, cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    written, pressed = b"\x1b[1m$ build-deck review questions.md\x1b[0m\r\n", 0
    try:
        while part := os.read(ours, 65536):
            written += part
            if written.count(PROMPT) > pressed and pressed < len(KEYS):
                time.sleep(0.3)
                yield written.decode()
                os.write(ours, KEYS[pressed].encode())
                pressed += 1
    except OSError:  # Linux says so when the last writer has gone
        pass
    process.wait()
    yield written.decode()


STYLES = {"1": "b", "2": "d", "31": "r", "32": "g", "31;7": "r m", "32;7": "g m"}
SGR = re.compile(r"\x1b\[([\d;]*)m")


def line_of(text: str, row: int) -> str:
    """One line of the terminal as SVG."""
    spans, column = [], 0
    parts = SGR.split(text)
    for style, words in zip(["0", *parts[1::2]], parts[::2], strict=True):
        if words:
            place = f'x="{10 + column * CHARACTER:.1f}" y="{(row + 1) * LINE + 8}"'
            spans.append(f'<tspan {place} class="{STYLES.get(style, "n")}">{html.escape(words)}</tspan>')
            column += len(words)
    return f"<text>{''.join(spans)}</text>" if spans else ""


def svg(screens: list[str]) -> str:
    """The screens one after another, each as long as it takes to read."""
    whole = PAUSE * len(screens)
    frames = []
    for number, screen in enumerate(screens):
        lines = screen.replace("\r", "").rstrip("\n").split("\n")[-ROWS:]
        shown = "".join(line_of(line, row) for row, line in enumerate(lines))
        frames.append(f'<g class="f" style="animation-delay:{number * PAUSE:g}s">{shown}</g>')
    width, height = 20 + COLUMNS * CHARACTER, ROWS * LINE + 24
    share = 100 / len(screens)
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height}">
<style>
text {{ font: 14px monospace; fill: #d8dee9; white-space: pre }}
.b {{ font-weight: bold; fill: #fff }} .d {{ fill: #8b949e }}
.r {{ fill: #ff7b72 }} .g {{ fill: #7ee787 }} .m {{ font-weight: bold; text-decoration: underline }}
.f {{ opacity: 0; animation: f {whole:g}s step-end infinite }}
@keyframes f {{ 0% {{ opacity: 1 }} {share:g}% {{ opacity: 0 }} 100% {{ opacity: 0 }} }}
@media (prefers-reduced-motion: reduce) {{ .f {{ animation: none }} .f:last-of-type {{ opacity: 1 }} }}
</style>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
{chr(10).join(frames)}
</svg>
"""


def main() -> None:
    """Build the deck, edit it, review it, and write what the terminal showed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, deck(edited=False))
        build = [sys.executable, "-m", "build_deck", "-q", "--no-locked", "questions.md"]
        subprocess.run(build, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for command in ("init -q", "add questions.md snippets", "commit -qm recorded"):
            subprocess.run(["git", *IDENTITY, *command.split()], cwd=folder, check=True)
        write(folder, deck(edited=True))
        TARGET.write_text(svg(list(recorded(folder))), encoding="utf-8")


if __name__ == "__main__":
    main()
