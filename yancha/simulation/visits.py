"""The papers of visits: assignment, checklist, correction, re-inspection, publication."""

import datetime as dt
from typing import Any, Final

from engine import checklists, forms
from engine.outcomes import Outcome
from models import clock
from models.subjects import SubjectKind
from yancha.simulation.sheet import Sheet

Data = dict[str, Any]

SURNAMES: Final = "王李张刘陈杨赵黄周吴"
NOTES: Final = (
    "现场检查时未做到本项要求。",
    "查阅记录发现缺少近一周的内容。",
    "现场发现一处不符合，已拍照。",
    "负责人承认未按规定落实。",
)
RESULTS: Final = {
    Outcome.NO_PROBLEM: "未发现问题",
    Outcome.RECTIFY_ON_SPOT: "发现的问题已当场整改",
    Outcome.RECTIFY_BY_DATE: "发现问题，责令限期整改",
    Outcome.INVESTIGATE_GENERAL: "发现问题，依法调查处理",
    Outcome.INVESTIGATE_KEY: "发现问题，依法调查处理",
    Outcome.STOP: "存在食品安全事故潜在风险，责令立即停止经营",
}
UNSAFE: Final = frozenset({Outcome.INVESTIGATE_KEY, Outcome.INVESTIGATE_GENERAL, Outcome.STOP})
#: Who receives the officers.
RECEIVERS: Final = {SubjectKind.SCHOOL: ("校长", "园长", "主任", "老师")}
OTHERS: Final = ("经理", "厂长", "店长", "主管")
STOPPED: Final = {SubjectKind.SCHOOL: "立即停止食堂供餐，封存可疑食品，查清原因前不得恢复。"}
#: What officers write when nobody let them in.
UNPERFORMED: Final = {
    "closed": "大门紧锁，经向所在街道核实，该单位已停止经营。",
    "refused": "经两次说明来意并出示执法证件，仍拒绝检查人员进入。",
    "not_found": "登记地址现为其他单位，查无此单位。",
}
#: Days that the order gives for the correction; the bureau sets them (T05).
RECTIFY_DAYS: Final = (7, 10, 14)


def accept_assignment(sheet: Sheet) -> Data:
    """Most accept; who returns says why."""
    if not sheet.times_done() and sheet.happens("returns", sheet.shares.assignment_returned):
        reason = "当日已安排其他专项检查，无法调整。"
        return {"acceptance": "returned", "return_ground": "workload", "reason": reason}
    return {"acceptance": "accepted"}


def inspect_school(sheet: Sheet) -> Data:
    """A visit that comes to the outcome of the intent, lawfully (rules.md 4.2)."""
    times = {"arrived_at": sheet.moment(90), "left_at": sheet.moment(5)}
    if sheet.outcome is Outcome.NOT_PERFORMED:
        reason = sheet.dice.choice(sorted(UNPERFORMED))
        return times | {
            "performed": "no",
            "not_performed_reason": reason,
            "not_performed_note": UNPERFORMED[reason],
            "outcome": Outcome.NOT_PERFORMED.value,
        }
    name = party(sheet)
    return times | {
        "performed": "yes",
        "party_name": name,
        "party_title": "食品安全员",
        "certificate_shown": "certificate",
        "recusal_asked": "no",
        "checklist": answers(sheet),
        "outcome": sheet.outcome.value,
        "result_told": True,
        "party_signature": signature(sheet, name),
        **_consequence(sheet),
    }


def inspect_premises(sheet: Sheet) -> Data:
    """An unannounced check: part of the items, and measures on the spot where they are needed."""
    data = inspect_school(sheet)
    if data["performed"] == "no":
        return data
    measures: Data = {"site_measures": ["recorded", "copied"]}
    if sheet.outcome in UNSAFE:
        measures["site_measures"].append("controlled")
        measures["coercive_measures"] = ["preservation"]
        measures["measures_note"] = "有关台账和剩余原料由单位封存，待办理先行登记保存手续。"
    return data | measures


def review_production(sheet: Sheet) -> Data:
    """A review of a producer: its quality system, or what its licence was given for."""
    data = inspect_school(sheet)
    if data["performed"] == "no":
        return data
    return data | {
        "review_kind": sheet.dice.choice(["system", "system", "post_licence"]),
        "managers_test": "passed",
        "file_update": "风险清单、措施清单和责任清单与现行产品一致，已核对更新。",
    }


def submit_correction(sheet: Sheet) -> Data:
    """The subject reports what it corrected."""
    return {
        "reported_on": sheet.today,
        "reporter": party(sheet),
        "correction": "已逐项整改，补齐记录，并对从业人员进行了培训，附整改照片。",
    }


def reinspect(sheet: Sheet) -> Data:
    """Passed, failed or refused, as the shares say."""
    result = "passed"
    if sheet.happens("refused", sheet.shares.rectification_refused):
        result = "refused"
    elif sheet.happens("failed", sheet.shares.rectification_failed):
        result = "failed"
    data: Data = {
        "arrived_at": sheet.moment(40),
        "certificate_shown": "certificate",
        "reinspection": result,
        "facts": {
            "passed": "经现场复查，责令整改的问题均已整改到位。",
            "failed": "经现场复查，责令整改的问题仍未整改到位。",
            "refused": "经现场复查，该单位明确表示拒绝整改。",
        }[result],
    }
    if result != "refused":
        name = party(sheet)
        data |= {"party_name": name, "party_signature": signature(sheet, name)}
    return data


def publish_result(sheet: Sheet) -> Data:
    """The words that the public reads."""
    campaign = sheet.case.campaign
    title = campaign.title_zh if campaign else "监督检查"
    return {
        "channel": "both",
        "text": f"{sheet.case.title}：{title}，检查结果：{RESULTS[sheet.outcome]}。",
        "secrets_checked": True,
    }


def answers(sheet: Sheet) -> Data:
    """Answer every item so that the outcome is one that the law allows for it."""
    field = forms.load(sheet.item.form).fields["checklist"]
    checklist = checklists.load(field.properties["checklist"])
    dice = sheet.dice
    key = [item.no for item in checklist if item.key]
    general = [item.no for item in checklist if not item.key]
    unsafe = sheet.outcome in UNSAFE
    failed: list[str] = []
    if sheet.outcome in {Outcome.INVESTIGATE_KEY, Outcome.STOP}:
        failed = dice.sample(key, dice.choice([1, 1, 2]))
    elif sheet.outcome is not Outcome.NO_PROBLEM:
        failed = dice.sample(general, dice.choice([1, 2, 3]))
    filled: Data = {item.no: {"result": 1} for item in checklist}
    for no in dice.sample(general, 2):
        filled[no] = {"result": 3}
    for no in failed:
        filled[no] = {"result": 2, "note": dice.choice(NOTES), "affects_safety": unsafe}
    if field.partial:
        checked = {*failed, *dice.sample(sorted(filled), len(filled) // 2)}
        filled = {no: answer for no, answer in filled.items() if no in checked}
    return filled


def party(sheet: Sheet) -> str:
    """Who receives the officers; the same person throughout a case."""
    dice = sheet.intent.dice(sheet.licence, "party")
    titles = RECEIVERS.get(sheet.case.subject.kind, OTHERS)
    return f"{dice.choice(SURNAMES)}{dice.choice(titles)}"


def signature(sheet: Sheet, name: str) -> Data:
    """The party signs, or refuses before a witness (L6 art 34)."""
    if sheet.happens("signature refused", sheet.shares.signature_refused):
        reason = "对检查结果有异议，拒绝签字。"
        return {"status": "refused", "reason": reason, "witness": "街道办事处工作人员"}
    return {"status": "signed", "name": name}


def _consequence(sheet: Sheet) -> Data:
    if sheet.outcome is Outcome.RECTIFY_ON_SPOT:
        return {"measures_taken": "现场更换标签、补填记录，检查人员当场确认整改完成。"}
    if sheet.outcome is Outcome.RECTIFY_BY_DATE:
        days = dt.timedelta(days=sheet.dice.choice(RECTIFY_DAYS))
        return {
            "rectify_demand": "对检查中不符合的项目逐项整改，完善制度和记录，并报送整改情况。",
            "rectify_by": (clock.today() + days).isoformat(),
        }
    if sheet.outcome is Outcome.STOP:
        usual = "立即停止有关食品的生产经营，封存可疑食品和原料，查清原因前不得恢复。"
        return {"stop_scope": STOPPED.get(sheet.case.subject.kind, usual)}
    return {}
