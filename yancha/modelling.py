"""`yancha models`: check, lay out and draw process models; check decision tables."""

from pathlib import Path

import click
from sqlalchemy.orm import Session

from engine import transaction
from engine.authority import CONSOLE
from engine.bpmn import BpmnNotReadable
from engine.commands.models import deploy_model
from engine.errors import Invalid
from engine.layout import arrange
from engine.lint import lint_all
from engine.lint.decisions import lint_decisions
from engine.lint.house import known
from yancha import database, settings
from yancha.drawing import NoBrowser, draw

_FILES = click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)


@click.group()
def models() -> None:
    """Check, lay out and draw process models (BPMN); check decision tables (DMN)."""


@models.command()
@_FILES
def lint(files: tuple[Path, ...]) -> None:
    """Say what keeps the models from being deployed."""
    tables = [path for path in files if path.suffix == ".dmn"]
    diagrams = {str(path): path.read_bytes() for path in files if path not in tables}
    found = lint_all(diagrams, known())
    for path in tables:
        found += lint_decisions(str(path), path.read_bytes())
    for problem in found:
        click.echo(problem, err=True)
    if found:
        raise click.ClickException(f"{len(found)} problems")
    click.echo(f"{len(files)} models can be deployed.")


@models.command()
@click.option("--again", is_flag=True, help="Replace also what a person has arranged.")
@_FILES
def layout(files: tuple[Path, ...], *, again: bool) -> None:
    """Write the diagram part of models that have none."""
    for path in files:
        xml = path.read_bytes()
        try:
            arranged = arrange(xml, again=again)
        except BpmnNotReadable as error:
            raise click.ClickException(f"{path}: {error}") from None
        if arranged == xml:
            click.echo(f"{path}: kept as it is")
        else:
            path.write_bytes(arranged)
            click.echo(f"{path}: laid out")


@models.command()
@_FILES
def deploy(files: tuple[Path, ...]) -> None:
    """Lint, prove and deploy changed models; what they call stays as it is deployed."""
    sent = {path.name: path.read_bytes() for path in files}
    try:
        with database.opened(settings.read(), migrated=True) as factory:
            deployed = transaction.run(factory, _deployed, sent)
    except Invalid as error:
        for place, problems in error.errors.items():
            for one in problems:
                element = one.get("element") or one.get("code")
                said = one.get("reason") or one.get("params")
                click.echo(f"{place}: {element}: {said}", err=True)
                steps = one.get("path")
                for number, step in enumerate(steps if isinstance(steps, list) else [], 1):
                    click.echo(f"    {number:3} {step}", err=True)
        raise click.ClickException(error.code) from None
    for line in deployed:
        click.echo(line)


def _deployed(session: Session, files: dict[str, bytes]) -> list[str]:
    found = deploy_model(session, CONSOLE, files)
    return [f"{one.process}: version {one.version}" for one in found]


@models.command("draw")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("docs/models"),
    show_default=True,
    help="The folder for the pictures.",
)
@_FILES
def draw_models(files: tuple[Path, ...], into: Path) -> None:
    """Draw models as PNG with bpmn-js in a headless Chromium."""
    into.mkdir(parents=True, exist_ok=True)
    for path in files:
        target = into / f"{path.stem}.png"
        try:
            draw(path.read_bytes(), target)
        except NoBrowser:
            raise click.ClickException("There is no Chromium here: make browser") from None
        except BpmnNotReadable as error:
            raise click.ClickException(f"{path}: {error}") from None
        click.echo(f"{path}: {target}")
