"""Reading XML that comes from anywhere: no entities, no network, bounded size and depth."""

from collections.abc import Mapping
from typing import Any

from lxml import etree

#: The largest of our own models is 40 KB; a map of a whole ministry stays below this.
MAX_BYTES = 2_000_000
MAX_ELEMENTS = 20_000
MAX_DEPTH = 48
MAX_ATTRIBUTES = 64


class XmlRefused(ValueError):
    """The text is no XML that we read: {reason}."""

    def __init__(self, code: str, *, line: int = 0, **params: object) -> None:
        said = ", ".join(f"{name} {value}" for name, value in params.items())
        super().__init__(f"{code} (line {line}{', ' if said else ''}{said})")
        self.code = code
        self.line = line
        self.params: dict[str, object] = dict(params)


class _Bounds:
    """Counts while the parser runs, so that a hostile file is left early."""

    def __init__(self) -> None:
        self._depth = 0
        self._elements = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > MAX_DEPTH:
            raise XmlRefused("xml.too_deep", limit=MAX_DEPTH)
        if self._elements > MAX_ELEMENTS:
            raise XmlRefused("xml.too_many_elements", limit=MAX_ELEMENTS)
        if len(attributes) > MAX_ATTRIBUTES:
            raise XmlRefused("xml.too_many_attributes", limit=MAX_ATTRIBUTES)

    def end(self, tag: str) -> None:
        self._depth -= 1

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        # Called before the declarations inside are read: no entity is ever defined.
        raise XmlRefused("xml.document_type")

    def close(self) -> None:
        """Nothing is built here; the second reading builds the tree."""


def parse(xml: bytes) -> etree._Element:
    """Return the root element, or raise XmlRefused in time and memory linear in the bounds."""
    if len(xml) > MAX_BYTES:
        raise XmlRefused("xml.too_large", limit=MAX_BYTES)
    if not xml.strip():
        raise XmlRefused("xml.empty")
    try:
        etree.fromstring(xml, _parser(_Bounds()))
        root = etree.fromstring(xml, _parser())
    except etree.XMLSyntaxError as error:
        raise XmlRefused("xml.not_well_formed", line=error.lineno or 0, said=error.msg) from None
    except (LookupError, ValueError) as error:
        if isinstance(error, XmlRefused):
            raise
        raise XmlRefused("xml.not_well_formed", said=str(error)) from None
    if not isinstance(root.tag, str):
        raise XmlRefused("xml.not_well_formed")
    return root


def line_of(node: etree._Element) -> int:
    """Return the line of an element in its file, 0 when it is not known."""
    line: int | None = getattr(node, "sourceline", None)
    return line or 0


def _parser(target: Any = None) -> etree.XMLParser:
    return etree.XMLParser(
        target=target,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
