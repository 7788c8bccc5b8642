"""The way of a case (审核与决定的程序): audit or legal review, discussion, hearing, who decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from engine.decision_models import ask, plain
from models import legal_settings
from models.cases import Case
from models.hearings import Hearing
from models.penalties import Penalty
from models.processes import Submission

REVIEW_TRACK: Final = "review_track"
#: 降低资质、吊销、停产停业、责令关闭、限制从业 (L1 art 63(3)(4)).
HEAVY_KINDS: Final = frozenset({"suspend", "revoke", "downgrade", "close", "restrict"})


@dataclass(frozen=True, kw_only=True)
class Track:
    """What the law asks of a proposed penalty on its way (P13-P20, R81)."""

    #: `legal` (法制审核) or `audit` (案件审核).
    track: str
    needs_discussion: bool
    hearing_right: bool
    #: `bureau` or `upper`.
    decided_by: str


def facts_of(
    session: Session,
    case: Case,
    report: Mapping[str, Any],
    *,
    kinds: Iterable[str],
    fine_fen: int,
    confiscated_fen: int,
) -> dict[str, Any]:
    """What the decision table asks; `report` is the data of the investigation report."""
    grounds = report.get("review_grounds", ())
    heard = exists(Hearing.id).where(Hearing.case_id == case.id, Hearing.result == "held")
    return {
        "拟处罚": report.get("proposal") == "penalise",
        "罚款金额": fine_fen,
        "没收金额": confiscated_fen,
        "限制性处罚": not HEAVY_KINDS.isdisjoint(kinds),
        "当事人类型": report.get("party_kind", "organisation"),
        "个人听证数额": legal_settings.HEARING_PERSON.value(session),
        "单位听证数额": legal_settings.HEARING_UNIT.value(session),
        "已听证": bool(session.scalar(select(heard))),
        "重大公共利益": "public_interest" in grounds,
        "疑难复杂": "complex" in grounds,
        "其他法定审核": "other_law" in grounds,
        "上级决定数额": _upper_limit(session, case),
        "主要负责人回避": "leader_recused" in grounds,
    }


def _upper_limit(session: Session, case: Case) -> int | None:
    """From what fine on the higher bureau decides; none when it gave the case back (L5 art 15)."""
    given_back = exists(Submission.id).where(
        Submission.case_id == case.id,
        Submission.form == "record_reply",
        Submission.data["referral_reply"].astext == "refused",
    )
    if session.scalar(select(given_back)):
        return None
    return legal_settings.UPPER_LIMIT.value(session) or None


def facts_of_penalty(
    session: Session, case: Case, report: Mapping[str, Any], penalty: Penalty
) -> dict[str, Any]:
    """The same of a penalty that was proposed."""
    goods = [charge.goods_value_fen for charge in penalty.charges]
    return facts_of(
        session,
        case,
        report,
        kinds=penalty.kinds,
        fine_fen=penalty.fine_fen,
        confiscated_fen=penalty.confiscation_fen + confiscated_goods(penalty.kinds, goods),
    )


def track_of(facts: Mapping[str, Any]) -> Track:
    """Ask the decision table."""
    return Track(**plain(ask(REVIEW_TRACK, facts).value))


def confiscated_goods(kinds: Iterable[str], goods_values: Iterable[int]) -> int:
    """The value of goods to be confiscated counts like a fine (L1 art 63(2))."""
    return sum(goods_values) if "confiscate_goods" in set(kinds) else 0
