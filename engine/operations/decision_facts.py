"""The facts that each decision of the models is fed with: decision -> function of the step."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from engine.operations.facts import submitted
from engine.operations.penalties import newest_penalty
from engine.step import Step
from models import legal_settings
from models.cases import Case
from models.hearings import Hearing
from models.penalties import Penalty
from models.processes import Submission

#: 降低资质、吊销、停产停业、责令关闭、限制从业 (L1 art 63(3)(4)).
HEAVY_KINDS: Final = frozenset({"suspend", "revoke", "downgrade", "close", "restrict"})


def review_track(step: Step) -> dict[str, Any]:
    """What decides on audit or legal review, discussion, hearing and level (P13-P20, R81)."""
    report = submitted(step, "task_report_investigation")
    return review_facts(step.session, step.case, newest_penalty(step.session, step.case), report)


def review_facts(
    session: Session, case: Case, penalty: Penalty, report: Submission
) -> dict[str, Any]:
    """The same of any proposed penalty."""
    data = report.data
    grounds = data.get("review_grounds", [])
    heard = exists(Hearing.id).where(Hearing.case_id == case.id, Hearing.result == "held")
    return {
        "拟处罚": data["proposal"] == "penalise",
        "罚款金额": penalty.fine_fen,
        "没收金额": penalty.confiscation_fen + _goods_confiscated(penalty),
        "限制性处罚": not HEAVY_KINDS.isdisjoint(penalty.kinds),
        "当事人类型": data.get("party_kind", "organisation"),
        "个人听证数额": legal_settings.HEARING_PERSON.value(session),
        "单位听证数额": legal_settings.HEARING_UNIT.value(session),
        "已听证": bool(session.scalar(select(heard))),
        "重大公共利益": "public_interest" in grounds,
        "疑难复杂": "complex" in grounds,
        "其他法定审核": "other_law" in grounds,
        "上级决定数额": legal_settings.UPPER_LIMIT.value(session) or None,
        "主要负责人回避": "leader_recused" in grounds,
    }


def _goods_confiscated(penalty: Penalty) -> int:
    """The value of goods to be confiscated counts like a fine (L1 art 63(2))."""
    if "confiscate_goods" not in penalty.kinds:
        return 0
    return sum(charge.goods_value_fen for charge in penalty.charges)


#: Numbers are Decimal or int, money is in fen, dates are dates; names as the DMN file has them.
FACTS: Final[dict[str, Callable[[Step], Mapping[str, Any]]]] = {
    "review_track": review_track,
}
