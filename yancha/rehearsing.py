"""`yancha rehearse`: play a whole season in a throwaway database on a travelled clock."""

import datetime as dt
import json
import sys
from pathlib import Path

import click

from engine.errors import Invalid, YanchaError
from engine.imports.rows import parse_mapping
from engine.outcomes import Outcome
from web import file_words
from yancha.rehearsal import Wanted, rehearse


@click.command(name="rehearse")
@click.option("--plan", required=True, help="Name of a shipped plan, for example hebei-2023.")
@click.option("--campaign", required=True, help="Key of the campaign, M06.school.spring.")
@click.option("--year", type=click.IntRange(2000, 2100), required=True)
@click.option(
    "--subjects",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="CSV or xlsx with the premises and the outcome of each.",
)
@click.option("--where", help="column=value: take only these rows.")
@click.option("--map", "mapping", required=True, help="name=…,licence=…,address=…[,date=…]")
@click.option("--outcome", required=True, help="The column that holds the outcome.")
@click.option("--outcome-map", required=True, help="Pass=NO_PROBLEM,Fail=INVESTIGATE_KEY,…")
@click.option(
    "--law-as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Apply the law of this day; default: the day on which the plan was issued.",
)
@click.option("--limit", type=click.IntRange(1), help="Take only so many premises.")
@click.option("--seed", type=int, default=1, show_default=True, help="Same seed, same numbers.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def rehearse_command(
    *,
    plan: str,
    campaign: str,
    year: int,
    file: Path,
    where: str | None,
    mapping: str,
    outcome: str,
    outcome_map: str,
    law_as_of: dt.datetime | None,
    limit: int | None,
    seed: int,
    as_json: bool,
) -> None:
    """Play a season from the kick-off to the last follow-up and print what came of it."""
    try:
        wanted = Wanted(
            plan=plan,
            campaign=campaign,
            year=year,
            content=file.read_bytes(),
            mapping=parse_mapping(mapping) | {"outcome": outcome},
            outcome_map=_outcomes(outcome_map),
            where=_where(where),
            law_as_of=law_as_of.date() if law_as_of else None,
            limit=limit,
            seed=seed,
        )
        report = rehearse(wanted, on_progress=_quiet if as_json else _progress)
    except YanchaError as error:
        raise click.ClickException(file_words.of_error(error, "en")) from error
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
