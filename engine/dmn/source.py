"""XML to elements, without entities, document types, network or unbounded depth."""

from typing import Any, cast

from lxml import etree

from engine.dmn.errors import DmnError

MAX_BYTES = 4_000_000
MAX_ELEMENTS = 100_000
MAX_DEPTH = 100
NAMESPACES = (
    "http://www.omg.org/spec/DMN/",
    "https://www.omg.org/spec/DMN/",
)

Element = etree._Element  # noqa: SLF001 -- lxml has no public name for it


def parse(xml: bytes) -> Element:
    """The `definitions` of a DMN file of any version, 1.1 to 1.5."""
    if len(xml) > MAX_BYTES:
        raise DmnError(f"the file is larger than {MAX_BYTES} bytes")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DmnError(f"not well-formed XML: {error}") from None
    if cast(Any, root.getroottree().docinfo).doctype:
        raise DmnError("a document type is not allowed")
    _measure(root)
    name = etree.QName(root)
    if name.localname != "definitions" or not (name.namespace or "").startswith(NAMESPACES):
        raise DmnError("the root is no DMN definitions element")
    return root


def _measure(root: Element) -> None:
    count, depth = 0, 0
    for event, _element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > MAX_DEPTH or count > MAX_ELEMENTS:
            raise DmnError("the file is nested too deeply or has too many elements")


def local(element: Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def children(element: Element, *names: str) -> list[Element]:
    """Children in the DMN namespace, all or those with one of the names."""
    return [
        child
        for child in element
        if isinstance(child.tag, str)
        and (etree.QName(child).namespace or "").startswith(NAMESPACES)
        and (not names or etree.QName(child).localname in names)
    ]


def child(element: Element, name: str) -> Element | None:
    found = children(element, name)
    return found[0] if found else None


def text(element: Element | None) -> str:
    """The text of a `text` child, or of the element itself."""
    if element is None:
        return ""
    inner = child(element, "text")
    return str((element if inner is None else inner).text or "").strip()


def href(element: Element) -> str:
    return str(element.get("href") or "")
