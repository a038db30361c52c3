import pytest
from build_deck.render.clean import clean, clean_table, is_too_deep


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("a<br>b", "a<br>b"),
        ("H<sub>2</sub>O x<sup>2</sup>", "H<sub>2</sub>O x<sup>2</sup>"),
        ("<kbd>Ctrl</kbd> <mark>m</mark> <ins>i</ins>", "<kbd>Ctrl</kbd> <mark>m</mark> <ins>i</ins>"),
        ("<details open><summary>s</summary>d</details>", '<details open=""><summary>s</summary>d</details>'),
        ("<ruby>漢<rp>(</rp><rt>かん</rt></ruby>", "<ruby>漢<rp>(</rp><rt>かん</rt></ruby>"),
        ('<abbr title="HyperText">HT</abbr>', '<abbr title="HyperText">HT</abbr>'),
        ('<span lang="ja" dir="ltr">直</span>', '<span lang="ja" dir="ltr">直</span>'),
        ('<a href="https://x.org/?a=1&amp;b">x</a>', '<a href="https://x.org/?a=1&amp;b">x</a>'),
        ('<a href="mailto:a@b.org">x</a>', '<a href="mailto:a@b.org">x</a>'),
        ('<img src="https://x.org/a.png" alt="a">', '<img src="https://x.org/a.png" alt="a">'),
        ('<td style="text-align:right;color:red">', ""),
        (
            '<table><tr><td style="text-align:right;color:red">1</td></tr></table>',
            '<table><tbody><tr><td style="text-align:right">1</td></tr></tbody></table>',
        ),
        ("<b>unclosed", "<b>unclosed</b>"),
    ],
)
def test_what_a_card_may_hold_stays(written: str, kept: str) -> None:
    assert clean(written) == kept


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("a<script>alert(1)</script>b", "ab"),
        ("<style>.card{display:none}</style>x", "x"),
        ('<b onclick="x()" style="position:fixed" class="bd-verified" id="qa">x</b>', "<b>x</b>"),
        ('<a href="javascript:x()">x</a>', "<a>x</a>"),
        ('<a href="data:text/html,x">x</a>', "<a>x</a>"),
        ('<a href="other.md#top">x</a>', "<a>x</a>"),
        ('<iframe src="https://x.org">x</iframe><object data="x"></object><embed src="x">', ""),
        ("<input value=x><button>b</button><form>f</form>", "bf"),
        ("<svg><script>x()</script></svg><math><mtext></mtext></math>", ""),
        ("<!-- note -->x", "x"),
        ('<img src=x onerror="x()">', "<img>"),
        ('<p class="x"><font color=red>x</font></p>', "<p>x</p>"),
        ("<base href=https://x.org><meta http-equiv=refresh content=0><link rel=stylesheet href=x>x", "x"),
    ],
)
def test_what_acts_or_dresses_up_is_taken_out(written: str, left: str) -> None:
    assert clean(written) == left


def test_a_picture_of_the_decks_own_gets_the_name_that_it_is_given() -> None:
    markup = '<img src="a b.png" width="20"><img src="https://x.org/a.png"><img src="gone.png"><img alt="none">'
    assert clean(markup, {"a b.png": "bd-a-b.png"}.get) == (
        '<img src="bd-a-b.png" width="20"><img src="https://x.org/a.png"><img><img alt="none">'
    )


def test_what_is_bottomless_is_too_deep() -> None:
    assert not is_too_deep("<p>" + "<b>x</b><br>" * 1000 + "</p>" + "<ul><li>a</li></ul>" * 1000)
    assert is_too_deep("<div>\n" * 257)
    assert is_too_deep("<a><b>" * 200)


def test_a_table_that_is_bottomless_is_its_text() -> None:
    assert clean_table("<div>" * 300 + "a &amp; b<script>c") == "a &amp; bc"
