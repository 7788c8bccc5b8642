"""`yancha user`: accounts on the command line of the machine."""

import json
from collections.abc import Callable
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

import click
from sqlalchemy.orm import Session

from engine import transaction
from engine.authority import CONSOLE
from engine.commands import people
from engine.errors import YanchaError
from models.accounts import ROLES, User
from web import file_words
from yancha import database, settings

P = ParamSpec("P")
T = TypeVar("T")

ROLE: Final = click.Choice(list(ROLES))


@click.group(name="user")
def user_commands() -> None:
    """Create, disable, enable and list people; give new passwords."""


@user_commands.command()
@click.argument("username")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", "roles", type=ROLE, multiple=True, help="May be given several times.")
@click.option("--office", help="Code or name of the office.")
@click.option("--certificate", "certificate_no", help="Number of the enforcement certificate.")
@click.option(
    "--legal-qualification", is_flag=True, help="Holds 法律职业资格, as a legal reviewer must."
)
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh")
def add(username: str, **options: Any) -> None:
    """Create an account; its password is printed once and must be changed."""
    _user, password = _run(people.create_user, CONSOLE, username=username, **options)
    _tell(username, password)


@user_commands.command()
@click.argument("username")
@click.option("--reason", default="", help="Kept in the audit trail.")
def disable(username: str, reason: str) -> None:
    """Close an account; its sessions end at once."""
    _run(people.disable, CONSOLE, username, reason)
    click.echo(f"{username} is disabled")


@user_commands.command()
@click.argument("username")
@click.option("--reason", default="", help="Kept in the audit trail.")
def enable(username: str, reason: str) -> None:
    """Open an account again."""
    _run(people.enable, CONSOLE, username, reason)
    click.echo(f"{username} is enabled")


@user_commands.command()
@click.argument("username")
def reset(username: str) -> None:
    """Give a new password, printed once, which the person must change."""
    _user, password = _run(people.reset_password, CONSOLE, username)
    _tell(username, password)


@user_commands.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def list_people(*, as_json: bool) -> None:
    """List everybody."""
    rows = _run(lambda session: [_facts(user) for user in people.list_users(session)])
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        state = "" if row["active"] else "  (disabled)"
        parts = [row["username"], row["name"], row["office"], ", ".join(row["roles"])]
        click.echo("  ".join(part for part in parts if part) + state)


def _facts(user: User) -> dict[str, Any]:
    return {
        "username": user.username,
        "name": user.name,
        "office": user.office.name if user.office else "",
        "roles": sorted(user.role_names),
        "certificate_no": user.certificate_no,
        "active": user.active,
    }


def _run(command: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    try:
        with database.opened(settings.read(), migrated=True) as factory:
            return transaction.run(factory, command, *args, **kwargs)
    except YanchaError as error:
        raise click.ClickException(file_words.of_error(error, "en")) from error


def _tell(username: str, password: str) -> None:
    click.echo(f"user name: {username}\npassword:  {password}")
    click.echo("The password is not shown again; the person must change it at the first login.")
