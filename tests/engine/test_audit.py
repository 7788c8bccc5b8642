"""The audit trail: what was recorded can be shown to be whole."""

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from engine import audit
from engine.authority import CLOCK
from models.audit import AuditEntry


def _chain(session: Session, entries: int = 4) -> list[AuditEntry]:
    for number in range(entries):
        audit.record(session, CLOCK, "campaign:open", chain="campaigns", number=number, 名称="春季")
    return list(session.scalars(select(AuditEntry).order_by(AuditEntry.position)))


def test_a_chain_that_nobody_touched_is_whole(session: Session) -> None:
    _chain(session)

    assert audit.verify(session, "campaigns") == []


def test_each_entry_names_the_hash_of_the_one_before(session: Session) -> None:
    first, second, *_ = _chain(session)

    assert first.previous_hash == audit.GENESIS
    assert second.previous_hash == first.hash


@pytest.mark.parametrize(
    "column", [{"detail": {"number": 9}}, {"actor": "somebody else"}, {"action": "web:nothing"}]
)
def test_a_changed_entry_is_found(session: Session, column: dict[str, object]) -> None:
    _chain(session)
    session.execute(update(AuditEntry).where(AuditEntry.position == 2).values(**column))
    session.expire_all()

    assert audit.verify(session, "campaigns") == ["entry 2 was changed"]


def test_a_removed_entry_is_found(session: Session) -> None:
    _chain(session)
    session.execute(delete(AuditEntry).where(AuditEntry.position == 3))

    assert "entry 3 is missing" in audit.verify(session, "campaigns")


def test_a_chain_that_was_cut_short_is_found(session: Session) -> None:
    _chain(session)
    session.execute(delete(AuditEntry).where(AuditEntry.position == 4))

    assert audit.verify(session, "campaigns") == ["the chain ends at 3, its head says 4"]


def test_chains_do_not_mix(session: Session) -> None:
    _chain(session, 2)
    audit.record(session, CLOCK, "plan:import", chain="plans")
    session.flush()

    positions = session.scalars(select(AuditEntry.position).where(AuditEntry.chain == "plans"))
    assert list(positions) == [1]
    assert audit.verify(session, "plans") == []


def test_a_deed_that_was_undone_leaves_no_gap(session: Session) -> None:
    _chain(session, 1)
    part = session.begin_nested()
    audit.record(session, CLOCK, "plan:import", chain="campaigns")
    part.rollback()
    audit.record(session, CLOCK, "plan:import", chain="campaigns")

    positions = session.scalars(select(AuditEntry.position).where(AuditEntry.chain == "campaigns"))
    assert sorted(positions) == [1, 2]
    assert audit.verify(session, "campaigns") == []
