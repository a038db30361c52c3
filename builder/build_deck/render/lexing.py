"""Pygments' lexers, made quicker: at each character only those rules are tried that can match there.

A lexer tries the rules of its state one after another, some forty at each token of Python. Most of them begin with a
character that is not the one at hand, which their patterns tell: read by Python's own reader of patterns, once a state
and character. What comes out is what Pygments gives.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pygments.lexer import Lexer, RegexLexer
    from pygments.token import _TokenType

    Found = tuple[int, _TokenType, str]

Rule = tuple[Callable[[str, int], re.Match[str] | None], Any, Any]
"""What matches at a place, what it is then, and the state that follows."""
_LAST = 127
_ASCII = frozenset(map(chr, range(_LAST + 1)))
_BEYOND = chr(_LAST + 1)


def quickened(lexer: "Lexer") -> "Lexer":
    """The lexer, which from now on tries only what can match, where it goes through rules as all of them do."""
    from pygments.lexer import RegexLexer

    own = type(lexer).get_tokens_unprocessed is RegexLexer.get_tokens_unprocessed
    if isinstance(lexer, RegexLexer) and own and "_tokens" not in vars(lexer):
        states = _states(type(lexer))
        lexer.get_tokens_unprocessed = lambda text, stack=("root",): _read(lexer, states, text, stack)  # type: ignore[method-assign]
    return lexer


class _Rules(dict[str, tuple[Rule, ...]]):
    """A state's rules by the character that they can match at; under nothing, at the end of the text, all."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        super().__init__({"": tuple(rules)})
        self._firsts = [_firsts_of(rule) for rule in rules]

    def __missing__(self, character: str) -> tuple[Rule, ...]:
        every = zip(self[""], self._firsts, strict=True)
        can = tuple(rule for rule, firsts in every if character in firsts) if character in _ASCII else self[""]
        return self.setdefault(character, can)


@cache
def _states(lexer: "type[RegexLexer]") -> dict[str, _Rules]:
    return {name: _Rules(rules) for name, rules in lexer._tokens.items()}  # type: ignore[attr-defined] # noqa: SLF001


def _read(lexer: "RegexLexer", states: dict[str, _Rules], text: str, stack: Iterable[str]) -> "Iterator[Found]":
    """Yield the place, kind and text of each token, as `RegexLexer.get_tokens_unprocessed` does."""
    from pygments.token import Error, Whitespace, _TokenType

    place, inside = 0, list(stack)
    rules = states[inside[-1]]
    while True:
        for match_at, action, target in rules[text[place : place + 1]]:
            if not (match := match_at(text, place)):
                continue
            if type(action) is _TokenType:
                yield place, action, match[0]
            elif action is not None:
                yield from action(lexer, match)
            place = match.end()
            if target is not None:
                _turn(inside, target)
                rules = states[inside[-1]]
            break
        else:
            if place >= len(text):
                return
            unknown = text[place]
            if unknown == "\n":
                inside = ["root"]
                rules = states["root"]
            yield place, Whitespace if unknown == "\n" else Error, unknown
            place += 1


def _turn(inside: list[str], target: object) -> None:
    """Go on to another state: a name, a number of states to leave, or several of either."""
    if isinstance(target, tuple):
        for each in target:
            _turn(inside, -1 if each == "#pop" else each)
    elif isinstance(target, int):
        del inside[max(len(inside) - abs(target), 1) :]
    else:
        inside.append(inside[-1] if target == "#push" else str(target))


# ---- what a pattern can begin with -----------------------------------------------------------------------------------

Begins = tuple[frozenset[str], bool]
"""The ASCII characters that a part of a pattern can begin with, and whether it can match nothing at all."""


def _firsts_of(rule: Rule) -> frozenset[str]:
    """The ASCII characters at which the rule may match; all where its pattern does not tell."""
    pattern = getattr(rule[0], "__self__", None)
    return _beginnings(pattern) if isinstance(pattern, re.Pattern) else _ASCII


@cache
def _beginnings(pattern: re.Pattern[str]) -> frozenset[str]:
    try:
        from re import _parser  # type: ignore[attr-defined]  # what reads patterns has no public name

        found, may_be_empty = _in_sequence(_parser.parse(pattern.pattern, pattern.flags))
    except (ImportError, AttributeError, KeyError, TypeError, ValueError, RecursionError):
        return _ASCII
    if pattern.flags & re.IGNORECASE:
        found |= {character.swapcase() for character in found}
    return _ASCII if may_be_empty else found


def _in_sequence(parts: Iterable[tuple[Any, Any]]) -> Begins:
    found: frozenset[str] = frozenset()
    for kind, about in parts:
        begins, may_be_empty = _PARTS[str(kind)](about)
        found |= begins
        if not may_be_empty:
            return found, False
    return found, True


def _one_of(branches: Iterable[Iterable[tuple[Any, Any]]]) -> Begins:
    each = [_in_sequence(branch) for branch in branches]
    return frozenset().union(*(found for found, _ in each)), any(empty for _, empty in each)


def _repeated(about: tuple[int, Any, Iterable[tuple[Any, Any]]]) -> Begins:
    least, _, parts = about
    found, may_be_empty = _in_sequence(parts)
    return found, may_be_empty or least == 0


def _group(about: tuple[Any, int, int, Iterable[tuple[Any, Any]]]) -> Begins:
    _, added, taken, parts = about
    return _in_sequence(parts) if not (added or taken) else (_ASCII, True)


def _literal(code: int) -> Begins:
    return _or_all(_between((code, code))), False


def _set(items: Sequence[tuple[Any, Any]]) -> Begins:
    negated = str(items[0][0]) == "NEGATE"
    found: frozenset[str] = frozenset().union(*(_ITEMS[str(kind)](about) for kind, about in items[negated:]))
    return (_ASCII - found if negated else _or_all(found)), False


def _between(about: tuple[int, int]) -> frozenset[str]:
    """The ASCII characters in a range, and one that stands for all beyond them."""
    low, high = about
    return frozenset(map(chr, range(low, min(high, _LAST) + 1))) | ({_BEYOND} if high > _LAST else set())


def _or_all(found: frozenset[str]) -> frozenset[str]:
    """The characters; where there are some beyond ASCII, all: one may be such but for its case."""
    return _ASCII if _BEYOND in found else found


def _category(about: object) -> frozenset[str]:
    pattern = re.compile(_CATEGORIES[str(about)])
    return frozenset(filter(pattern.match, _ASCII))


_CATEGORIES = {
    "CATEGORY_DIGIT": r"\d",
    "CATEGORY_NOT_DIGIT": r"\D",
    "CATEGORY_SPACE": r"\s",
    "CATEGORY_NOT_SPACE": r"\S",
    "CATEGORY_WORD": r"\w",
    "CATEGORY_NOT_WORD": r"\W",
}
_ITEMS: Mapping[str, Callable[[Any], frozenset[str]]] = {
    "LITERAL": lambda code: _between((code, code)),
    "RANGE": _between,
    "CATEGORY": _category,
}
_PARTS: Mapping[str, Callable[[Any], Begins]] = {
    "LITERAL": _literal,
    "NOT_LITERAL": lambda _: (_ASCII, False),
    "ANY": lambda _: (_ASCII, False),
    "IN": _set,
    "BRANCH": lambda about: _one_of(about[1]),
    "SUBPATTERN": _group,
    "ATOMIC_GROUP": _in_sequence,
    "MAX_REPEAT": _repeated,
    "MIN_REPEAT": _repeated,
    "POSSESSIVE_REPEAT": _repeated,
    "AT": lambda _: (frozenset(), True),
    "ASSERT": lambda _: (frozenset(), True),
    "ASSERT_NOT": lambda _: (frozenset(), True),
}
"""By Python's names for the parts of a pattern; one that is not here tells nothing."""
