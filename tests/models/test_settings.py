"""Settings: a transaction reads them once, and still sees what it changes itself."""

from sqlalchemy.orm import Session

from models import clock
from models.fixed import driver
from models.settings import Setting, value_of
from tests.wire import listening


def test_a_transaction_reads_all_settings_in_one_statement(session: Session) -> None:
    with listening(driver(session)) as wire:
        for key in ("numbers.prefix", "law.as_of", "draws.rate"):
            assert value_of(session, key, "default") == "default"

    # BEGIN, and the read.
    assert wire.statements == 2


def test_what_a_transaction_sets_or_unsets_counts_at_once(session: Session) -> None:
    assert value_of(session, "numbers.prefix", "津") == "津"
    row = Setting(key="numbers.prefix", value="京", changed_at=clock.now())
    session.add(row)
    assert value_of(session, "numbers.prefix", "津") == "京"
    row.value = "沪"
    assert value_of(session, "numbers.prefix", "津") == "沪"
    session.delete(row)
    session.flush()
    assert value_of(session, "numbers.prefix", "津") == "津"


def test_what_was_undone_does_not_count(session: Session) -> None:
    part = session.begin_nested()
    session.add(Setting(key="numbers.prefix", value="京", changed_at=clock.now()))
    assert value_of(session, "numbers.prefix", "津") == "京"
    part.rollback()

    assert value_of(session, "numbers.prefix", "津") == "津"
