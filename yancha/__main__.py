"""The `yancha` command: one line for each thing it can do, loaded when it is asked for."""

import importlib
from typing import Final

import click

from engine.errors import YanchaError
from yancha import settings

#: Name of a command -> where it is. Modules are imported only when their command runs.
COMMANDS: Final = {
    "run": "yancha.supervision:run",
    "serve": "yancha.serving:serve",
    "worker": "yancha.processes:worker",
    "scheduler": "yancha.processes:scheduler",
    "import": "yancha.importing:import_commands",
    "user": "yancha.people:user_commands",
    "rehearse": "yancha.rehearsing:rehearse_command",
    "plan": "yancha.planning:plan",
    "holidays": "yancha.planning:holiday_commands",
    "database": "yancha.migrating:database_commands",
    "backup": "yancha.backup:backup",
    "restore": "yancha.backup:restore",
    "models": "yancha.modelling:models",
    "verify": "yancha.verifying:verify",
    "file": "yancha.case_files:file_commands",
    "paper": "yancha.papers:paper_commands",
}


class Commands(click.Group):
    """A group whose members are imported when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name all commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, name = place.split(":")
        found = getattr(importlib.import_module(module), name)
        if not isinstance(found, click.Command):
            raise TypeError(f"{place} is no command")
        return found

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; what the engine refuses is one line and no traceback."""
        try:
            return super().invoke(ctx)
        except YanchaError as error:
            raise click.ClickException(str(error)) from error


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="yancha")
def main() -> None:
    """Yancha drives a market-supervision bureau's food-safety year."""
    settings.limit_expressions()


if __name__ == "__main__":
    main()
