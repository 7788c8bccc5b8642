"""`yancha paper`: the bureau's own templates of papers (文书): take out, look at, take into use."""

from pathlib import Path

import click

from engine import document_files, document_forms, document_templates, office
from engine.document_forms import Form
from engine.errors import Invalid
from yancha import settings

_FORM = click.argument("form", type=click.Choice(list(document_forms.forms())))
_OUT = click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)


@click.group(name="paper")
def paper_commands() -> None:
    """Edit the templates of papers (文书) in Word or WPS."""


@paper_commands.command()
@_FORM
@_OUT
def template(form: str, out: Path) -> None:
    """Write the template of FORM that is in use."""
    known = document_forms.form(form)
    out.write_bytes(_shelf().template(known))
    click.echo(f"Wrote {out}: {known.title}")


@paper_commands.command()
@_FORM
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def accept(form: str, file: Path) -> None:
    """Take FILE into use for FORM; one with an unknown field is refused with its name."""
    known = document_forms.form(form)
    try:
        path = document_files.accept_template(_shelf(), known, file.read_bytes())
    except Invalid as error:
        for problem in error.errors["template"]:
            click.echo(f"{problem['code']} {_facts(problem['params'])}", err=True)
        raise click.ClickException(f"{file} cannot be used for {known.title}") from error
    click.echo(f"{path} is used for every {known.title} from now on.")


@paper_commands.command()
@_FORM
@_OUT
def preview(form: str, out: Path) -> None:
    """Fill in the template of FORM with an example; a name that ends in .pdf makes a PDF."""
    known = document_forms.form(form)
    content = document_templates.render(
        known, _shelf().template(known), known.example(), number=_number(known)
    )
    if out.suffix.lower() == ".pdf":
        content = office.to_pdf({"paper": content})["paper"]
    out.write_bytes(content)
    click.echo(f"Wrote {out}: {known.title}")


def _shelf() -> document_files.Shelf:
    return document_files.shelf_in(settings.read().home)


def _number(form: Form) -> str:
    return f"津河北市监{form.word}〔2026〕2号" if form.word else ""


def _facts(params: object) -> str:
    facts = params.items() if isinstance(params, dict) else ()
    return ", ".join(f"{key}={value}" for key, value in facts)
