"""A case on its way to the police (移送公安机关), each deed through the door."""

from typing import Any

from models import clock
from models.cases import Case
from tests.bureau import Bureau
from tests.dockets import close, decide_outcome, reported, today, without_penalty

POLICE = "天津市公安局河北分局"
CRIME = "生产、销售不符合安全标准的食品罪"


def suspected(bureau: Bureau) -> Case:
    """A case whose transfer to the police the leader decided; the group is still to be formed."""
    case = reported(bureau, without_penalty("transfer_judicial"))
    decide_outcome(bureau, case, "transfer_judicial", receiver=POLICE, crime=CRIME)
    return case


def report_crime(bureau: Bureau, case: Case, **more: Any) -> None:
    """The group of two is formed and hands its written report in."""
    group = [user.id for user in bureau.pair]
    bureau.do(case, "task_form_group", bureau.supervisor, officers=group)
    form = {
        "facts": "查获不符合食品安全标准的食品，有检验报告和进货台账为证。",
        "crime": CRIME,
        "signs": ["unsafe", "near_school"],
        "amount_fen": 25_000_000,
        "goods": "涉案食品一批，已查封。",
        "tests": "检验报告一份。",
    }
    bureau.sign(case, "task_report_crime", **(form | more))


def decide(bureau: Bureau, case: Case, decision: str = "approved") -> None:
    """The head approves the transfer, or refuses with the reasons."""
    form = {"head": "head", "transfer_decision": decision}
    if decision == "refused":
        form["refusal_reason"] = "现有证据不足以认定涉嫌犯罪。"
    bureau.do(case, "task_decide_transfer", bureau.leader, **form)


def send(bureau: Bureau, case: Case) -> None:
    """The file goes to the police."""
    form = {
        "sent_at": clock.now().isoformat(),
        "receiver": POLICE,
        "annexes": "移送书、调查报告、涉案物品清单、检验报告各一份。",
    }
    bureau.do(case, "task_send_transfer", bureau.pair[0], **form)


def sent(bureau: Bureau) -> Case:
    """A case that went to the police, who have not answered."""
    case = suspected(bureau)
    go(bureau, case)
    return case


def go(bureau: Bureau, case: Case) -> None:
    """From the decision of the leader to the sending."""
    report_crime(bureau, case)
    decide(bureau, case)
    send(bureau, case)


def reply(bureau: Bureau, case: Case, answer: str) -> None:
    """The answer of the police: filed, not_filed or supplement."""
    form = {"police_answer": answer, "answered_on": today(), "answer_reason": "见通知书。"}
    bureau.do(case, "task_record_answer", bureau.pair[0], **form)


def silent(bureau: Bureau, case: Case) -> None:
    """Nothing came from the police in their term."""
    form = {"police_answer": "overdue", "answer_reason": "多次联系，未收到书面决定。"}
    bureau.do(case, "task_record_answer", bureau.pair[0], **form)


def urge(bureau: Bureau, case: Case, how: str = "supervision") -> None:
    """The head writes to the police, or to the procuratorate."""
    form = {"urge": how, "urged_body": "天津市河北区人民检察院", "reason": "逾期未决定。"}
    bureau.do(case, "task_urge_police", bureau.leader, urged_on=today(), **form)


def supplement(bureau: Bureau, case: Case) -> None:
    """What the police missed is there."""
    form = {"supplemented_on": today(), "material": "检验机构资质证明。"}
    bureau.do(case, "task_supplement", bureau.pair[0], **form)


def take_step(bureau: Bureau, case: Case, step: str) -> None:
    """What the head does about a case that the police do not file."""
    form = {"police_step": step, "reason": "理由如下。"}
    bureau.do(case, "task_choose_step", bureau.leader, **form)


def hand_over(bureau: Bureau, case: Case, **more: Any) -> None:
    """Goods and file go to the police with a receipt."""
    form = {"handed_on": today(), "goods": "涉案食品一批、案卷一册。", "receiver": "值班民警"}
    bureau.do(case, "task_hand_over", bureau.pair[0], **(form | more))


def declined(bureau: Bureau) -> Case:
    """A case that the police did not file and that came back."""
    case = sent(bureau)
    reply(bureau, case, "not_filed")
    take_step(bureau, case, "accept")
    return case


def taken_over(bureau: Bureau) -> Case:
    """A case that the police filed, with goods and file handed over, and that was closed here."""
    case = sent(bureau)
    reply(bureau, case, "filed")
    hand_over(bureau, case)
    close(bureau, case, "other_decision")
    return case
