"""Forms on a page: what a browser sent becomes the form's data, and data become filled fields."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import product
from typing import Any, Final

from flask import json
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from engine import checklists, outcomes
from engine.checklists import Checklist
from engine.forms import Component, Form
from engine.forms.rows import ROWS, Column
from models import clock
from models.accounts import User
from models.documents import Evidence
from web import charge_rows, languages, texts, words
from web.form_words import COLUMNS

Sent = MultiDict[str, str]

_SIGNATURE: Final = ("status", "name", "reason", "witness")
_CHOSEN: Final = re.compile(r'(\w+) (!=|=) "(\w+)"')


def read(form: Form, sent: Sent) -> dict[str, Any]:
    """Return what the browser sent as data of the form; blanks are left out."""
    found = {key: _value(component, sent) for key, component in form.fields.items()}
    return {key: value for key, value in found.items() if value not in (None, "", [], {})}


def _value(component: Component, sent: Sent) -> Any:
    key, kind = component.key, component.kind
    if kind == "checkbox":
        return True if sent.get(key) else None
    if component.widget == "checklist":
        return _answers(component, sent)
    if kind == "signature":
        parts = {part: sent.get(f"{key}.{part}", "").strip() for part in _SIGNATURE}
        return {part: text for part, text in parts.items() if text}
    if kind == "charges" or kind in ROWS:
        columns = ROWS.get(kind)
        return _rows(key, columns, sent) if columns else charge_rows.read(key, sent)
    if kind in {"checklist", "officers", "evidence"}:
        return [value for value in sent.getlist(key) if value]
    text = sent.get(key, "").strip()
    return charge_rows.fen(text) if kind == "money" else text


def _rows(key: str, columns: Sequence[Column], sent: Sent) -> list[dict[str, str]]:
    """Return the rows of a list in their order; a row that is all blank is none."""
    found = (re.fullmatch(rf"{key}\[(\d{{1,4}})\]\.\w+", name) for name in sent)
    numbers = sorted({int(match[1]) for match in found if match})
    rows = []
    for number in numbers:
        cells = {one.key: sent.get(f"{key}[{number}].{one.key}", "").strip() for one in columns}
        row = {name: text for name, text in cells.items() if text}
        for one in columns:
            if one.kind == "money" and one.key in row:
                row[one.key] = charge_rows.fen(row[one.key])
        if row:
            rows.append(row)
    return rows


def _answers(component: Component, sent: Sent) -> dict[str, Any]:
    checklist = checklists.load(component.properties["checklist"])
    found = {item.no: _answer(f"{component.key}[{item.no}]", sent) for item in checklist}
    return {no: answer for no, answer in found.items() if answer}


def _answer(name: str, sent: Sent) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    evidence = [value for value in sent.getlist(f"{name}.evidence") if value]
    if result := sent.get(f"{name}.result"):
        answer["result"] = result
    # Only a failed item asks for these; the page hides them from the others.
    if result == "2":
        answer["note"] = sent.get(f"{name}.note", "").strip()
        if (unsafe := sent.get(f"{name}.affects_safety")) in {"yes", "no"}:
            answer["affects_safety"] = unsafe == "yes"
    if evidence:
        answer["evidence"] = evidence
    return answer


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An officer who may be chosen, with the open cases that he carries."""

    user: User
    load: int
    recused: bool = False


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A form with what was filled in, as the templates show it."""

    form: Form
    data: Mapping[str, Any]
    errors: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    #: Place of a name -> what is said of the banned people whom it names (web/flag_words.py).
    flags: Mapping[str, Sequence[str]] = field(default_factory=dict)
    candidates: Sequence[Candidate] = ()
    #: Role -> who may be named in a field that asks for one person of it.
    staff: Mapping[str, Sequence[User]] = field(default_factory=dict)
    evidence: Mapping[int, Evidence] = field(default_factory=dict)
    #: Names of people that a field refers to, for a form that is only read.
    people: Mapping[int, str] = field(default_factory=dict)
    readonly: bool = False
    #: Whether files can be added; a correction only takes them out.
    uploads: bool = True
    #: The charges with their bands, and where they are computed.
    charges: charge_rows.View | None = None
    charges_url: str = ""

    def blocks(self) -> list[list[Component]]:
        """Return the parts of the form as cards: a group is one, loose fields share one."""
        blocks: list[list[Component]] = []
        for part in self.form.components:
            if _is_card(part) or not blocks or _is_card(blocks[-1][0]):
                blocks.append([part])
            else:
                blocks[-1].append(part)
        return blocks

    def value(self, key: str) -> Any:
        """Return what stands in a field."""
        return self.data.get(key)

    def shown(self, component: Component) -> str:
        """Return what a text box shows: local time, yuan, or the text itself."""
        value = self.data.get(component.key, "")
        if component.kind == "money":
            return _yuan(value)
        if component.subtype == "datetime":
            return _local(str(value))
        return str(value)

    @staticmethod
    def yuan(value: object) -> str:
        """Return what a box for an amount shows."""
        return _yuan(value) if value else ""

    def charge_lines(self, component: Component) -> list[charge_rows.Line]:
        """Return the charges to be read."""
        stored = self.data.get(component.key) or []
        return [charge_rows.Line(number=no, row=row) for no, row in enumerate(stored)]

    def part(self, component: Component, name: str) -> str:
        """Return one part of a signature."""
        value = self.data.get(component.key)
        return str(value.get(name, "")) if isinstance(value, dict) else ""

    def chosen(self, component: Component, value: object) -> bool:
        """Whether one of several choices is chosen."""
        stored = self.data.get(component.key) or []
        several = stored if isinstance(stored, list) else [stored]
        return str(value) in {str(one) for one in several}

    @staticmethod
    def has_rows(component: Component) -> bool:
        """Whether a field holds a list that people write."""
        return component.widget in ROWS

    def columns(self, component: Component) -> Sequence[Column]:
        """Return the columns of a field that holds rows."""
        return ROWS[component.widget]

    def rows(self, component: Component, blank: int = 0) -> list[Mapping[str, Any]]:
        """Return the rows of a field, with blank ones behind them to write in."""
        stored = self.data.get(component.key)
        kept = [one for one in stored if isinstance(one, dict)] if isinstance(stored, list) else []
        return [*kept, *({} for _ in range(blank))]

    @staticmethod
    def cell(column: Column, row: Mapping[str, Any]) -> str:
        """Return what stands in a cell: yuan, or the text itself."""
        value = row.get(column.key, "")
        return _yuan(value) if column.kind == "money" else str(value)

    @staticmethod
    def heading(column: Column) -> str:
        """Return the words above a column."""
        return str(COLUMNS[column.words or column.key])

    def answer(self, component: Component, no: str) -> Mapping[str, Any]:
        """Return the answer to an item of a checklist."""
        answers = self.data.get(component.key)
        answer = answers.get(no) if isinstance(answers, dict) else None
        return answer if isinstance(answer, dict) else {}

    def problems(self, name: str) -> list[str]:
        """Return the sentences that belong beside a field."""
        return [
            words.of_code(str(one["code"]), dict(one.get("params", {})))
            for one in self.errors.get(name, ())
        ]

    def files(self, ids: object) -> list[Evidence]:
        """Return the evidence that a field refers to."""
        wanted = ids if isinstance(ids, list) else []
        numbers = [int(one) for one in wanted if str(one).isdecimal()]
        return [self.evidence[one] for one in numbers if one in self.evidence]

    def named(self, name: str) -> str:
        """Return what people call the field of an error, for the list above the form."""
        key = re.split(r"[.\[]", name)[0]
        component = self.form.fields.get(key)
        label = texts.diagram_text(component.label) if component else name
        item = re.search(r"\[([\d.]+)\]", name)
        return f"{label} {item[1]}" if item else label

    @staticmethod
    def text(both: Mapping[str, str]) -> str:
        """Return a text of a checklist in the language of the request."""
        return both.get(languages.language(), both["zh"])

    def checklist(self, component: Component) -> Checklist:
        """Return the checklist behind a field."""
        return checklists.load(component.properties["checklist"])

    def explained(self, component: Component) -> str:
        """Say in words when a field is asked, for a browser that does not hide it."""
        match = _CHOSEN.fullmatch(component.hide_text)
        if match is None:
            gap = component.hide_text == "checklist.gap != true"
            return _("Only when a failed key item does not affect food safety.") if gap else ""
        other = self.form.fields[match[1]]
        label = next((one.label for one in other.choices if one.value == match[3]), match[3])
        names = {"label": texts.diagram_text(other.label), "choice": texts.diagram_text(label)}
        if match[2] == "!=":
            return str(_("Only when “%(label)s” is “%(choice)s”.", **names))
        return str(_("Not when “%(label)s” is “%(choice)s”.", **names))

    def label_of(self, component: Component) -> str:
        """Return the words of what was chosen, for a form that is only read."""
        if component.widget == "officers":
            return "、".join(self.people.get(one, str(one)) for one in self.data[component.key])
        if component.widget == "person":
            named = self.data[component.key]
            return self.people.get(named, str(named))
        labels = [
            texts.diagram_text(one.label)
            for one in component.choices
            if self.chosen(component, one.value)
        ]
        return "、".join(labels)


def _is_card(part: Component) -> bool:
    return part.type == "group" or part.widget == "evidence"


@dataclass(frozen=True)
class Heading:
    """A column of a list that stands outside of a form."""

    column: Column

    @property
    def words(self) -> str:
        """Return the words above the column."""
        return Filled.heading(self.column)

    def cell(self, row: Mapping[str, Any]) -> str:
        """Return what stands in the column of a row."""
        return Filled.cell(self.column, row)


def row_columns(widget: str) -> list[Heading]:
    """Return the columns of a list of things or of instalments."""
    return [Heading(column) for column in ROWS[widget]]


def _yuan(fen: object) -> str:
    try:
        return f"{Decimal(str(fen)) / 100:.2f}".removesuffix(".00")
    except InvalidOperation:
        return str(fen or "")


def _local(moment: str) -> str:
    """Return what an input of type datetime-local wants: the time on the wall, without a zone."""
    try:
        parsed = dt.datetime.fromisoformat(moment)
    except ValueError:
        return moment
    local = parsed.astimezone(clock.ZONE) if parsed.tzinfo else parsed
    return local.strftime("%Y-%m-%dT%H:%M")


def lawful_outcomes() -> str:
    """Return the outcomes for every combination of findings, so that the page need not know law.

    The key is four digits: failed, key item unsafe, general item unsafe, gap.
    """
    table: dict[str, list[str]] = {"none": sorted(outcomes.allowed_outcomes(outcomes.Tally()))}
    for key_safe, key_unsafe, general_safe, general_unsafe in product((0, 1), repeat=4):
        found = outcomes.Tally(
            key_failed=key_safe + key_unsafe,
            key_unsafe=key_unsafe,
            general_failed=general_safe + general_unsafe,
            general_unsafe=general_unsafe,
        )
        facts = (found.failed > 0, key_unsafe, general_unsafe, found.gap)
        name = "".join(str(int(fact)) for fact in facts)
        table[name] = sorted(outcomes.allowed_outcomes(found))
    table["not_performed"] = sorted(outcomes.allowed_outcomes(outcomes.Tally(), performed=False))
    return json.dumps(table)
