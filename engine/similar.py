"""Past penalties: of the same operator, which make an act graver, and alike ones, to compare."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from engine import visibility
from engine.authority import Actor
from models.cases import Case
from models.penalties import Charge, Penalty, PenaltyState
from models.persons import Culprit
from models.subjects import Subject

#: Closure and revocation do not count towards the three penalties of L3 art 134.
HEAVIEST = frozenset({"suspend", "revoke"})
MOST_SIMILAR = 5


@dataclass(frozen=True, kw_only=True)
class PastCharge:
    """A charge of a penalty that was decided."""

    case_id: int
    number: str
    title: str
    office_id: int | None
    decided_at: dt.datetime
    provision: str
    goods_value_fen: int
    fine_fen: int

    def readable(self, actor: Actor) -> bool:
        """Whether the page may link to its case."""
        known = self.office_id is None or self.office_id in actor.offices
        return known or "administrator" in actor.roles


def of_operator(session: Session, case: Case) -> list[PastCharge]:
    """Decided charges of the operator within a year before this case was opened (L4 art 67(5))."""
    query = _charges().where(
        _same_party(session, case),
        Case.id != case.id,
        Penalty.decided_at >= year_before(case.opened_at),
        Penalty.decided_at < case.opened_at,
    )
    return _read(session, query.order_by(Penalty.decided_at.desc(), Charge.id))


def penalties_in_year(session: Session, case: Case, now: dt.datetime) -> int:
    """How often the operator was penalised within a year, as L3 art 134 counts."""
    kinds = session.scalars(
        select(Penalty.kinds)
        .join(Case, Case.id == Penalty.case_id)
        .join(Subject, Subject.id == Case.subject_id)
        .where(
            _same_party(session, case),
            Case.id != case.id,
            Penalty.state == PenaltyState.DECIDED,
            Penalty.decided_at >= year_before(now),
        )
    )
    return sum(1 for one in kinds if set(one) - HEAVIEST)


def _same_party(session: Session, case: Case) -> ColumnElement[bool]:
    """The same person, for a case of a person; else the same operator, apart from its persons."""
    culprit = session.get(Culprit, case.id)
    if culprit is None:
        persons = select(Culprit.case_id)
        return _same_operator(case.subject) & Case.id.not_in(persons)
    same = select(Culprit.case_id).where(Culprit.person_id == culprit.person_id)
    return Case.id.in_(same)


def similar(
    session: Session, actor: Actor, case: Case, provision: str, goods_value_fen: int
) -> list[PastCharge]:
    """Charges under the same provision, the nearest goods values first; only what one may read."""
    query = _charges().where(
        Charge.provision == provision, Case.id != case.id, visibility.of_cases(actor)
    )
    nearest = func.abs(Charge.goods_value_fen - goods_value_fen)
    ordered = query.order_by(nearest, Penalty.decided_at.desc(), Charge.id.desc())
    return _read(session, ordered.limit(MOST_SIMILAR))


def penalised_since(session: Session, case: Case, since: dt.datetime) -> bool:
    """Whether the operator was penalised between a moment and the opening of this case (L10 3)."""
    query = (
        select(Penalty.id)
        .join(Case, Case.id == Penalty.case_id)
        .join(Subject, Subject.id == Case.subject_id)
        .where(
            _same_operator(case.subject),
            Case.id != case.id,
            Penalty.state == PenaltyState.DECIDED,
            Penalty.decided_at >= since,
            Penalty.decided_at < case.opened_at,
        )
    )
    return session.scalar(query.limit(1)) is not None


def year_before(moment: dt.datetime) -> dt.datetime:
    """The same day of the year before; the last of February for a leap day."""
    return years_before(moment, 1)


def years_before(moment: dt.datetime, years: int) -> dt.datetime:
    """The same day so many years before; the last of February for a leap day."""
    try:
        return moment.replace(year=moment.year - years)
    except ValueError:
        return moment.replace(year=moment.year - years, day=28)


def _charges() -> Select[Any]:
    return (
        select(
            Case.id,
            Case.number,
            Case.title,
            Case.office_id,
            Penalty.decided_at,
            Charge.provision,
            Charge.goods_value_fen,
            Charge.fine_fen,
        )
        .join(Penalty, Penalty.id == Charge.penalty_id)
        .join(Case, Case.id == Penalty.case_id)
        .join(Subject, Subject.id == Case.subject_id)
        .where(Penalty.state == PenaltyState.DECIDED)
    )


def _read(session: Session, query: Select[Any]) -> list[PastCharge]:
    return [
        PastCharge(
            case_id=row[0],
            number=row[1],
            title=row[2],
            office_id=row[3],
            decided_at=row[4],
            provision=row[5],
            goods_value_fen=row[6],
            fine_fen=row[7],
        )
        for row in session.execute(query)
    ]


def _same_operator(subject: Subject) -> ColumnElement[bool]:
    """The premises themselves, and all premises of the same operator."""
    if not subject.operator:
        return Subject.id == subject.id
    return or_(Subject.id == subject.id, Subject.operator == subject.operator)
