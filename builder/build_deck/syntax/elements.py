"""The elements of HTML, by what becomes of them on a card. What is none of these is text: `<bos>`, `List<int>`."""

FORMATTING = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s",
    "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var",
})  # fmt: skip
BLOCKS = frozenset({
    "blockquote", "br", "caption", "col", "colgroup", "dd", "details", "div", "dl", "dt", "figcaption", "figure",
    "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p", "pre", "rp", "rt", "ruby", "summary",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "wbr",
})  # fmt: skip
KEPT = FORMATTING | BLOCKS
"""Those that a card may hold."""

UNWRAPPED = frozenset({
    "acronym", "address", "article", "aside", "audio", "basefont", "big", "blink", "canvas", "center", "data",
    "dialog", "dir", "font", "footer", "header", "hgroup", "main", "map", "marquee", "menu", "nav", "nobr",
    "picture", "rb", "rtc", "search", "section", "slot", "strike", "tt", "video",
})  # fmt: skip
"""Those whose tags go while what is between them stays."""
FORMS = frozenset({
    "button", "datalist", "fieldset", "form", "input", "label", "legend", "meter", "optgroup", "option", "output",
    "progress", "select",
})  # fmt: skip
"""Those that a card has no use for; what is between their tags stays."""
DOCUMENT = frozenset({
    "applet", "area", "base", "bgsound", "body", "frame", "frameset", "head", "html", "isindex", "keygen", "link",
    "meta", "noembed", "noframes", "param", "plaintext", "source", "track", "xmp",
})  # fmt: skip
"""Those that belong to a page as a whole, or to no page of today."""
SWALLOWED = frozenset({
    "embed", "iframe", "math", "noscript", "object", "script", "style", "svg", "template", "textarea", "title",
})  # fmt: skip
"""Those that go with all that is between their tags."""

ELEMENTS = KEPT | UNWRAPPED | FORMS | DOCUMENT | SWALLOWED
VOID = frozenset({
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link",
    "meta", "param", "source", "track", "wbr",
})  # fmt: skip
"""Those that have no end."""
