"""What the style sheet says in words is what the language table says."""

import re

from build_deck import notetypes
from build_deck.words.taxonomy import Label, languages, nearest_tag


def test_the_source_is_said_in_every_language() -> None:
    said = dict(re.findall(r'\.bd-source:lang\(([\w-]+)\)::before \{ content: "([^"]+)"', notetypes.css()))
    said = {tag: word.strip(" :：") for tag, word in said.items()}
    labels = {tag: row.labels[Label.SOURCE][0] for tag, row in languages().items()}
    assert {nearest_tag(tag): word for tag, word in said.items()} == {t: w for t, w in labels.items() if t != "en"}
    assert f'.bd-source::before {{ content: "{labels["en"]}: "; }}' in notetypes.css()
