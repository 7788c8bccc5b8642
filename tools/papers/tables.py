"""The bureau's own papers: registers and approvals, as tables."""

from collections.abc import Callable
from typing import Final

from tools.papers.layout import OFFICERS, Sheet

PARTY: Final = (
    ("当事人", "{{ party.name }}"),
    (
        "许可证编号",
        "{{ party.licence or '—' }}",
        "法定代表人\n（负责人）",
        "{{ party.legal_representative or '—' }}",
    ),
    ("住所", "{{ party.address or '—' }}", "联系电话", "{{ party.phone or '—' }}"),
)
INTERNAL: Final = "本表为内部审批文书，归入案卷。"


def opinion(name: str) -> str:
    """What somebody decided, in words, with name and day; room for a hand when nobody did."""
    return (
        f"{{% if {name} %}}{{{{ {name}.choice }}}}"
        f"{{% if {name}.words %}}：{{{{ {name}.words }}}}{{% endif %}}\n"
        f"　　　　　　签名：{{{{ {name}.by }}}}　　{{{{ {name}.date | day }}}}"
        "{% else %}\n　　　　　　签名：　　　　　　　　年　　月　　日{% endif %}"
    )


def case_source() -> Sheet:
    """1 案件来源登记表."""
    sheet = Sheet(12, 20)
    sheet.head("案件来源登记表", "{{ case_number }}")
    sheet.rows(
        ("案件来源", "{{ source }}", "发现线索日期", "{{ found_on | day }}"),
        *PARTY,
        ("线索提供方", "{{ informant.name or '—' }}", "联系电话", "{{ informant.phone or '—' }}"),
        ("地址", "{{ informant.address or '—' }}"),
        ("线索内容", "{{ summary }}\n"),
        ("附件", "{{ annexes | joined }}"),
        ("登记人", opinion("recorded")),
        ("办案机构\n负责人意见", opinion("supervisor")),
        ("部门负责人\n意见", opinion("leader")),
    )
    sheet.foot("本表为内部登记文书。举报人的身份信息应当依法保密。")
    return sheet


def _filing(title: str, *, decline: bool) -> Sheet:
    sheet = Sheet(12, 20)
    sheet.head(title, "{{ case_number }}")
    table = sheet.rows(
        ("案由", "{{ cause }}"),
        ("案件来源", "{{ source }}", "发现线索日期", "{{ found_on | day }}"),
        *PARTY,
        ("案情简介", "{{ facts }}\n"),
        ("涉嫌违反\n的规定", "{{ suspected_article }}"),
    )
    if decline:
        sheet._row(
            table,
            (
                "不予立案\n的理由",
                "{{ decline_ground }}{% if decline_note %}：{{ decline_note }}{% endif %}",
            ),
        )
    for row in (
        ("办案人员", OFFICERS),
        ("办案人员意见", "建议{{ proposal }}。\n" + opinion("proposed")),
        ("办案机构\n负责人意见", opinion("supervisor")),
        ("部门负责人\n意见", opinion("leader")),
    ):
        sheet._row(table, row)
    sheet.foot(INTERNAL)
    return sheet


def filing_approval() -> Sheet:
    """7 立案审批表."""
    return _filing("立案审批表", decline=False)


def no_filing_approval() -> Sheet:
    """7 不予立案审批表."""
    return _filing("不予立案审批表", decline=True)


def matter(title: str, *more: tuple[str, ...]) -> Callable[[], Sheet]:
    """8 行政处罚案件有关事项审批表."""

    def build() -> Sheet:
        sheet = Sheet(12, 20)
        sheet.head(title, "{{ case_number }}")
        sheet.rows(
            ("审批事项", "{{ matter }}"),
            ("案由", "{{ cause or '—' }}"),
            *PARTY,
            ("事实和理由", "{{ reason }}\n\n"),
            ("依据（情形）", "{{ ground or '—' }}"),
            *more,
            ("办案人员", OFFICERS),
            ("办案人员意见", opinion("proposed")),
            ("办案机构\n负责人意见", opinion("supervisor")),
            ("部门负责人\n意见", opinion("leader")),
        )
        sheet.foot(INTERNAL)
        return sheet

    return build


def review_form() -> Sheet:
    """36 案件审核（法制审核）表."""
    sheet = Sheet(12, 20)
    sheet.head("案件审核（法制审核）表", "{{ case_number }}")
    sheet.rows(
        ("审核种类", "{{ track_label }}", "接到材料日期", "{{ received_on | day }}"),
        ("案由", "{{ cause or '—' }}"),
        *PARTY,
        ("办案人员", OFFICERS),
        ("简要案情", "{{ facts }}"),
        ("办案机构\n处理意见", "{{ proposal }}"),
    )
    sheet.line_of("审核内容（处罚程序规定第五十三条）", "黑体", 12, before=3, after=2, spacing=16)
    sheet.grid(
        "points",
        [
            ("序号", "{{ loop.index }}", 16),
            ("审核事项", "{{ one.text }}", 94),
            ("审核结论", "{{ one.answer }}", 50),
        ],
    )
    sheet.line_of("", size=6, spacing=8)
    sheet.rows(("审核意见", opinion("review")), ("部门负责人\n意见", opinion("leader")))
    sheet.foot("办案人员不得作为审核人员。审核机构应当自接到审核材料之日起十个工作日内完成审核。")
    return sheet


def decision_approval() -> Sheet:
    """43 行政处理决定审批表."""
    sheet = Sheet(12, 20)
    sheet.head("行政处理决定审批表", "{{ case_number }}")
    sheet.rows(
        ("案由", "{{ cause or '—' }}"),
        *PARTY,
        ("办案人员", OFFICERS),
        ("简要案情", "{{ facts }}\n"),
        ("办案机构\n处理意见", "{{ proposal }}"),
        ("审核意见", opinion("review")),
        ("陈述、申辩\n及听证情况", "{{ defence or '无' }}"),
        ("集体讨论意见", "{{ discussed or '—' }}"),
        ("办案机构\n负责人意见", opinion("supervisor")),
        ("处理决定", "{{ decision_label }}"),
        ("部门负责人\n意见", opinion("leader")),
    )
    sheet.foot(INTERNAL)
    return sheet


def closure_approval() -> Sheet:
    """53 结案审批表."""
    sheet = Sheet(12, 20)
    sheet.head("结案审批表", "{{ case_number }}")
    sheet.rows(
        *PARTY,
        ("办案人员", OFFICERS),
        ("结案理由", "{{ ground_label }}"),
        ("办理及\n执行情况", "{{ summary }}\n\n"),
        (
            "案卷材料",
            "{{ '案卷材料齐全，已按规定整理归档。' if file_complete else '案卷材料尚未齐全。' }}",
        ),
        ("办案人员意见", opinion("proposed")),
        ("部门负责人\n意见", opinion("leader")),
    )
    sheet.foot(INTERNAL)
    return sheet


def goods_disposal_record() -> Sheet:
    """52 涉案物品处理记录."""
    sheet = Sheet(12, 20)
    sheet.head("涉案物品处理记录", "{{ case_number }}")
    sheet.rows(
        *PARTY,
        (
            "处理依据",
            "{{ decision.title }}{% if decision.number %}（{{ decision.number }}）{% endif %}",
        ),
        ("处理时间", "{{ disposed_at | moment }}", "处理方式", "{{ way }}"),
        ("处理地点", "{{ place }}"),
        ("执行人员", OFFICERS),
        ("处理经过", "{{ course }}\n"),
    )
    sheet.line_of("涉案物品清单", "黑体", 12, before=6, after=3, spacing=18)
    sheet.things()
    sheet.line_of("", size=6, spacing=8)
    sheet.signatures(
        sheet.officer_lines("执行人员"), ("监销人（签名）：{{ witness }}", "　　年　　月　　日")
    )
    return sheet


def file_cover() -> Sheet:
    """54 卷宗封面."""
    sheet = Sheet(16, 30)
    for _ in range(2):
        sheet.line_of("")
    sheet.line_of("{{ bureau }}", "方正小标宋简体", 24, after=12, spacing=40)
    sheet.line_of("行政处罚案件卷宗", "方正小标宋简体", 32, after=12, spacing=52)
    sheet.line_of("（{{ volume }}）", "方正小标宋简体", 22, after=40, spacing=36)
    sheet.rows(
        ("案件名称", "{{ cause }}"),
        ("案卷编号", "{{ case_number }}"),
        ("当事人", "{{ party.name }}"),
        ("处理结果", "{{ outcome or '—' }}"),
        ("办案人员", OFFICERS),
        ("立案日期", "{{ opened_on | day }}", "结案日期", "{{ closed_on | day }}"),
        ("归档日期", "{{ filed_on | day }}", "保管期限", "{{ retention }}"),
        ("本卷件数", "{{ items }}件", "本卷页数", "{{ pages }}页"),
        widths=(32, 48, 32, 48),
    )
    return sheet


def file_index() -> Sheet:
    """55 卷内文件目录."""
    sheet = Sheet(12, 20)
    sheet.head("卷内文件目录", "{{ case_number }}（{{ volume }}）")
    sheet.grid(
        "rows",
        [
            ("序号", "{{ one.position }}", 15),
            ("归档类别", "{{ one.item }}", 30),
            ("材料名称", "{{ one.title }}", 36),
            ("文号", "{{ one.number }}", 28),
            ("日期", "{% if one.date %}{{ one.date | day }}{% endif %}", 24),
            ("页次", "{{ one.pages }}", 14),
            ("备注", "{{ one.remark }}", 13),
        ],
    )
    return sheet


def file_notes() -> Sheet:
    """56 卷内备考表."""
    sheet = Sheet(14, 26)
    sheet.head("卷内备考表", "{{ case_number }}（{{ volume }}）")
    sheet.rows(
        ("本卷件数", "{{ items }}件", "本卷页数", "{{ pages }}页"),
        ("本卷情况说明", "{{ note }}\n\n\n\n\n\n\n\n"),
        ("立卷人", "{{ compiled_by }}", "检查人", "{{ checked_by }}"),
        ("立卷时间", "{{ filed_on | day }}"),
    )
    return sheet


FORMS: Final[dict[str, Callable[[], Sheet]]] = {
    "case_source": case_source,
    "filing_approval": filing_approval,
    "no_filing_approval": no_filing_approval,
    "matter_approval": matter("行政处罚案件有关事项审批表"),
    "suspension_approval": matter("行政处罚案件有关事项审批表\n（中止调查）"),
    "resumption_record": matter("行政处罚案件有关事项审批表\n（恢复调查）"),
    "termination_approval": matter("行政处罚案件有关事项审批表\n（终止调查）"),
    "extension_approval": matter(
        "行政处罚案件有关事项审批表\n（延长期限）",
        ("延长天数", "{{ days }}日", "延长至", "{{ until | day }}"),
        ("集体讨论情况", "{{ discussion or '—' }}"),
    ),
    "review_form": review_form,
    "decision_approval": decision_approval,
    "closure_approval": closure_approval,
    "goods_disposal_record": goods_disposal_record,
    "file_cover": file_cover,
    "file_index": file_index,
    "file_notes": file_notes,
}
