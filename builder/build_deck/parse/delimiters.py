r"""Math as other tools set it off: `\(x\)`, `\[x\]`, ``$`x`$`` and bare environments such as `\begin{align}`.

Markdown has a use of its own for `\(` and `\[`: they keep a bracket from meaning anything. So what stands between must
look like TeX.
"""

import re

from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

_OPENING = re.compile(r"(\\\\?)([(\[])")
_CLOSING = {"(": ")", "[": "]"}
_TICKED = re.compile(r"\$`([^`\n]{1,2000})`\$")
_SIGNS = re.compile(r"\\[A-Za-z]+|[\w)}\]][_^][\w{\\(*+-]")
_OPERATION = re.compile(r"[=<>+*/-]|\\[,;! ]")
_PROSE = re.compile(r"[^\W\d_]{3,}")
_VARIABLE = re.compile(r"\s*[^\W\d_]'?\s*(?:\(\s*\w\s*\))?(?:\s*,\s*[^\W\d_]\s*)*")
_LONGEST = 2000
"""Characters that one formula may have; without a bound, many openings would be searched from each anew."""
_BLOCK = re.compile(
    r"(?P<slashes>\\\\?)\[[ \t]*|\\begin\{(?P<name>equation|multline|gather|align|alignat|flalign|eqnarray|split|"
    r"gathered|aligned|cases|array|[pbBvV]?matrix|smallmatrix)(?P<star>\*?)\}"
)
_MOST_LINES = 200


def inline(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls rules this way
    r"""True where `\(x\)` or `\[x\]` begins; pushes math_inline or math_inline_double."""
    opening = _OPENING.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "\\" else None
    if not opening:
        return False
    slashes, bracket = opening.groups()
    closing = slashes + _CLOSING[bracket]
    end = state.src.find(closing, opening.end(), min(state.posMax, state.pos + _LONGEST))
    tex = state.src[opening.end() : end]
    if end < 0 or not _is_math(state, tex, bracket, end + len(closing)):
        return False
    if not silent:
        is_display = bracket == "["
        token = state.push("math_inline_double" if is_display else "math_inline", "math", 0)
        token.content, token.markup = tex, "$$" if is_display else "$"
    state.pos = end + len(closing)
    return True


def _is_math(state: StateInline, tex: str, bracket: str, end: int) -> bool:
    before = state.src[state.pos - 1] if state.pos else " "
    if not tex.strip() or before.isalnum() or state.src.startswith("(", end):
        return False
    if _SIGNS.search(tex):
        return True
    computes = bool(_OPERATION.search(tex)) and not _PROSE.search(tex)
    if bracket == "[":
        return computes and tex[0].isspace() and tex[-1].isspace()
    return computes or bool(_VARIABLE.fullmatch(tex))


def ticked(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls rules this way
    """True where ``$`x`$`` begins, as GitHub writes a formula; pushes math_inline."""
    match = _TICKED.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "$" else None
    if not match:
        return False
    if not silent:
        token = state.push("math_inline", "math", 0)
        token.content, token.markup = match[1], "$"
    state.pos = match.end()
    return True


def block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls rules this way
    r"""True where a formula takes whole lines, from `\[` or `\begin{align}` to its end; pushes math_block."""
    if state.is_code_block(start):
        return False
    opening = _BLOCK.match(state.src, state.bMarks[start] + state.tShift[start], state.eMarks[start])
    if not opening:
        return False
    closing = f"\\end{{{opening['name']}{opening['star']}}}" if opening["name"] else f"{opening['slashes']}]"
    last = _last_line(state, start, end, closing)
    if last is None:
        return False
    text = state.getLines(start, last + 1, state.blkIndent, False).strip()
    tex = text if opening["name"] else text[len(opening["slashes"]) + 1 : -len(closing)]
    if not opening["name"] and not (_SIGNS.search(tex) or (_OPERATION.search(tex) and not _PROSE.search(tex))):
        return False
    if not silent:
        token = state.push("math_block", "math", 0)
        token.block, token.content, token.markup = True, tex, "$$"
        token.map = [start, last + 1]
        state.line = last + 1
    return True


def _last_line(state: StateBlock, start: int, end: int, closing: str) -> int | None:
    """The line that ends with `closing`, before any empty one; None where there is none."""
    end = min(end, start + _MOST_LINES)
    if state.src.find(closing, state.bMarks[start], state.eMarks[end - 1]) < 0:
        return None
    for line in range(start, end):
        text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip()
        if not text or state.sCount[line] < state.blkIndent:
            return None
        if text.endswith(closing):
            return line
    return None
