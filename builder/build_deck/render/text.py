r"""Text made safe for an Anki field: what HTML, MathJax and Anki itself would take for their own.

Anki reads fields with regular expressions before a browser sees them, so `[sound:x]`, `[latex]`, `{{c1::` and `\(`
mean something wherever they stand, in code too. Each is broken up by a character reference, which the browser undoes.
The one exception is `\(` in prose: MathJax reads the page after the browser has, so an empty element splits it.
"""

import html
import re
import sys
import unicodedata

# Anki strips most of these and refuses a whole package for \x1f; noncharacters are ours, to mark slots.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_REFERENCE = re.compile("&#(?:[xX]0*([0-9a-fA-F]{1,6})(?![0-9a-fA-F])|0*([0-9]{1,7})(?![0-9]));?")

# `[` may begin [sound:, [anki:, [latex], [$], [/$] or [[type:, and at the end of a run the next run decides.
_BRACKET = re.compile("\\[(?=[saltSALT/$\\[\ufdd0]|$)")
_BACKSLASH = re.compile(r"\\(?=[()\[\]])")
_COLON = re.compile(":(?=[:\ufdd0]|$)|(?<=[:\ufdd1]):|^:")
_TAG_OR_TEXT = re.compile(r'(<(?:"[^"]*"|[^">])*>)|([^<]+)')
_VERBATIM = re.compile(r"<(/?)(?:pre|code)\b")


def tidy(text: str) -> str:
    """The text in NFC without control characters; a lone surrogate becomes U+FFFD."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", _SURROGATE.sub("\ufffd", _UNWANTED.sub("", text)))


def tidy_html(markup: str) -> str:
    """Authors' HTML, tidy also where it refers to a character by number: such a reference becomes U+FFFD.

    Left out it could join what stands around it to another reference.
    """

    def kept(match: re.Match[str]) -> str:
        code = int(match[1], 16) if match[1] else int(match[2])
        return "\ufffd" if code <= sys.maxunicode and _UNWANTED.match(chr(code)) else match[0]

    return _REFERENCE.sub(kept, tidy(markup))


def escape(text: str) -> str:
    """The text as HTML, not yet guarded against Anki."""
    return html.escape(tidy(text), quote=False)


def escape_attribute(text: str) -> str:
    """The text as the value of an attribute in double quotes, not yet guarded against Anki."""
    return html.escape(tidy(text), quote=True)


def guard(markup: str, *, cloze: bool, verbatim: bool = False) -> str:
    """The HTML with everything broken up that Anki or MathJax would act on, in text and in attributes.

    In a cloze note braces and double colons are broken up too. `verbatim`: the whole of it stands in `pre` or `code`.
    """
    depth = 1 if verbatim else 0

    def part(match: re.Match[str]) -> str:
        nonlocal depth
        tag, text = match.groups()
        if tag is None:
            return _guard_run(text, cloze=cloze, verbatim=depth > 0)
        if mark := _VERBATIM.match(tag):
            depth += -1 if mark[1] else 1
        return _guard_run(tag, cloze=cloze, verbatim=True)

    return _TAG_OR_TEXT.sub(part, markup)


def _guard_run(run: str, *, cloze: bool, verbatim: bool) -> str:
    run = _BACKSLASH.sub("&#92;" if verbatim else r"\\<span></span>", run)
    return _guard_marks(run, cloze=cloze)


def _guard_marks(run: str, *, cloze: bool) -> str:
    # Anki puts fields into NFC, which joins U+0338 to the `>` of a tag in front of it.
    run = _BRACKET.sub("&#91;", run).replace("\u0338", "&#824;")
    return _COLON.sub("&#58;", run.replace("{", "&#123;").replace("}", "&#125;")) if cloze else run


def guard_tex(tex: str, *, cloze: bool) -> str:
    """TeX between math delimiters as HTML: only Anki's own marks are broken up, backslashes are TeX's."""
    return _guard_marks(escape(tex), cloze=cloze)


def plain(markup: str) -> str:
    """What a reader sees of the HTML, without tags and outer space."""
    return html.unescape(re.sub(r'<(?:"[^"]*"|[^">])*>', "", markup)).strip()
