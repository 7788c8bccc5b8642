"""`yancha file`: write the file of a case, and prove one offline."""

from pathlib import Path

import click
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine import document_files, transaction
from engine.authority import CONSOLE
from engine.case_file.export import Exported, name_of
from engine.case_file.verify import manifest_of
from engine.case_file.verify import verify as problems_of
from engine.commands import case_files
from engine.errors import NotFound
from models.cases import Case
from yancha import database, settings

_ARCHIVE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group(name="file")
def file_commands() -> None:
    """Write and prove case files (案卷)."""


@file_commands.command()
@click.argument("case")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="File or folder to write to; default: the folder where you are.",
)
def export(case: str, out: Path | None) -> None:
    """Write the file of CASE (its number or its id) as a ZIP."""
    given = settings.read()
    shelf = document_files.shelf_in(given.home)

    def make(session: Session) -> tuple[str, Exported]:
        found = _case(session, case)
        return name_of(found), case_files.export_now(session, CONSOLE, shelf, found)

    with database.opened(given) as factory:
        name, exported = transaction.run(factory, make)
    target = out or Path()
    if target.is_dir():
        target /= name
    target.write_bytes(exported.archive)
    click.echo(f"Wrote {target}: {exported.files} files, manifest {exported.manifest}")


@file_commands.command()
@_ARCHIVE
@click.option("--manifest", default="", help="The SHA-256 that the bureau's record tells.")
def verify(file: Path, manifest: str) -> None:
    """Name every file and row of a case file that was changed; needs no database."""
    archive = file.read_bytes()
    found = problems_of(archive, manifest)
    for problem in found:
        click.echo(problem)
    if found:
        raise click.ClickException(f"{file}: {len(found)} problems")
    click.echo(f"{file} is whole; manifest {manifest_of(archive)}")


def _case(session: Session, name: str) -> Case:
    by_id = Case.id == int(name) if name.isascii() and name.isdigit() else Case.number == name
    found = session.scalar(select(Case).where(or_(Case.number == name, by_id)).limit(1))
    if found is None:
        raise NotFound("case.unknown", case=name)
    return found
