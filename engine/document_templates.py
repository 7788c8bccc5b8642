"""Templates of papers (DOCX with placeholders): what they may hold, and how one is filled in.

A clerk edits them in Word or WPS; `problems` names what keeps a template from being used.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

from docxtpl import DocxTemplate
from jinja2 import ChainableUndefined, Environment, TemplateSyntaxError, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml.etree import XMLSyntaxError

from engine.document_forms import OWN, Form
from engine.errors import Invalid
from engine.papers.wording import day_words, moment_words, yuan

#: A template with pictures of a seal and a heading is smaller; a bomb is not.
LARGEST: Final = 4 * 1024 * 1024
LARGEST_UNPACKED: Final = 40 * 1024 * 1024
#: What a loop tells of itself.
LOOP: Final = frozenset({"first", "last", "index", "length"})
_ALLOWED: Final = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.For,
    nodes.If,
    nodes.CondExpr,
    nodes.Name,
    nodes.Getattr,
    nodes.Const,
    nodes.Filter,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
)
#: XML knows no other characters below the blank; `\n` becomes a new paragraph.
_UNPRINTABLE: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f\ufffe\uffff]")


def shipped(form: Form) -> bytes:
    """The template that comes with Yancha."""
    return (resources.files("workflows") / "documents" / f"{form.id}.docx").read_bytes()


def render(
    form: Form, template: bytes, content: Mapping[str, Any], *, number: str = "", title: str = ""
) -> bytes:
    """Fill in the template: the finished DOCX, at any time the same."""
    document = _opened(template)
    context = {**_clean(dict(content)), "number": number, "title": title or form.title}
    document.render(context, _environment(), autoescape=True)
    document.core_properties.title = f"{context['title']}{number}"
    target = io.BytesIO()
    document.save(target)
    return _undated(target)


def _undated(docx: io.BytesIO) -> bytes:
    """Without the moment of rendering: the same words and template are the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(docx) as source, zipfile.ZipFile(target, "w") as made:
        for name in source.namelist():
            made.writestr(zipfile.ZipInfo(name), source.read(name), zipfile.ZIP_DEFLATED)
    return target.getvalue()


def expect_usable(form: Form, template: bytes) -> None:
    """Refuse a template that names what no paper of this form has."""
    found = problems(form, template)
    if found:
        raise Invalid(
            "template.refused",
            {"template": [{"code": code, "params": params} for code, params in found]},
            form=form.title,
        )


def problems(form: Form, template: bytes) -> list[tuple[str, dict[str, object]]]:
    """What is wrong with a template, as codes with facts; empty when it can be used."""
    try:
        document = _opened(template)
    except (ValueError, KeyError, XMLSyntaxError, zipfile.BadZipFile):
        return [("template.not_docx", {})]
    reading = _Reading(form)
    for text in _sources(document):
        try:
            tree = _environment().parse(text)
        except TemplateSyntaxError as error:
            reading.note("template.syntax", reason=str(error.message))
            continue
        reading.visit(tree, {})
    used = {path.replace("[]", "") for path in reading.used}
    for need in form.needs:
        if not any(path == need.path or path.startswith(f"{need.path}.") for path in used):
            label = form.label(need.path)
            reading.note("template.needs", field=need.path, label=label, article=need.article)
    return reading.found


class _Reading:
    """Walks the placeholders of one template and notes what is not right."""

    def __init__(self, form: Form) -> None:
        self.known = form.known()
        self.used: set[str] = set()
        self.found: list[tuple[str, dict[str, object]]] = []

    def note(self, code: str, **params: object) -> None:
        """Keep a problem, once."""
        if (code, params) not in self.found:
            self.found.append((code, params))

    def visit(self, node: nodes.Node, scope: Mapping[str, str]) -> None:
        """Look at a node and at what is below it; scope: loop variable -> path of its list."""
        if not isinstance(node, _ALLOWED):
            self.note("template.not_allowed", what=type(node).__name__.lower())
        elif isinstance(node, nodes.For):
            self._loop(node, scope)
        elif isinstance(node, nodes.Name | nodes.Getattr):
            self._path(node, scope)
        else:
            if isinstance(node, nodes.Filter) and node.name not in FILTERS:
                self.note("template.unknown_filter", name=node.name)
            for child in node.iter_child_nodes():
                self.visit(child, scope)

    def _loop(self, node: nodes.For, scope: Mapping[str, str]) -> None:
        path = self._path(node.iter, scope)
        if path is None:
            return
        if not self.known[path].each and self.known[path].kind != "list":
            self.note("template.no_list", name=path)
        name = node.target.name if isinstance(node.target, nodes.Name) else ""
        for child in (*node.body, *node.else_):
            self.visit(child, {**scope, name: f"{path}[]", "loop": "loop"})

    def _path(self, node: nodes.Node, scope: Mapping[str, str]) -> str | None:
        """The path that an expression names, if it is a known field."""
        names: list[str] = []
        while isinstance(node, nodes.Getattr):
            names.insert(0, node.attr)
            node = node.node
        if not isinstance(node, nodes.Name):
            self.visit(node, scope)
            return None
        path = ".".join([scope.get(node.name, node.name), *names])
        if path in OWN or (path.startswith("loop.") and path[5:] in LOOP):
            return None
        if path not in self.known and not (path.endswith("[]") and path[:-2] in self.known):
            self.note("template.unknown_field", name=".".join([node.name, *names]))
            return None
        self.used.add(path)
        return path


def _opened(template: bytes) -> DocxTemplate:
    with zipfile.ZipFile(io.BytesIO(template)) as archive:
        if sum(one.file_size for one in archive.infolist()) > LARGEST_UNPACKED:
            raise ValueError("too large")
    document = DocxTemplate(io.BytesIO(template))
    document.init_docx()
    return document


def _sources(document: DocxTemplate) -> Iterator[str]:
    """The text of body, headers and footers as Jinja reads it."""
    yield document.patch_xml(document.get_xml())
    for address in (document.HEADER_URI, document.FOOTER_URI):
        for _key, part in document.get_headers_footers(address):
            yield document.patch_xml(document.get_part_xml(part))


def _joined(values: Any) -> str:
    """A list as Chinese writes it: 甲、乙."""
    return "、".join(str(one) for one in values) if isinstance(values, list) else str(values or "")


#: All that a template may do with a value.
FILTERS: Final = {"day": day_words, "moment": moment_words, "yuan": yuan, "joined": _joined}


class _Fields(ImmutableSandboxedEnvironment):
    """Reads the fields of a paper and nothing else of the objects that hold them."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`checklist.items` is the field of that name and no method of a dictionary."""
        if isinstance(obj, LoopContext) and attribute in LOOP:
            return super().getattr(obj, attribute)
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return self.undefined(obj=obj, name=attribute)


@cache
def _environment() -> Environment:
    """No calls, no attributes of Python, and a missing field prints nothing."""
    made = _Fields(undefined=ChainableUndefined, autoescape=True)
    made.filters.clear()
    made.filters.update(FILTERS)
    made.globals.clear()
    return made


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        lines = _UNPRINTABLE.sub("", value.replace("\t", " ")).strip().split("\n")
        return "\a".join(lines)
    if isinstance(value, dict):
        return {key: _clean(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_clean(one) for one in value]
    return "" if value is None else value
