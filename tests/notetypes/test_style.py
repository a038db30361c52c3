"""The style sheet, read the way a browser cascades it as far as colours go."""

import re

import pytest
from build_deck.errors import BuildDeckError
from build_deck.notetypes import COLOURS, NOTETYPES, css
from build_deck.render.code import CLASSES

NIGHT = ".card.nightMode, .card.night_mode, .nightMode .card, .night_mode .card"
ENOUGH = 4.5  # WCAG 2.2, success criterion 1.4.3, level AA, text of any size


def rules(sheet: str) -> list[tuple[str, dict[str, str]]]:
    """Selector lists with their declarations, in order."""
    bare = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    return [
        (" ".join(selector.split()), dict(re.findall(r"([\w-]+):\s*([^;]+);", body)))
        for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", bare)
    ]


def variables(*, night: bool) -> dict[str, str]:
    """The custom properties of a mode."""
    found: dict[str, str] = {}
    for selector, declared in rules(css()):
        if selector == ".card" or (night and selector == NIGHT):
            found |= {name: value for name, value in declared.items() if name.startswith("--bd-")}
    return found


def colour(value: str, known: dict[str, str]) -> str:
    """The `#rrggbb` that a declaration comes to."""
    match = re.fullmatch(r"var\((--bd-[\w-]+)\)", value)
    return known[match[1]] if match else value


def luminance(code: str) -> float:
    """Relative luminance as WCAG defines it."""
    channels = (int(code[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def token_colours() -> dict[str, str]:
    """Class of a highlighted token to its colour declaration."""
    return {
        name: declared["color"]
        for selector, declared in rules(css())
        if "color" in declared
        for name in re.findall(r"\.bd pre \.(\w+)", selector)
        if name != "cloze"
    }


@pytest.mark.parametrize("night", [False, True], ids=["light", "night"])
@pytest.mark.parametrize("name", sorted(set(CLASSES.values()) - {"ge", "gs"}))
@pytest.mark.parametrize("ground", ["code-background", "line-mark", "mark"])
def test_every_token_class_can_be_read_on_code_marked_lines_and_blanks(name: str, ground: str, *, night: bool) -> None:
    known = variables(night=night)

    ratio = contrast(colour(token_colours()[name], known), known[f"--bd-{ground}"])

    assert ratio >= ENOUGH


@pytest.mark.parametrize("night", [False, True], ids=["light", "night"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("text", "background"),
        ("quiet", "background"),
        ("accent", "background"),
        ("link", "background"),
        ("good", "background"),
        ("warm", "background"),
        ("hot", "background"),
        ("text", "mark"),
        ("text", "code-background"),
        ("code-text", "code-background"),
        ("code-text", "line-mark"),
        ("code-text", "mark"),
        ("code-text", "output-background"),
        ("e", "output-background"),
        ("code-text", "typed-good"),
        ("code-text", "typed-bad"),
        ("code-text", "typed-missed"),
    ],
)
def test_every_text_can_be_read_on_its_ground(text: str, ground: str, *, night: bool) -> None:
    known = variables(night=night)

    assert contrast(known[f"--bd-{text}"], known[f"--bd-{ground}"]) >= ENOUGH


def test_night_sets_every_colour_that_day_sets() -> None:
    day = {name for selector, declared in rules(css()) if selector == ".card" for name in declared if "--" in name}
    night = {name for selector, declared in rules(css()) if selector == NIGHT for name in declared if "--" in name}

    assert night == day


def test_nothing_is_fetched_from_outside() -> None:
    assert not re.search(r"@import|url\(|@font-face|https?:", css())


def test_a_decks_colours_and_style_sheet_come_after_ours() -> None:
    made = css(".bd-question { color: teal }\r\n", {"accent": "#123456", "accent-night": "hsl(200 50% 60%)"})

    assert made == css() + (
        "\n.card { --bd-accent: #123456; }\n"
        f"\n{NIGHT} {{ --bd-accent: hsl(200 50% 60%); }}\n"
        "\n.bd-question { color: teal }\n"
    )


def test_our_notetypes_carry_the_sheet_without_additions() -> None:
    assert {notetype.css for notetype in NOTETYPES.values()} == {css()}
    assert css("  ", {}) == css()


def test_unknown_and_malformed_colours_are_named() -> None:
    with pytest.raises(BuildDeckError) as caught:
        css(None, {"acent": "red", "text": "red; } body { display: none"})

    assert str(caught.value) == (
        "error[bad-colour]: `red; } body { display: none` is not a colour for `text`. "
        "Write it as CSS does, such as `#0969da`, `navy` or `rgb(9 105 218)`.\n"
        "error[unknown-colour]: There is no colour called `acent`. "
        f"The colours are {', '.join(COLOURS)}; each also with `-night` behind it."
    )


def test_colours_that_a_deck_may_set_are_variables_of_the_sheet() -> None:
    assert {f"--bd-{name}" for name in COLOURS} <= set(variables(night=False))


def test_templates_need_no_javascript_and_ask_for_typing_only_where_there_is_a_line_to_type() -> None:
    for notetype in NOTETYPES.values():
        for template in notetype.templates:
            for side in (template.question, template.answer):
                assert "<script" not in side
                assert side.count("{{type:") == side.count(
                    '{{#PredictTyped}}<div class="bd-typed">{{type:PredictTyped}}'
                )
