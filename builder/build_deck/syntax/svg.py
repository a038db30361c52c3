"""SVG documents reduced to a picture: shapes, text and pixels, of bounded size, that refer to nothing outside.

A figure comes from a snippet's process, or from a file that anybody may have written. It is drawn, shown in Anki and
opened in browsers, and SVG can hold scripts, pages, filters that take for ever and addresses. What matplotlib writes
passes unchanged, byte for byte.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from html import escape
from xml.parsers import expat

MOST_BYTES = 16 << 20
MOST_ELEMENTS = 300_000
MOST_DEPTH = 100
"""Nested elements: at 900 the library that draws them overflows its stack."""

_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"
_DESCRIPTION = ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://creativecommons.org/ns#", "http://purl.org/dc/")
_ELEMENTS = frozenset(
    """
    circle clipPath defs desc ellipse feColorMatrix feComposite filter g image line linearGradient marker mask
    metadata path pattern polygon polyline radialGradient rect stop style svg symbol text textPath title tspan use
    """.split()  # noqa: SIM905 - in lines
)
_ATTRIBUTES = frozenset(
    """
    alignment-baseline baseProfile baseline-shift class clip-path clip-rule clipPathUnits color color-interpolation
    color-rendering cx cy d dir direction display dominant-baseline dx dy fill filter filterUnits fill-opacity
    fill-rule font-family font-size font-size-adjust font-stretch font-style font-variant font-weight fr fx fy
    gradientTransform gradientUnits height href id image-rendering in in2 k1 k2 k3 k4 lang lengthAdjust
    letter-spacing marker-end marker-mid marker-start markerHeight markerUnits markerWidth mask maskContentUnits
    maskUnits media method offset opacity operator orient overflow paint-order pathLength patternContentUnits
    patternTransform patternUnits points preserveAspectRatio r refX refY result role rotate rx ry shape-rendering
    space spacing spreadMethod startOffset stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset
    stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width style text-anchor text-decoration
    text-rendering textLength transform transform-origin type unicode-bidi values vector-effect version viewBox
    visibility white-space width word-spacing writing-mode x x1 x2 y y1 y2
    """.split()  # noqa: SIM905 - in lines
)
_OUTSIDE = re.compile(
    r"""\\|@(?!media\b)|expression\s*\(|behavior\s*:|-moz-binding|[a-z]+script\s*:|image(-set)?\s*\(|src\s*\(|"""
    r"""url\s*\(\s*(?!["']?\#)""",
    re.IGNORECASE,
)
"""What a style or an attribute refers to outside of the document, or hides such a reference with."""
_PIXELS = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")


def clean(svg: str) -> str:
    """Return the document without what a picture does not need; one that has nothing else is returned as it is.

    Raises ValueError where it is no SVG document, or a larger one than any figure is.
    """
    data = svg.encode("utf-8", "replace")
    if len(data) > MOST_BYTES:
        raise ValueError(f"it is larger than {MOST_BYTES >> 20} MiB")
    document = _Document()
    try:
        document.parser().Parse(data, True)
    except expat.ExpatError as error:
        raise ValueError(f"it is no SVG document: {expat.ErrorString(error.code)} in line {error.lineno}") from None
    if document.repeated & document.repeating:
        raise ValueError("it repeats what repeats something else")
    return svg if document.clean else "".join(document.written) + "\n"


class _Fate(Enum):
    """What becomes of an element."""

    KEPT = auto()
    DESCRIBES = auto()
    """It says who drew the picture; no reason to change a document, and not written again where there is one."""
    UNWRAPPED = auto()
    """A link: what is in it stays."""
    LEFT_OUT = auto()


@dataclass(frozen=True, slots=True)
class _Element:
    """An element around the place that is being read."""

    name: str
    fate: _Fate
    id: str


class _Document:
    """A document as it is gone through."""

    def __init__(self) -> None:
        self.clean = True
        """Whether it may stay as it is."""
        self.written: list[str] = []
        """What stays of it."""
        self.repeating: set[str] = set()
        """Ids of what repeats something else: repeated itself, each level would multiply what is drawn."""
        self.repeated: set[str] = set()
        """Ids that are repeated."""
        self._around: list[_Element] = []
        self._elements = 0
        self._style = ""

    def parser(self) -> expat.XMLParserType:
        """Return a reader that tells this document what it comes across."""
        parser = expat.ParserCreate("utf-8", " ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._entity
        parser.ProcessingInstructionHandler = self._unwanted
        return parser

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        self._elements += 1
        if len(self._around) >= MOST_DEPTH:
            raise ValueError(f"it nests more than {MOST_DEPTH} levels deep")
        if self._elements > MOST_ELEMENTS:
            raise ValueError(f"it has more than {MOST_ELEMENTS} elements")
        if not self._around and (local != "svg" or namespace not in ("", _SVG)):
            raise ValueError("it is no SVG document")
        fate = self._fate(namespace, local)
        self._around.append(_Element(local, fate, attributes.get("id", "")))
        if fate in (_Fate.LEFT_OUT, _Fate.UNWRAPPED):
            self.clean = False
        elif fate is _Fate.KEPT:
            self._keep(local, attributes)

    def _fate(self, namespace: str, local: str) -> _Fate:
        around = self._around[-1] if self._around else None
        if around and around.fate in (_Fate.DESCRIBES, _Fate.LEFT_OUT):
            described = around.fate is _Fate.DESCRIBES and namespace.startswith(_DESCRIPTION)
            return _Fate.DESCRIBES if described else _Fate.LEFT_OUT
        if local == "a" and around and namespace in ("", _SVG):
            return _Fate.UNWRAPPED
        if namespace not in ("", _SVG) or local not in _ELEMENTS:
            return _Fate.LEFT_OUT
        return _Fate.DESCRIBES if local == "metadata" else _Fate.KEPT

    def _keep(self, local: str, attributes: Mapping[str, str]) -> None:
        if local == "use":
            self.repeating.update(filter(None, (element.id for element in self._around)))
            self.repeated.update(value[1:] for name, value in attributes.items() if _plain(name) == "href")
        kept = {name: value for name, value in attributes.items() if _may_stay(local, name, value)}
        self.clean = self.clean and len(kept) == len(attributes)
        spaces = f' xmlns="{_SVG}" xmlns:xlink="{_XLINK}"' if len(self._around) == 1 else ""
        said = "".join(f' {_prefixed(name)}="{escape(value)}"' for name, value in kept.items())
        self.written.append(f"<{local}{spaces}{said}>")

    def _end(self, _name: str) -> None:
        element = self._around.pop()
        if element.fate is not _Fate.KEPT:
            return
        if element.name == "style":
            if _OUTSIDE.search(self._style):
                self.clean = False
            else:
                self.written.append(escape(self._style, quote=False))
            self._style = ""
        self.written.append(f"</{element.name}>")

    def _text(self, text: str) -> None:
        if not self._around or self._around[-1].fate in (_Fate.DESCRIBES, _Fate.LEFT_OUT):
            return
        if self._around[-1].name == "style":
            self._style += text
        else:
            self.written.append(escape(text, quote=False))

    def _entity(self, *_: object) -> None:
        raise ValueError("it declares entities")

    def _unwanted(self, *_: object) -> None:
        self.clean = False


def _may_stay(element: str, name: str, value: str) -> bool:
    """Return whether an attribute says how something looks, and no more."""
    namespace, _, local = name.rpartition(" ")
    if local == "href":
        return namespace in ("", _XLINK) and (
            value.startswith("#") or (element == "image" and _PIXELS.fullmatch(value) is not None)
        )
    known = local in _ATTRIBUTES or local.startswith(("aria-", "data-"))
    return namespace in ("", _XML) and known and not _OUTSIDE.search(value)


def _plain(name: str) -> str:
    return name.rpartition(" ")[2]


def _prefixed(name: str) -> str:
    namespace, _, local = name.rpartition(" ")
    return {_XLINK: "xlink:", _XML: "xml:"}.get(namespace, "") + local
