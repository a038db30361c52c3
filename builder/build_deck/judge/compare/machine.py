"""What of a printed output only the machine decides, and no reader minds: addresses, and the device of a tensor."""

import re

ADDRESS = (
    r"(?:(?<=[aA][tT][ ])0x[0-9a-fA-F]{6,16}(?=[>,])"  # <A object at 0x7f1b2c3d4e50>
    r"|(?<=[aA][tT][ ])0x(?![0-9a-fA-F]*0000(?!\w))[0-9a-fA-F]{6,16}(?!\w)"  # <f at 0x104a3b2c0> is 0x400000 not
    # What `hex(id(x))` gives on Linux and macOS: objects are aligned, and `hex(2**40)` is no address.
    r"|(?<!\w)0x(?=(?:[5-7][0-9a-f]{10}|(?:aaaa|ffff)[0-9a-f]{7}|1[0-9a-f]{7})0(?!\w))(?![0-9a-f]*00000)[0-9a-f]+)"
)
"""A pattern; it has no groups."""

_ADDRESS = re.compile(ADDRESS)
_ALWAYS = (
    (re.compile(r",\s*device='(?:cpu|cuda|mps|xpu|hip)(?::\d+)?'"), ""),
    # What cannot be encoded cannot be recorded either.
    (re.compile("[\ud800-\udfff]"), "\ufffd"),
)
_ELSEWHERE = (
    (re.compile(r",\s*grad_fn=<[^<>\n]*>"), ""),
    (re.compile(r"\b(?:np|numpy)\.(?:u?int\d+|float\d+|longdouble|complex\d+|str_|bool_?)\(([^()\n]*)\)"), r"\1"),
    (re.compile(r"\b(?:np|numpy)\.(True|False)_\b"), r"\1"),
)
"""How other versions and devices print the same: the name of a `grad_fn`, NumPy 2's `np.float64(1.5)` for `1.5`."""


def neutral(text: str, *, elsewhere: bool = False) -> str:
    """The text without the devices of tensors; `elsewhere`, also without what other versions and devices print."""
    for pattern, replacement in (*_ALWAYS, *(_ELSEWHERE if elsewhere else ())):
        text = pattern.sub(replacement, text)
    return text


def same(expected: str, actual: str, *, aliases: bool) -> bool:
    """Whether both texts are equal apart from what only the machine decides.

    With `aliases`, what had one address must have one again, and what had two must have two.
    """
    if expected == actual:
        return True
    one, other = neutral(expected), neutral(actual)
    if _ADDRESS.sub("0x", one) != _ADDRESS.sub("0x", other):
        return False
    return not aliases or pattern_of(_ADDRESS.findall(one)) == pattern_of(_ADDRESS.findall(other))


def pattern_of(addresses: list[str]) -> list[int]:
    """For each address, the place at which it stood first."""
    first: dict[str, int] = {}
    return [first.setdefault(address, place) for place, address in enumerate(addresses)]
