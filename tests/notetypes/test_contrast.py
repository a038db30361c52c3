"""Everything that is read on a card stands out from what is behind it (WCAG 2.2, 1.4.3: 4.5 to 1), by day and by night."""

import re

import pytest
from build_deck import notetypes

TEXT = {
    "background": ("text", "quiet", "accent", "link", "good", "warm", "hot", "e"),
    "code-background": ("code-text", *"cksmnboe"),
    "output-background": ("code-text", "quiet", *"ce"),
    "mark": ("text",),
    "line-mark": ("code-text", *"cksmnboe"),
}
"""By what is behind it."""


def palette(*, night: bool) -> dict[str, str]:
    """The colours of a scheme by their names."""
    blocks = re.findall(r"^\.card(\.nightMode[^{]*)? \{(.*?)\}", notetypes.css(), re.MULTILINE | re.DOTALL)
    kept = [body for marks, body in blocks if bool(marks) == night]
    return dict(re.findall(r"--bd-([\w-]+): (#[0-9a-f]{6});", "".join(kept)))


def luminance(colour: str) -> float:
    """How bright a colour is, from 0 to 1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("night", [False, True])
def test_text_stands_out(night: bool) -> None:  # noqa: FBT001 - pytest passes by position
    colours = palette(night=night)
    faint = []
    for behind, names in TEXT.items():
        for name in names:
            low, high = sorted((luminance(colours[behind]), luminance(colours[name])))
            ratio = (high + 0.05) / (low + 0.05)
            if ratio < 4.5:
                faint.append((name, behind, round(ratio, 2)))
    assert faint == []
