"""Every address of the application, filled in from the rows of a rehearsed bureau."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Flask
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.commands.papers import ON_DEMAND
from models.accounts import User
from models.campaigns import Campaign, Draw
from models.cases import Case
from models.documents import Document, Evidence, Publication
from models.notices import Notice
from models.processes import Definition, ProcessInstance, WorkItem
from models.seals import Seal

Values = Mapping[str, Any]
#: Files of ours that hold no data of the bureau.
STATIC: Final = "static"


@dataclass(frozen=True)
class Rows:
    """Where the values of addresses come from: these cases and what hangs on them."""

    session: Session
    cases: Sequence[Case]

    def each(
        self,
        key: InstrumentedAttribute[int],
        *kind: InstrumentedAttribute[Any],
        of: InstrumentedAttribute[Any] | None = None,
    ) -> list[int]:
        """Keys of rows, the newest one of each kind; with `of`, those that hang on the cases."""
        mine = [] if of is None else [self.of_these(of)]
        return sorted(self.session.scalars(select(func.max(key)).where(*mine).group_by(*kind)))

    def of_these(self, column: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
        """The condition that a row hangs on one of the cases."""
        return column.in_([one.id for one in self.cases])


def _named(name: str, keys: Callable[[Rows], Sequence[Any]]) -> Callable[[Rows], Iterator[Values]]:
    def values(rows: Rows) -> Iterator[Values]:
        for key in keys(rows):
            yield {name: key}

    return values


def _items(rows: Rows) -> list[int]:
    return rows.each(WorkItem.id, WorkItem.element, of=WorkItem.case_id)


def _draws(rows: Rows) -> Iterator[Values]:
    for draw in rows.session.scalars(select(Draw)):
        yield {"campaign_id": draw.campaign_id, "draw_id": draw.id}


def _diagrams(rows: Rows) -> Iterator[Values]:
    running = select(ProcessInstance.case_id, Definition.process).join(Definition)
    for case_id, process in rows.session.execute(
        running.where(rows.of_these(ProcessInstance.case_id)).distinct(Definition.process)
    ):
        yield {"case_id": case_id, "process": process}


def _papers(rows: Rows) -> Iterator[Values]:
    newest = next(one for one in reversed(rows.cases) if one.officers)
    for form in ON_DEMAND:
        yield {"case_id": newest.id, "form_id": form}


def _models(rows: Rows) -> Iterator[Values]:
    for one in rows.session.scalars(select(Definition).order_by(Definition.id).limit(1)):
        yield {"process": one.process, "version": one.version, "part": one.process}


#: What an address asks for -> the values that it is opened with. A page that asks for anything else
#: needs a line here, or the walk fails.
FILLED: Final[Mapping[str, Callable[[Rows], Iterator[Values]]]] = {
    "": lambda _rows: iter([{}]),
    "campaign_id": _named("campaign_id", lambda rows: rows.each(Campaign.id, Campaign.id)),
    "campaign_id draw_id": _draws,
    "case_id": _named("case_id", lambda rows: rows.each(Case.id, Case.kind, Case.end, of=Case.id)),
    "case_id form_id": _papers,
    "case_id process": _diagrams,
    "document_id": _named(
        "document_id",
        lambda rows: rows.each(Document.id, Document.form, of=Document.case_id),
    ),
    "evidence_id": _named(
        "evidence_id", lambda rows: rows.each(Evidence.id, Evidence.id, of=Evidence.case_id)
    ),
    "item_id": _named("item_id", _items),
    "name": lambda _rows: iter([{"name": "subjects"}]),
    "notice_id": _named("notice_id", lambda rows: rows.each(Notice.id, Notice.code)),
    "part process version": _models,
    "process version": _models,
    "publication_id": _named(
        "publication_id", lambda rows: rows.each(Publication.id, Publication.state)
    ),
    "seal_id": _named("seal_id", lambda rows: rows.each(Seal.id, Seal.id)),
    "subject_id": _named(
        "subject_id", lambda rows: sorted({one.subject_id for one in rows.cases})[:5]
    ),
    "user_id": _named("user_id", lambda rows: rows.each(User.id, User.office_id)[:3]),
    "work_item_id": _named("work_item_id", _items),
}


def plain(app: Flask) -> list[str]:
    """Everything that can be opened without a value: lists, forms, numbers."""
    rules = [one for one in app.url_map.iter_rules() if not one.arguments]
    return [str(one) for one in rules if "GET" in (one.methods or ())]


def addresses(app: Flask, rows: Rows) -> Iterator[tuple[str, str]]:
    """Endpoint and path of everything that can be opened."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint == STATIC or "GET" not in (rule.methods or ()):
            continue
        for values in FILLED[" ".join(sorted(rule.arguments))](rows):
            built = rule.build({key: values[key] for key in rule.arguments})
            assert built is not None, rule
            yield rule.endpoint, built[1]
