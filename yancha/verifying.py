"""`yancha verify`: prove every shipped model, or print the path that breaks a rule."""

import json

import click

from engine import definitions
from engine.proof.checks import Proof, prove


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
@click.argument("processes", nargs=-1)
def verify(processes: tuple[str, ...], *, as_json: bool) -> None:
    """Prove the shipped models sound and lawful."""
    sources = definitions.shipped()
    roots = definitions.roots(sources)
    proofs = [
        prove(name, definitions.closure(name, sources)) for name in processes or sorted(roots)
    ]
    if as_json:
        click.echo(json.dumps([proof.as_json() for proof in proofs], ensure_ascii=False, indent=1))
    else:
        for proof in proofs:
            _print(proof)
    if not all(proof.holds for proof in proofs):
        raise click.exceptions.Exit(1)


def _print(proof: Proof) -> None:
    sound = "sound" if proof.sound else "NOT SOUND"
    size = f"{proof.states} states, {proof.transitions} transitions, {proof.seconds} s"
    click.echo(f"{proof.process}: {sound}, {size}")
    needed = ", ".join(f"{role} {number}" for role, number in sorted(proof.people.items()))
    click.echo(f"  needs   {needed or 'nobody'}")
    for verdict in proof.verdicts:
        click.echo(
            f"  {'proved' if verdict.holds else 'BROKEN'}  {verdict.rule}  {verdict.article}"
        )
    for violation in proof.violations:
        click.echo(f"  {violation.rule}: {violation.words}")
        for number, event in enumerate(violation.path, 1):
            click.echo(f"    {number:3} {event}")
