"""What one transaction asks the database once: settings, offices, heads of audit chains."""

from collections.abc import Hashable
from typing import Any, Final

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction, object_session

from models.base import Base

_KNOWN: Final = "known in this transaction"


def known(session: Session) -> dict[Hashable, Any]:
    """What this transaction knows already; forgotten when it ends or a part is rolled back."""
    found: dict[Hashable, Any] = session.info.setdefault(_KNOWN, {})
    return found


def forget_with(model: type[Base], key: Hashable) -> None:
    """Forget what is known under the key as soon as a row of the table is written."""

    def forget(_mapper: object, _connection: object, row: Base) -> None:
        session = object_session(row)
        if session is not None:
            known(session).pop(key, None)

    for written in ("after_insert", "after_update", "after_delete"):
        event.listen(model, written, forget)


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_KNOWN, None)


@event.listens_for(Session, "after_soft_rollback")
def _forget_what_was_undone(session: Session, _transaction: SessionTransaction) -> None:
    session.info.pop(_KNOWN, None)
