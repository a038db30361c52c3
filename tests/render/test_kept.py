"""Fields of retired notes come from the lock or an earlier package, which anybody may have written."""

import html5lib
import pytest
from build_deck.render.kept import clean_address, clean_field


@pytest.mark.parametrize(
    "field",
    [
        "",
        "Why &lt; not &amp; so?",
        r"<p>Prose \<span></span>(x\<span></span>) and math \(a_{1} &lt; b\) and \[a^2\]</p>",
        '<pre><code><span class="k">if</span> x&#91;slice] &#92;(y&#92;)</code></pre>',
        '<div class="bd-output bd-late"><pre class="bd-error"><samp>E</samp></pre><div class="bd-verified">v</div></div>',
        '<p>{{c1::<span class="hll">a</span>::hint}} and &#123;&#123;c2&#58;&#58;b&#125;&#125;</p>',
        '<table><thead><tr><th style="text-align:right">a</th></tr></thead></table>',
        '<a href="https://x.org/?a=1&amp;b=%5B">x</a><ul><li class="bd-done">y</li></ul><em class="bd-han">是</em>',
        '<details open=""><summary>s</summary>d</details><span class="bd-badge bd-rare">rare</span>',
        "&#91;sound:x.mp3] &#91;latex]x&#91;/latex]",
    ],
)
def test_what_rendering_writes_stays_as_it_is(field: str) -> None:
    assert clean_field(field) == field


@pytest.mark.parametrize(
    ("field", "left"),
    [
        ("a<script>alert(1)</script>b", "ab"),
        ('<img src=x onerror="alert(1)">', ""),
        ('<b onclick="x()" style="position:fixed" class="bd-verified evil-class" id="qa">x</b>', '<b class="bd-verified">x</b>'),
        ('<a href="javascript:x()">x</a>', "<a>x</a>"),
        ('<a href="javascript&#58;x()">x</a>', "<a>x</a>"),
        ('<a href="java&#115;cript:x()">x</a>', "<a>x</a>"),
        ('<a href="&#92;javascript&#58;x()">x</a>', "<a>x</a>"),
        ('<a href="\U000f0002javascript:x()">x</a>', "<a>x</a>"),
        ("<iframe src='https://x.org'></iframe><svg onload=x()></svg><style>*{}</style><base href='//x'>", ""),
        ("[sound:x.mp3] [latex]\\input{/etc/passwd}[/latex] [$]x[/$] [[type:Question]] [anki:tts]x[/anki:tts]",
         "&#91;sound:x.mp3] &#91;latex]\\input{/etc/passwd}&#91;/latex] &#91;$]x&#91;/$] &#91;&#91;type:Question]] "
         "&#91;anki:tts]x[/anki:tts]"),
        (r"\(\href{javascript:x()}{y}\) \[\style{position:fixed}{z}\]", r"\(href{javascript:x()}{y}\) \[style{position:fixed}{z}\]"),
        ("a\x00\x1fb\ud800", "ab\ufffd"),
        ("<b>unclosed", "<b>unclosed</b>"),
    ],
)  # fmt: skip
def test_what_no_card_may_hold_is_left_out(field: str, left: str) -> None:
    assert clean_field(field) == left
    assert clean_field(left) == left
    tree = html5lib.parseFragment(clean_field(field), namespaceHTMLElements=False)
    assert not [element for element in tree.iter() if element.tag in ("script", "img", "iframe", "style", "base")]


@pytest.mark.parametrize("value", ["", "zh-CN", "https://x.org/a?b=1&amp;c=&#91;d]#e", "mailto:a@b.org"])
def test_an_address_or_a_word_may_stand_in_an_attribute(value: str) -> None:
    assert clean_address(value) == value


@pytest.mark.parametrize(
    "value",
    ["javascript:x()", "javascript&#58;x()", "java&#115;cript:x()", " javascript:x()", 'https://x" onclick="x()', "a b", "<b>",
     "data:text/html,x", "//x.org", "&#106;avascript:x()", "https://x.org\n<script>"],
)  # fmt: skip
def test_nothing_else_may(value: str) -> None:
    assert clean_address(value) == ""
