"""Risk grades A-D (风险等级): a score with its reasons, decided by a person (L6 arts 21-22).

Which facts count is read (L6 art 21: credit, inspections); points, bands and least numbers of
inspections are settings with status S or M (rules.md 4.4).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import audit, credit
from engine.authority import Actor, require_office, require_role
from engine.credit import Entry
from engine.errors import Invalid, NotFound
from models import clock, legal_settings
from models.cases import Case, CaseKind, CaseState
from models.credit import GradeDecision
from models.subjects import Subject

GRADES: Final = "ABCD"
MOST_STATIC: Final = 40
MOST_DYNAMIC: Final = 60
#: An inspection that could not be made says nothing of the risk.
NOT_MADE: Final = "NOT_PERFORMED"


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why points were given: what is on record, its day, case and article."""

    kind: str
    result: str
    day: str
    number: str
    article: str
    points: int
    #: Lifts the grade by one whatever the score is (rules.md 4.4: C2).
    lifts: bool = False


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """A grade as the record gives it, before a person decides."""

    grade: str
    static_score: int
    dynamic_score: int
    reasons: tuple[Reason, ...]

    @property
    def score(self) -> int:
        """Both parts together, of a hundred."""
        return self.static_score + self.dynamic_score


def assess(session: Session, subject: Subject, static_score: int) -> Assessment:
    """The grade of a subject by what its credit file says of the last twelve months."""
    today = clock.today()
    since = today - dt.timedelta(days=365)
    points = {key: one.value(session) for key, one in legal_settings.GRADE_POINTS.items()}
    lifting = {key for key, one in legal_settings.GRADE_LIFTS.items() if one.value(session)}
    reasons = tuple(
        _reason(one, points.get(_key(one), 0), lifts=_key(one) in lifting)
        for one in credit.of_subject(session, subject)
        if one.counts and since < one.day <= today
    )
    counted = tuple(one for one in reasons if one.points or one.lifts)
    dynamic = min(MOST_DYNAMIC, sum(one.points for one in counted))
    bands = [one.value(session) for one in legal_settings.GRADE_BANDS]
    grade = _grade(static_score + dynamic, bands, lifted=any(one.lifts for one in counted))
    return Assessment(
        grade=grade, static_score=static_score, dynamic_score=dynamic, reasons=counted
    )


def decide(
    session: Session, actor: Actor, subject_id: int, *, static_score: int, reason: str
) -> GradeDecision:
    """Grade a subject from today on; the reasons are kept as they were (L6 art 21).

    Raises NotFound, Forbidden, Invalid for a score outside of 0-40 or without words.
    """
    require_role(actor, "supervisor", "leader")
    subject = session.get(Subject, subject_id, with_for_update=True)
    if subject is None:
        raise NotFound("subject.unknown", id=subject_id)
    require_office(actor, subject.office_id)
    _expect_sensible(static_score, reason)
    found = assess(session, subject, static_score)
    static = Reason(
        kind="static",
        result=reason.strip(),
        day=clock.today().isoformat(),
        number="",
        article="《食品生产经营监督检查管理办法》第二十一条",
        points=static_score,
    )
    decision = GradeDecision(
        subject_id=subject.id,
        grade=found.grade,
        static_score=static_score,
        dynamic_score=found.dynamic_score,
        reasons=[asdict(one) for one in (static, *found.reasons)],
        from_on=clock.today(),
        decided_by=actor.user_id,
        decided_at=clock.now(),
    )
    before, subject.risk_grade = subject.risk_grade, found.grade
    subject.updated_at = clock.now()
    session.add(decision)
    audit.record(
        session,
        actor,
        "grade:decide",
        chain="subjects",
        subject=subject.id,
        before=before,
        after=found.grade,
        score=found.score,
    )
    return decision


def _expect_sensible(static_score: int, reason: str) -> None:
    wrong: dict[str, list[dict[str, object]]] = {}
    if not 0 <= static_score <= MOST_STATIC:
        most: dict[str, object] = {"most": MOST_STATIC}
        wrong["static_score"] = [{"code": "grade.score_outside", "params": most}]
    if not reason.strip():
        wrong["reason"] = [{"code": "form.required", "params": {}}]
    if wrong:
        raise Invalid("grade.invalid", wrong)


def newest(session: Session, subject: Subject) -> GradeDecision | None:
    """The decision that the grade of a subject rests on; None when it came with a file."""
    return session.scalar(
        select(GradeDecision)
        .where(GradeDecision.subject_id == subject.id)
        .order_by(GradeDecision.id.desc())
        .limit(1)
    )


@dataclass(frozen=True, kw_only=True)
class Frequency:
    """How often a subject must be inspected in the year, and how often it was."""

    least: int
    made: int

    @property
    def missing(self) -> int:
        """Inspections that are still to be made."""
        return max(0, self.least - self.made)


def frequency(session: Session, subject: Subject, year: int) -> Frequency:
    """Least number by grade, and inspections made in the year (L6 arts 22, 25; T01)."""
    return owed(session, [subject], year)[subject.id]


def owed(session: Session, subjects: Sequence[Subject], year: int) -> dict[int, Frequency]:
    """The same for many subjects with few statements: id -> frequency."""
    least = {key: one.value(session) for key, one in legal_settings.GRADE_LEAST.items()}
    made = _made(session, [one.id for one in subjects], year)
    return {
        one.id: Frequency(least=least.get(one.risk_grade, 0), made=made.get(one.id, 0))
        for one in subjects
    }


def _made(session: Session, subject_ids: Sequence[int], year: int) -> dict[int, int]:
    first = dt.datetime(year, 1, 1, tzinfo=clock.ZONE)
    following = dt.datetime(year + 1, 1, 1, tzinfo=clock.ZONE)
    counted = session.execute(
        select(Case.subject_id, func.count())
        .where(
            Case.subject_id.in_(subject_ids),
            Case.kind == CaseKind.INSPECTION,
            Case.state != CaseState.CANCELLED,
            Case.outcome.is_not(None),
            Case.outcome != NOT_MADE,
            Case.opened_at >= first,
            Case.opened_at < following,
        )
        .group_by(Case.subject_id)
    )
    return dict(counted.tuples().all())


def _key(entry: Entry) -> str:
    return f"{entry.kind}.{entry.result}"


def _reason(entry: Entry, points: int, *, lifts: bool) -> Reason:
    return Reason(
        kind=entry.kind,
        result=entry.result,
        day=entry.day.isoformat(),
        number=entry.case.number,
        article=entry.article,
        points=points,
        lifts=lifts,
    )


def _grade(score: int, bands: Sequence[int], *, lifted: bool) -> str:
    """A up to the first bound, B up to the second …; lifted by one where that is asked for."""
    place = sum(score > bound for bound in bands)
    return GRADES[min(len(GRADES) - 1, place + int(lifted))]
