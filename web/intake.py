"""What files may be imported on the pages: their fields, who may send them and what takes them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from marshmallow import Schema
from sqlalchemy.orm import Session

from engine.authority import Actor
from engine.commands.people import office_of
from engine.commands.people_imports import import_officers, import_offices
from engine.commands.subject_imports import import_subjects
from engine.commands.subjects import KEEPERS
from engine.errors import NotFound
from engine.imports.rows import Checked, Report
from engine.imports.schemas import OfficeRow, OfficerRow, SubjectRow
from engine.imports.tables import Table
from models.subjects import SubjectKind

_COLUMN: Final = "column."


@dataclass(frozen=True)
class Field:
    """A field of ours that a column of the file may fill."""

    name: str
    title: object
    required: bool
    headings: tuple[str, ...]

    @property
    def control(self) -> str:
        """The name of its control on the page."""
        return _COLUMN + self.name


@dataclass(frozen=True)
class Chosen:
    """What the person said about the file."""

    #: Field -> heading of its column.
    columns: Mapping[str, str]
    fields: tuple[str, ...]
    kind: SubjectKind | None
    office: str
    with_passwords: bool


Take = Callable[[Session, Actor, Checked, Chosen], tuple[Report, dict[str, str]]]


@dataclass(frozen=True)
class Kind:
    """A kind of file."""

    key: str
    title: object
    #: Who may send it; the command checks for itself.
    keepers: tuple[str, ...]
    rows: type[Schema]
    unique: tuple[str, ...]
    take: Take

    @property
    def fields(self) -> list[Field]:
        """The fields in the order of the schema."""
        return [
            Field(
                name,
                TITLES.get(f"{self.key}.{name}", TITLES.get(name, name)),
                getattr(cell, "must_be_filled", False),
                tuple(getattr(cell, "headings", ())),
            )
            for name, cell in self.rows().fields.items()
        ]


def _subjects(
    session: Session, actor: Actor, checked: Checked, chosen: Chosen
) -> tuple[Report, dict[str, str]]:
    office = office_of(session, chosen.office).id if chosen.office else None
    return import_subjects(session, actor, checked, kind=chosen.kind, office_id=office), {}


def _offices(
    session: Session, actor: Actor, checked: Checked, chosen: Chosen
) -> tuple[Report, dict[str, str]]:
    return import_offices(session, actor, checked), {}


def _officers(
    session: Session, actor: Actor, checked: Checked, chosen: Chosen
) -> tuple[Report, dict[str, str]]:
    return import_officers(session, actor, checked, with_passwords=chosen.with_passwords)


#: Field -> its name; what is another thing in another file comes first.
TITLES: Final = {
    "officers.name": _l("Full name"),
    "name": _l("Name"),
    "licence": _l("Licence"),
    "kind": _l("Kind"),
    "address": _l("Address"),
    "street": _l("Street"),
    "operator": _l("Operator"),
    "legal_representative": _l("Legal representative"),
    "phone": _l("Telephone"),
    "risk_grade": _l("Risk grade"),
    "office": _l("Office"),
    "code": _l("Code"),
    "parent": _l("Office above"),
    "username": _l("User name"),
    "certificate_no": _l("Certificate number"),
    "roles": _l("Roles"),
}
KINDS: Final = {
    one.key: one
    for one in (
        Kind("subjects", _l("Subjects"), KEEPERS, SubjectRow, ("licence",), _subjects),
        Kind("offices", _l("Offices"), ("administrator",), OfficeRow, ("code",), _offices),
        Kind(
            "officers",
            _l("Officers and other people"),
            ("administrator",),
            OfficerRow,
            ("username", "certificate_no"),
            _officers,
        ),
    )
}


def kind(key: str) -> Kind:
    """Return the kind of file of this key."""
    if key not in KINDS:
        raise NotFound("import.unknown_kind", kind=key)
    return KINDS[key]


def guessed(of: Kind, table: Table) -> dict[str, str]:
    """Guess the columns by the headings that people use."""
    spoken = {heading.lower(): heading for heading in table.header if heading}
    guess = {}
    for field in of.fields:
        known = (field.name, *field.headings)
        match = next((spoken[one.lower()] for one in known if one.lower() in spoken), "")
        guess[field.control] = match
    return guess


def chosen(of: Kind, form: Mapping[str, Any]) -> Chosen:
    """Read what the person said; a field without a column is left alone."""
    columns = {field.name: str(form.get(field.control, "")) for field in of.fields}
    named = {name: heading for name, heading in columns.items() if heading}
    required = [field.name for field in of.fields if field.required]
    told = str(form.get("kind", ""))
    return Chosen(
        columns=named,
        fields=tuple(dict.fromkeys([*required, *named])),
        kind=SubjectKind(told) if told in set(SubjectKind) else None,
        office=str(form.get("office", "")),
        with_passwords=form.get("with_passwords") == "1",
    )
