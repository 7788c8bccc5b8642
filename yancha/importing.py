"""`yancha import`: subjects, offices and officers from CSV and xlsx files."""

import csv
import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click
from marshmallow import Schema
from sqlalchemy.orm import Session

from engine import transaction
from engine.authority import CONSOLE
from engine.commands.people_imports import import_officers, import_offices
from engine.commands.subject_imports import import_subjects
from engine.errors import YanchaError
from engine.imports.returned import bad_rows
from engine.imports.rows import Checked, Report, check_file, parse_mapping
from engine.imports.schemas import OfficeRow, OfficerRow, SubjectRow
from models.subjects import SubjectKind
from web import file_words
from yancha import database, settings

LANGUAGES: Final = click.Choice(["zh", "en"])
KINDS: Final = click.Choice([kind.value for kind in SubjectKind])


@click.group(name="import")
def import_commands() -> None:
    """Bring in premises, offices and officers from files."""


def _file_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the file and what all imports take."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print the result as JSON."),
        click.option("--language", type=LANGUAGES, default="zh", help="Language of the reasons."),
        click.option(
            "--bad-rows",
            type=click.Path(dir_okay=False, path_type=Path),
            help="Where rows go that were not taken, with the reason; default: beside FILE.",
        ),
        click.option("--map", "mapping", help="field=column,… when the headings are others."),
        click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
    ):
        command = option(command)
    return command


@import_commands.command()
@_file_options
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in SubjectKind]),
    help="For rows that do not say.",
)
@click.option("--office", help="Code or name of the office, for rows that do not say.")
def subjects(kind: str | None, office: str | None, **options: Any) -> None:
    """Bring in schools, makers, sellers and caterers; the same file again changes nothing."""
    from engine.commands.people import office_of

    def take(session: Session, checked: Checked) -> Report:
        office_id = office_of(session, office).id if office else None
        told = SubjectKind(kind) if kind else None
        return import_subjects(session, CONSOLE, checked, kind=told, office_id=office_id)

    _import(take, SubjectRow(), ("licence",), **options)


@import_commands.command()
@_file_options
def offices(**options: Any) -> None:
    """Bring in the bureau and its offices: code, name, parent."""
    _import(
        lambda session, checked: import_offices(session, CONSOLE, checked),
        OfficeRow(),
        ("code",),
        **options,
    )


@import_commands.command()
@_file_options
@click.option(
    "--passwords",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Give new people a random password and write them into this file, for your eyes only.",
)
def officers(passwords: Path | None, **options: Any) -> None:
    """Bring in people: username, name, office, certificate_no, roles, legal_qualification."""
    told: dict[str, str] = {}

    def take(session: Session, checked: Checked) -> Report:
        report, invented = import_officers(
            session, CONSOLE, checked, with_passwords=passwords is not None
        )
        told.clear()
        told.update(invented)
        return report

    _import(take, OfficerRow(), ("username", "certificate_no"), **options)
    if passwords is not None and told:
        _write_secret(passwords, told)


def _import(
    take: Callable[[Session, Checked], Report],
    schema: Schema,
    unique: tuple[str, ...],
    *,
    file: Path,
    mapping: str | None,
    bad_rows: Path | None,
    language: str,
    as_json: bool,
) -> None:
    try:
        columns = parse_mapping(mapping) if mapping else None
        checked = check_file(file.read_bytes(), schema, columns, unique=unique, name=file.name)
        with database.opened(settings.read(), migrated=True) as factory:
            report = transaction.run(factory, take, checked)
    except YanchaError as error:
        raise click.ClickException(file_words.of_error(error, language)) from error
    place = _return(checked, report, bad_rows or _beside(file), language) if report.bad else None
    _tell(report, place, as_json=as_json)


def _beside(file: Path) -> Path:
    return file.with_name(f"{file.stem}.bad-rows{file.suffix}")


def _return(checked: Checked, report: Report, place: Path, language: str) -> Path:
    content = bad_rows(
        checked.table,
        report.bad,
        lambda problem: file_words.of_problem(problem, language),
        file_words.reason_heading(language),
    )
    place.write_bytes(content)
    return place


def _tell(report: Report, place: Path | None, *, as_json: bool) -> None:
    counts = report.counts()
    if as_json:
        more = {"bad_rows": str(place) if place else None, "flags": report.flags}
        click.echo(json.dumps(counts | more, ensure_ascii=False))
        return
    click.echo(", ".join(f"{number} {name}" for name, number in counts.items()))
    for one in report.flags:
        until = f"until {one['until_on']}" if one["until_on"] else "for life"
        click.echo(f"Banned {until}: {one['name']} at {one['subject']} ({one['decision']})")
    if place is not None:
        click.echo(f"The bad rows and the reasons are in {place}")


def _write_secret(place: Path, told: dict[str, str]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([("username", "password"), *told.items()])
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
        file.write(text.getvalue())
    click.echo(f"The passwords of {len(told)} new people are in {place}; each must be changed.")
