"""A program that shows every card of a profile in Anki's own reviewer and prints what its page then holds, as JSON.

Called with the folder of the profile `User 1`; run it with QT_QPA_PLATFORM=offscreen where there is no screen.
"""

import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

PROBE = """(() => {
    const page = document.documentElement;
    const text = (selector) => [...document.querySelectorAll(selector)].map((e) => e.innerText);
    const box = (selector) => [...document.querySelectorAll(selector)].map((e) => e.getBoundingClientRect().width);
    return JSON.stringify({
        text: document.getElementById("qa").innerText,
        body: text(".bd-body"),
        cloze: text(".cloze"),
        typeset: document.querySelectorAll("mjx-container").length,
        errors: document.querySelectorAll("mjx-merror").length,
        inputs: document.querySelectorAll("#qa input").length,
        label: document.querySelector("#qa input")?.labels[0]?.innerText,
        typed: [...document.querySelectorAll("#typeans [class^=type]")].map((e) => [e.className, e.innerText]),
        buttons: document.querySelectorAll("#qa .replay-button").length,
        broken: [...document.images].filter((i) => i.complete && !i.naturalWidth).map((i) => i.getAttribute("src")),
        ran: typeof window.ran,
        wide: page.scrollWidth > page.clientWidth,
        widths: box(".bd pre"),
        window: page.clientWidth,
    });
})()"""
PAGE = """(() => {
    const qa = document.getElementById("qa");
    const shown = !!qa && qa.innerHTML.length > 0 && getComputedStyle(qa).opacity === "1";
    const ready = window.MathJax && MathJax.typesetPromise && [...document.images].every((i) => i.complete);
    return shown && ready ? qa.innerHTML : "";
})()"""
TYPE = "document.querySelectorAll('#typeans').forEach((line) => { line.value = '31416'; })"
LONGEST = 60
"""Seconds that anything may take on a busy machine."""
PATIENCE = 3
"""Seconds to wait for an answer before asking again."""
STEADY = 0.25
"""Seconds without a change after which a page is done: MathJax takes a tenth of that for a formula."""


def main(base: Path) -> None:
    """Print a list with a question and an answer for each card."""
    prepare(base)
    import aqt

    app = aqt._run(["anki", "-b", str(base), "-p", "User 1", "--lang=en_US"], exec=False)
    window = aqt.mw
    assert app
    assert window

    def wait(done: Callable[[], object]) -> None:
        end = time.monotonic() + LONGEST
        while not done():
            assert time.monotonic() < end, f"{done} took too long"
            app.processEvents()
            time.sleep(0.005)

    def ask(script: str) -> Any:
        answers: list[Any] = []

        def answered() -> bool:
            # A page that is replaced takes its questions with it, so each is asked until it is answered.
            window.reviewer.web.evalWithCallback(script, answers.append)
            end = time.monotonic() + PATIENCE
            while not answers and time.monotonic() < end:
                app.processEvents()
                time.sleep(0.002)
            return bool(answers)

        wait(answered)
        return answers[0]

    def look() -> dict[str, Any]:
        page, since = "", time.monotonic()

        def steady() -> bool:
            nonlocal page, since
            now = ask(PAGE)
            if now != page:
                page, since = now, time.monotonic()
            return bool(page) and time.monotonic() - since > STEADY

        wait(steady)
        return dict(json.loads(ask(PROBE)))

    wait(lambda: window.col is not None and window.state in ("deckBrowser", "overview"))
    window.resize(420, 800)
    window.show()
    window.moveToState("review")
    wait(lambda: window.state == "review" and window.reviewer.card)
    wait(lambda: ask("typeof _showQuestion === 'function' && document.readyState === 'complete'"))
    # The page may have been given its first card before it could show one.
    window.reviewer._redraw_current_card()
    seen = []
    while card := window.reviewer.card:
        question = look()
        ask(TYPE)
        # What the space bar does: it asks the page for what was typed, and then shows the answer.
        window.reviewer._getTypedAnswer()
        wait(lambda: window.reviewer.state == "answer")
        wait(lambda: ask("!!document.getElementById('answer') || !!document.querySelector('.bd:not(.bd-asking)')"))
        seen.append({"question": question, "answer": look()})
        window.reviewer._answerCard(4)
        wait(partial(moved_on, window.reviewer, card.id))
    print(json.dumps(seen), flush=True)
    window.col.close()
    # Qt's own end takes long and says much.
    os._exit(0)


def moved_on(reviewer: Any, number: int) -> bool:
    """Whether another card, or none, is up."""
    return reviewer.card is None or reviewer.card.id != number


def prepare(base: Path) -> None:
    """A profile that asks nothing at its first start."""
    from aqt.profiles import ProfileManager

    profiles = ProfileManager(base)
    profiles.setupMeta()
    profiles.meta.update(firstRun=False, defaultLang="en_US", updates=False)
    profiles.create("User 1")
    profiles.load("User 1")
    profiles.save()
    assert profiles.db is not None
    profiles.db.close()


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except BaseException:  # noqa: BLE001 - Anki takes over what becomes of exceptions; this one is the test's
        os.write(2, traceback.format_exc().encode())
        os._exit(1)
