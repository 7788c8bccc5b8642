"""Gives a database what comes with the program: holiday notices, process models, the archive."""

from engine import transaction
from engine.commands import shipped
from engine.connections import open_engine, session_factory


def bring_in(url: str) -> None:
    """Bring in what is missing; what is there already stays as it is."""
    engine = open_engine(url)
    try:
        transaction.run(session_factory(engine), shipped.bring_in)
    finally:
        engine.dispose()
