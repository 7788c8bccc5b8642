"""Signs of a crime (涉嫌犯罪): the facts on which a case goes to the police (L1 art 27; L10).

Amounts are counted over all charges of unsafe food together, one act once; premises and earlier
penalties come from the register and the records, and only the rest from what officers state.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from engine import similar
from engine.decision_models import ask, plain
from models.cases import Case, CaseKind
from models.clues import Clue, ClueSource
from models.processes import Submission
from models.subjects import SubjectKind

TRIGGER: Final = "transfer_trigger"
#: Charges of food below the standard and of expired or re-dated food (L10 arts 3, 15).
_UNSAFE: Final = ("F123.", "F124.")
_FAKE: Final = frozenset({("F123.1", "1"), ("F124.1", "2"), ("F124.1", "3"), ("F124.1", "5")})
#: Circumstances that officers state, and the fact of the table that each gives.
_STATED: Final = {
    "severe": "足以致病",
    "additive": "滥用添加剂足以致病",
    "toxic": "有毒有害",
    "illegal_trade": "非法经营",
    "large_quantity": "数量较大",
    "infant": "婴幼儿食品",
    "near_school": "校园周边",
    "prior": "两年内受罚",
}

#: What the report of a crime states beside the circumstances, and the fact that each gives.
_REPORTED: Final = {"unsafe": "不符合标准", "fake": "伪劣食品", **_STATED}
_AMOUNTS: Final = {"amount_fen": "涉案金额", "gains_fen": "违法所得", "months": "持续月数"}

#: Neither the police nor the head have said anything.
_UNANSWERED: Final = {"公安机关已退回": False, "负责人决定不移送": False}

Row = Mapping[str, Any]
Facts = dict[str, bool | int]
Grounds = tuple[Mapping[str, str], ...]


def facts_of(session: Session, case: Case, rows: Iterable[Row]) -> Facts:
    """What the table asks of these charges together."""
    facts = _facts([row for row in rows if _relevant(row)], records_of(session, case))
    return facts | {
        "公安机关已退回": sent_back(session, case),
        "负责人决定不移送": declined(session, case, facts),
    }


def records_of(session: Session, case: Case) -> dict[str, bool]:
    """What register and records say: premises of a school, a penalty within two years (L10 3)."""
    since = similar.years_before(case.opened_at, 2)
    return {
        "校园周边": case.subject.kind is SubjectKind.SCHOOL,
        "两年内受罚": similar.penalised_since(session, case, since),
    }


def of_row(row: Row, known: Mapping[str, bool]) -> Grounds:
    """The signs of one charge by itself, whether or not the police saw them."""
    return grounds_of(_facts([row], known) | _UNANSWERED)


def grounds_of(facts: Mapping[str, bool | int]) -> Grounds:
    """The grounds of a transfer: crime, grade, rule and article of each."""
    return tuple(plain(ask(TRIGGER, facts).value)["grounds"])


def is_due(facts: Mapping[str, bool | int]) -> bool:
    """Whether the case must go to the police before anything else (L1 art 27; P33)."""
    return bool(plain(ask(TRIGGER, facts).value)["transfer"])


def sent_back(session: Session, case: Case) -> bool:
    """Whether the police saw the case and sent it back to be handled here (P35; L8 art 10).

    Of several answers the last one counts; a case that comes back after it was filed is one that
    was opened again (L10 art 22).
    """
    answers = (
        select(Submission.data["police_answer"].astext)
        .where(
            Submission.case_id.in_([case.id, case.parent_id]),
            Submission.form == "record_answer",
        )
        .order_by(Submission.id.desc())
        .limit(1)
    )
    if session.scalar(answers) == "not_filed" or came_back(session, case):
        return True
    query = exists(Submission.id).where(
        Submission.case_id == case.id,
        Submission.form == "record_reply",
        Submission.data["referral_reply"].astext == "refused",
    )
    asked = exists(Submission.id).where(
        Submission.case_id == case.id,
        Submission.form.in_(("decide_outcome", "decide_penalty")),
        Submission.data["crime"].astext != "",
    )
    return bool(session.scalar(select(query))) and bool(session.scalar(select(asked)))


def declined(session: Session, case: Case, facts: Mapping[str, bool | int]) -> bool:
    """Whether the head decided, with reasons on record, not to transfer these facts (L8 art 5).

    The decision covers what the report to the head stated and no more: with a sign or an amount
    beyond it the case is to be transferred as if nothing had been decided.
    """
    decision = _newest(session, case, "decide_transfer", Submission.version == 1)
    if decision is None or decision.data["transfer_decision"] != "refused":
        return False
    report = _newest(session, case, "report_crime", Submission.id < decision.id)
    known = facts_of_crime_report(report.data) if report is not None else {}
    return all(value <= known.get(fact, 0) for fact, value in facts.items())


def facts_of_crime_report(report: Mapping[str, Any]) -> Facts:
    """The facts that the group reports to the head."""
    signs = report.get("signs", ())
    stated = {fact: sign in signs for sign, fact in _REPORTED.items()}
    return stated | {fact: int(report.get(key) or 0) for key, fact in _AMOUNTS.items()}


def unreported(session: Session, case: Case, report: Mapping[str, Any]) -> list[str]:
    """The signs that register and records know and that the report to the head leaves out."""
    stated, known = facts_of_crime_report(report), records_of(session, case)
    return [fact for fact, holds in known.items() if holds and not stated[fact]]


def _newest(
    session: Session, case: Case, form: str, *conditions: ColumnElement[bool]
) -> Submission | None:
    return session.scalar(
        select(Submission)
        .where(Submission.case_id == case.id, Submission.form == form, *conditions)
        .order_by(Submission.id.desc())
        .limit(1)
    )


def came_back(session: Session, case: Case) -> bool:
    """Whether the case was opened again because nobody was prosecuted (行刑反向衔接; P35)."""
    parent = case.parent
    if parent is None or parent.kind is not CaseKind.ENFORCEMENT:
        return False
    clue = session.get(Clue, case.id)
    return (
        parent.outcome == "transferred"
        and clue is not None
        and clue.source is ClueSource.TRANSFERRED
    )


def _facts(rows: Sequence[Row], known: Mapping[str, bool]) -> Facts:
    marks = {mark for row in rows for mark in row.get("circumstances", ())}
    stated = {fact: mark in marks for mark, fact in _STATED.items()}
    provisions = [(str(row.get("provision", "")), row.get("item")) for row in rows]
    amounts: dict[int, int] = {}
    for number, row in enumerate(rows, 1):
        act = int(row.get("act", -number))
        amounts[act] = max(amounts.get(act, 0), int(row.get("goods_value_fen") or 0))
    return {
        **stated,
        "校园周边": stated["校园周边"] or known["校园周边"],
        "两年内受罚": stated["两年内受罚"] or known["两年内受罚"],
        "涉案金额": sum(amounts.values()),
        "违法所得": sum(int(row.get("gains_fen") or 0) for row in rows),
        "持续月数": max((int(row.get("months") or 0) for row in rows), default=0),
        "不符合标准": any(provision.startswith(_UNSAFE) for provision, _item in provisions),
        "伪劣食品": not _FAKE.isdisjoint(provisions),
    }


def _relevant(row: Row) -> bool:
    """A charge of unsafe food, or one with a sign of its own; a mere duty has no amount here."""
    unsafe = str(row.get("provision", "")).startswith(_UNSAFE)
    return unsafe or not _STATED.keys().isdisjoint(row.get("circumstances", ()))


def facts_of_report(session: Session, case: Case, report: Mapping[str, Any]) -> Facts:
    """The facts of a report that proposes a penalty; none when it proposes something else."""
    penal = report.get("proposal") == "penalise"
    return facts_of(session, case, report.get("charges", ()) if penal else ())
