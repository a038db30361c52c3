import re
import sys

import pytest
from build_deck.render.mermaid import MermaidError, draw
from lxml import etree

FLOW = "flowchart TD\n  A[输入 input] --> B{判断?}\n  B -->|是| C((结束))\n"
KINDS = {
    "sequence": "sequenceDiagram\n  participant 甲\n  甲->>乙: 你好\n",
    "class": "classDiagram\n  class 动物{\n    +int age\n  }\n  动物 <|-- 狗\n",
    "state": "stateDiagram-v2\n  [*] --> 空闲\n",
    "pie": 'pie title 份额\n  "猫": 3\n  "狗": 5\n',
}


@pytest.mark.parametrize("source", [FLOW, *KINDS.values()], ids=["flow", *KINDS])
def test_a_diagram_is_svg_of_its_own_size_that_every_viewer_draws(source: str) -> None:
    """Labels are SVG text: a picture's HTML labels are not drawn by all, and scripts have no place in it."""
    drawing = draw(source, "zh-CN")

    root = etree.fromstring(drawing.document.encode())
    assert root.get("width") == str(drawing.width)
    assert int(root.get("height")) > 0
    tags = {etree.QName(element).localname for element in root.iter(tag=etree.Element)}
    assert not tags & {"foreignObject", "script", "image", "a"}
    text = "".join(root.itertext())
    for label in re.findall(r"[\u4e00-\u9fff]+", source):
        assert label in text


@pytest.mark.parametrize(
    ("lang", "font"),
    [
        ("zh-CN", "PingFang SC"),
        ("zh-TW", "PingFang TC"),
        ("zh-Hant", "PingFang TC"),
        ("ja", "Hiragino Sans"),
        ("ko-KR", "Apple SD Gothic Neo"),
    ],
)
def test_labels_are_set_in_a_font_of_the_language(lang: str, font: str) -> None:
    """A picture inherits no language from the card, and Han characters differ by it."""
    assert f"Arial,Helvetica,'{font}'" in draw(FLOW, lang).document


def test_a_language_of_its_own_script_needs_no_font() -> None:
    assert "Arial,Helvetica,sans-serif" in draw(FLOW, "en").document


def test_the_same_diagram_is_the_same_bytes() -> None:
    assert draw(FLOW, "en") == draw(FLOW, "en")


@pytest.mark.parametrize("source", ["", "nonsense", "flowchart TD\n  A -->"])
def test_what_cannot_be_drawn_says_why(source: str) -> None:
    with pytest.raises(MermaidError, match=r"(?i)diagram"):
        draw(source, "en")


def test_a_platform_without_the_renderer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "merman", None)

    with pytest.raises(MermaidError) as caught:
        draw(FLOW, "en")

    assert str(caught.value) == "there is no `merman` package for this platform"
