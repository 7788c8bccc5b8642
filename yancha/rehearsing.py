"""`yancha rehearse`: a season, or penalty cases of every kind, in a throwaway database."""

import dataclasses
import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any, Final

import click

from engine.errors import Invalid, YanchaError
from engine.imports.rows import parse_mapping
from engine.outcomes import Outcome
from web import file_words
from yancha import iron_rehearsal, iron_report
from yancha.rehearsal import Wanted, rehearse

#: Without these there is no season to play.
NEEDED: Final = ("plan", "campaign", "year", "mapping", "outcome", "outcome_map")
OPTIONS: Final = {"mapping": "map", "outcome_map": "outcome-map"}


@click.command(name="rehearse")
@click.option("--iron-fist", "cases", type=click.IntRange(1), help="So many penalty cases.")
@click.option("--plan", help="Name of a shipped plan, for example hebei-2023.")
@click.option("--campaign", help="Key of the campaign, M06.school.spring.")
@click.option("--year", type=click.IntRange(2000, 2100))
@click.option(
    "--subjects",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV or xlsx with the premises and the outcome of each.",
)
@click.option("--where", help="column=value: take only these rows.")
@click.option("--map", "mapping", help="name=…,licence=…,address=…[,date=…]")
@click.option("--outcome", help="The column that holds the outcome.")
@click.option("--outcome-map", help="Pass=NO_PROBLEM,Fail=INVESTIGATE_KEY,…")
@click.option(
    "--law-as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Apply the law of this day; default: the day on which the plan was issued.",
)
@click.option("--limit", type=click.IntRange(1), help="Take only so many premises.")
@click.option("--seed", type=int, default=1, show_default=True, help="Same seed, same numbers.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def rehearse_command(*, cases: int | None, seed: int, as_json: bool, **season: Any) -> None:
    """Play a season, or penalty cases of every kind, and print what came of it.

    A season goes from its kick-off to the last follow-up and needs --plan, --campaign, --year,
    --subjects, --map, --outcome and --outcome-map. With --iron-fist, penalty cases go every way
    that the law knows, from the clue to the closure, and the command fails unless every end of
    every process was reached, nothing failed or stayed open and no number is missing.
    """
    try:
        if cases is not None:
            _iron_fist(cases, season["year"], seed, as_json=as_json)
        else:
            _season(seed, as_json=as_json, **season)
    except YanchaError as error:
        raise click.ClickException(file_words.of_error(error, "en")) from error


def _iron_fist(cases: int, year: int | None, seed: int, *, as_json: bool) -> None:
    wanted = iron_rehearsal.Wanted(cases=cases, seed=seed)
    if year is not None:
        wanted = dataclasses.replace(wanted, year=year)
    report = iron_rehearsal.rehearse(wanted, on_progress=_quiet if as_json else _progress)
    wrong = iron_report.problems(report)
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        click.echo("\n".join(iron_report.table(report["ends"])))
        rest = {name: value for name, value in report.items() if name != "ends"}
        click.echo(json.dumps(rest, ensure_ascii=False, indent=2))
    if wrong:
        raise click.ClickException("\n".join(wrong))


def _season(
    seed: int, *, as_json: bool, file: Path | None, law_as_of: dt.datetime | None, **said: Any
) -> None:
    needed = {"subjects": file} | {name: said[name] for name in NEEDED}
    missing = [f"--{OPTIONS.get(name, name)}" for name, value in needed.items() if value is None]
    if file is None or missing:
        raise click.UsageError(f"A season needs {', '.join(missing)}.")
    wanted = Wanted(
        plan=said["plan"],
        campaign=said["campaign"],
        year=said["year"],
        content=file.read_bytes(),
        mapping=parse_mapping(said["mapping"]) | {"outcome": said["outcome"]},
        outcome_map=_outcomes(said["outcome_map"]),
        where=_where(said["where"]),
        law_as_of=law_as_of.date() if law_as_of else None,
        limit=said["limit"],
        seed=seed,
    )
    report = rehearse(wanted, on_progress=_quiet if as_json else _progress)
    click.echo(json.dumps(report, ensure_ascii=False, indent=None if as_json else 2))


def _outcomes(text: str) -> dict[str, Outcome]:
    pairs: dict[str, Outcome] = {}
    for part in text.split(","):
        said, _, outcome = (piece.strip() for piece in part.rpartition("="))
        if not said or outcome not in set(Outcome):
            raise Invalid("import.mapping", part=part.strip())
        pairs[said] = Outcome(outcome)
    return pairs


def _where(text: str | None) -> tuple[str, str] | None:
    if text is None:
        return None
    column, sign, value = (piece.strip() for piece in text.partition("="))
    if not column or not sign:
        raise Invalid("import.mapping", part=text)
    return column, value


def _quiet(_done: int) -> None:
    """Say nothing: one JSON object and nothing else."""


def _progress(done: int) -> None:
    if done % 200 == 0:
        print(f"{done} work items completed", file=sys.stderr, flush=True)  # noqa: T201 - progress
