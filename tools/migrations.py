"""Writes a migration from the difference of tables and schema, or checks that there is none."""

import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import Script
from sqlalchemy import create_engine

from models.schema import config, differences, upgrade
from yancha.postgres import THROWAWAY, Cluster


def main() -> int:
    """`new NUMBER MESSAGE` or `check`; in a database that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="yancha-schema-") as folder:
        server = Cluster(Path(folder), THROWAWAY)
        server.start()
        engine = create_engine(server.url("postgres"))
        try:
            with engine.begin() as connection:
                upgrade(connection)
            if sys.argv[1] == "new":
                with engine.begin() as connection:
                    script = command.revision(
                        config(connection),
                        message=" ".join(sys.argv[3:]),
                        rev_id=sys.argv[2],
                        autogenerate=True,
                    )
                path = script.path if isinstance(script, Script) else ""
                subprocess.run(
                    [f"{Path(sys.executable).parent}/ruff", "check", "--fix-only", "--quiet", path],
                    check=True,
                )
                subprocess.run(
                    [f"{Path(sys.executable).parent}/ruff", "format", "--quiet", path], check=True
                )
                return 0
            with engine.begin() as connection:
                left = differences(connection)
        finally:
            engine.dispose()
            server.stop()
    for difference in left:
        print(difference)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
