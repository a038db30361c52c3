"""Highlighted code, line by line."""

from functools import cache

from builder.render.text import escape, guard

CLASSES = {
    "Comment": "c",
    "Comment.Preproc": "cp",
    "Keyword": "k",
    "Keyword.Constant": "kc",
    "Operator": "o",
    "Operator.Word": "ow",
    "Literal.Number": "m",
    "Literal.String": "s",
    "Literal.String.Doc": "sd",
    "Literal.String.Escape": "se",
    "Literal.String.Interpol": "si",
    "Name.Attribute": "na",
    "Name.Builtin": "nb",
    "Name.Builtin.Pseudo": "bp",
    "Name.Class": "nc",
    "Name.Decorator": "nd",
    "Name.Exception": "ne",
    "Name.Function": "nf",
    "Name.Tag": "nt",
    "Name.Variable": "nv",
    "Error": "err",
    "Generic.Deleted": "gd",
    "Generic.Emph": "ge",
    "Generic.Error": "gr",
    "Generic.Heading": "gh",
    "Generic.Inserted": "gi",
    "Generic.Output": "go",
    "Generic.Prompt": "gp",
    "Generic.Strong": "gs",
    "Generic.Traceback": "gt",
}
"""Pygments token type to its CSS class; a type that is not here is shown as its nearest ancestor, or plainly."""


def highlight(code: str, language: str, *, cloze: bool) -> list[str]:
    """The code's lines as HTML with Pygments' short classes, guarded; an unknown language is shown plainly."""
    lines: list[list[str]] = [[]]
    for name, value in _merged(_tokens(code, language)):
        for number, part in enumerate(value.split("\n")):
            if number:
                lines.append([])
            if part:
                lines[-1].append(_span(name, part, cloze=cloze))
    return ["".join(line) for line in lines]


def _span(name: str, text: str, *, cloze: bool) -> str:
    markup = guard(escape(text), cloze=cloze, verbatim=True)
    return f'<span class="{name}">{markup}</span>' if name else markup


def _merged(tokens: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The tokens with neighbours of one class joined: smaller fields, and no mark of Anki's split unseen."""
    merged: list[tuple[str, str]] = []
    for name, value in tokens:
        if merged and merged[-1][0] == name:
            merged[-1] = (name, merged[-1][1] + value)
        else:
            merged.append((name, value))
    return merged


def _tokens(code: str, language: str) -> list[tuple[str, str]]:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language or "text", stripnl=False, ensurenl=False)
    except ClassNotFound:
        return [("", code)]
    # Half of a line's operators are the dots of its names; plain, they read better and fields are an eighth smaller.
    return [("" if value == "." else _class_of(str(kind)), value) for kind, value in lexer.get_tokens(code)]


@cache
def _class_of(kind: str) -> str:
    """The CSS class of `Token.Literal.Number.Integer`: that of its nearest known ancestor."""
    parts = kind.split(".")[1:]
    while parts:
        if found := CLASSES.get(".".join(parts)):
            return found
        parts.pop()
    return ""
