"""Records of what was done and said: visits, on-site records, hearings, discussions, service."""

from collections.abc import Callable
from typing import Final

from tools.papers.layout import OFFICERS, Sheet
from tools.papers.tables import PARTY, opinion

RECUSAL: Final = (
    "{{ '申请回避：' if recusal_asked else '已告知有权申请检查人员回避，当事人不申请回避。' }}"
    "{{ recusal_reason if recusal_asked else '' }}"
)
KIND: Final = "{{ '重点项目' if one.key_item else '一般项目' }}；{{ '影响食品安全' if one.affects_safety else '不影响食品安全' }}"
READ: Final = "以上笔录已阅，与实际情况相符。"


def findings(sheet: Sheet) -> None:
    """Draw the items that were not met."""
    sheet.grid(
        "findings",
        [
            ("编号", "{{ one.item }}", 14),
            ("检查内容", "{{ one.text }}", 48),
            ("类别", KIND, 24),
            ("发现的问题", "{{ one.note }}", 42),
            ("依据", "{{ one.basis }}", 32),
        ],
    )


def inspection_order() -> Sheet:
    """检查任务书."""
    sheet = Sheet()
    sheet.head("检查任务书")
    sheet.p(
        "根据《中华人民共和国食品安全法》《食品生产经营监督检查管理办法》的规定，现派下列检查人员对{{ party.name }}（许可证编号：{{ party.licence or '—' }}；地址：{{ party.address or '—' }}）实施监督检查。"
    )
    sheet.p("一、检查任务：{{ task }}")
    sheet.p("二、检查人员：" + OFFICERS)
    sheet.p("三、检查内容：{{ scope }}")
    sheet.p("四、检查时间：{{ from_on | day }}至{{ until_on | day }}")
    sheet.p(
        "检查人员实施监督检查时，应当出示执法证件或者本任务书。被检查单位应当配合监督检查，不得拒绝、阻挠、干涉。"
    )
    sheet.p("签发人：{{ issued_by }}")
    sheet.seal()
    sheet.foot("本任务书在所载检查时间内有效，检查结束后归入案卷。")
    return sheet


def notice_page() -> Sheet:
    """食品生产经营监督检查告知页."""
    sheet = Sheet(14, 26)
    sheet.head("食品生产经营监督检查告知页", "{{ case_number }}")
    sheet.to()
    sheet.p("我们是{{ bureau }}的执法人员" + OFFICERS + "，现出示{{ shown }}，请确认。")
    sheet.p(
        "我们依法对你单位的食品生产经营活动实施监督检查，检查过程中有权依法进入现场实施现场检查，对生产经营的食品进行抽样检验，查阅、复制有关合同、票据、账簿以及其他有关资料，查封、扣押有证据证明不符合食品安全标准或者有证据证明存在安全隐患以及用于违法生产经营的食品，查封违法从事生产经营活动的场所。请予以配合。"
    )
    sheet.p(
        "依照法律规定，你单位对监督检查享有陈述、申辩的权利；认为检查人员与你单位有直接利害关系或者有其他关系可能影响公正检查的，有权申请回避。"
    )
    sheet.p("问：你单位是否申请检查人员回避？")
    sheet.p(
        "答：{{ '申请。理由：' if recusal_asked else '不申请。' }}{{ recusal_reason if recusal_asked else '' }}"
    )
    sheet.p("到达现场时间：{{ arrived_at | moment }}")
    sheet.p(
        "现场负责人：{{ party_present.name or '—' }}{% if party_present.title %}（{{ party_present.title }}）{% endif %}"
    )
    sheet.line_of("")
    sheet.signatures(
        sheet.officer_lines("检查人员"),
        ("被检查单位意见：已知悉上述内容。", *sheet.party_signature("被检查单位")),
    )
    return sheet


def checklist_record() -> Sheet:
    """食品生产经营监督检查要点表."""
    sheet = Sheet(12, 20)
    sheet.head("食品生产经营监督检查要点表", "{{ case_number }}")
    sheet.rows(
        ("被检查单位", "{{ party.name }}"),
        ("许可证编号", "{{ party.licence or '—' }}", "检查时间", "{{ arrived_at | moment }}"),
        ("要点表", "{{ checklist.title }}（第{{ checklist.version }}版）"),
        ("检查人员", OFFICERS),
    )
    sheet.line_of("", size=6, spacing=8)
    sheet.grid(
        "rows",
        [
            ("编号", "{{ '*' if one.key_item else '' }}{{ one.item }}", 18),
            ("检查内容", "{{ one.text }}", 82),
            ("结果", "{{ one.result }}", 22),
            ("说明", "{{ one.note }}", 38),
        ],
    )
    sheet.flat("编号前标注“*”的为重点项目。", before=4)
    sheet.signatures(sheet.officer_lines("检查人员"), sheet.party_signature("被检查单位"))
    return sheet


def result_record() -> Sheet:
    """食品生产经营监督检查结果记录表."""
    sheet = Sheet(12, 20)
    sheet.head("食品生产经营监督检查结果记录表", "{{ case_number }}")
    _visit(sheet)
    _told_at_the_visit(sheet)
    sheet.line_of("", size=6, spacing=8)
    sheet.signatures(
        sheet.officer_lines("检查人员"),
        (
            "被检查单位意见：{% if party_signature.status != 'refused' %}上述记录已核对，属实。{% endif %}",
            *sheet.party_signature("被检查单位"),
        ),
    )
    sheet.foot(
        "检查结果当场书面告知被检查单位，并自信息形成之日起二十个工作日内向社会公开。对消费者有重要影响的，被检查单位应当在醒目位置张贴或者公开展示本记录表，并保持至下次监督检查。本表一式两份，一份交被检查单位，一份存档。"
    )
    return sheet


def _visit(sheet: Sheet) -> None:
    sheet.rows(
        ("被检查单位", "{{ party.name }}"),
        (
            "经营者",
            "{{ party.operator or '—' }}",
            "法定代表人\n（负责人）",
            "{{ party.legal_representative or '—' }}",
        ),
        ("许可证编号", "{{ party.licence or '—' }}", "联系电话", "{{ party.phone or '—' }}"),
        ("地址", "{{ party.address or '—' }}"),
        (
            "检查类型",
            "{{ '整改复查' if kind == 'reinspection' else '监督检查' }}",
            "现场负责人",
            "{{ party_present.name or '—' }}{% if party_present.title %}（{{ party_present.title }}）{% endif %}",
        ),
        (
            "检查时间",
            "{{ arrived_at | moment }}{% if left_at %}至{{ left_at | moment }}{% endif %}",
        ),
        ("检查人员", OFFICERS),
        ("出示证件", "{{ shown or '—' }}"),
        ("申请回避", RECUSAL),
        (
            "检查内容",
            "{% if checklist %}按照《{{ checklist.title }}》（第{{ checklist.version }}版）检查{{ checklist.items }}项：符合{{ checklist.met }}项，不符合{{ checklist.not_met }}项，合理缺项{{ checklist.not_applicable }}项。{% else %}对责令改正的内容进行复查。{% endif %}",
        ),
        ("结果判定", "{{ outcome_label }}"),
    )


def _told_at_the_visit(sheet: Sheet) -> None:
    sheet.flat("{%p if findings %}")
    sheet.line_of("发现的问题", "黑体", 12, before=6, after=3, spacing=18)
    findings(sheet)
    sheet.flat("{%p endif %}")
    for field, label in (
        ("facts", "复查情况"),
        ("measures", "当场整改情况"),
        ("demand", "整改要求"),
        ("stop_scope", "责令立即停止的经营活动"),
        ("gap_reason", "裁量理由"),
        ("remark", "其他情况"),
    ):
        sheet.when(field, f"{label}：{{{{ {field} }}}}")
    sheet.when(
        "rectify_by",
        "整改期限：{{ rectify_by | day }}前（含当日）完成整改，并将整改情况书面报告本机关。",
    )


def site_record() -> Sheet:
    """9 现场笔录."""
    sheet = Sheet(14, 26)
    sheet.head("现场笔录", "{{ case_number }}")
    sheet.rows(
        ("时间", "{{ started_at | moment }}{% if ended_at %}至{{ ended_at | moment }}{% endif %}"),
        ("地点", "{{ place }}"),
        *PARTY,
        (
            "现场人员",
            "{{ present.name or '—' }}{% if present.title %}（{{ present.title }}）{% endif %}",
            "见证人",
            "{{ witness or '—' }}",
        ),
        ("执法人员", OFFICERS),
    )
    sheet.p(
        "执法人员出示{{ shown or '执法证件' }}，告知当事人依法享有陈述、申辩的权利以及申请回避的权利。"
        + RECUSAL,
        before=6,
    )
    sheet.h("现场情况")
    sheet.p("{{ facts }}")
    sheet.when("statement", "当事人的陈述和申辩：{{ statement }}")
    sheet.p(READ)
    sheet.signatures(sheet.party_signature(), sheet.officer_lines())
    return sheet


def defence_record() -> Sheet:
    """38 陈述申辩笔录."""
    sheet = Sheet(14, 26)
    sheet.head("陈述申辩笔录", "{{ case_number }}")
    sheet.rows(
        ("时间", "{{ made_on | day }}", "地点", "{{ place or '—' }}"),
        *PARTY,
        (
            "陈述申辩人",
            "{{ speaker.name or '—' }}{% if speaker.title %}（{{ speaker.title }}）{% endif %}",
        ),
        (
            "告知书",
            "{{ notice.title or '行政处罚告知书' }}{% if notice.number %}（{{ notice.number }}）{% endif %}",
        ),
        ("记录人员", OFFICERS),
    )
    sheet.h("陈述、申辩的事实、理由和证据")
    sheet.p("{{ content }}")
    sheet.flat("{%p if reconsidered %}")
    sheet.h("复核意见")
    sheet.p(
        "{{ reconsidered.choice }}{% if reconsidered.words %}：{{ reconsidered.words }}{% endif %}（{{ reconsidered.by }}　{{ reconsidered.date | day }}）"
    )
    sheet.flat("{%p endif %}")
    sheet.p(READ)
    sheet.signatures(sheet.party_signature("陈述申辩人"), sheet.officer_lines())
    return sheet


def hearing_record() -> Sheet:
    """40 听证笔录."""
    sheet = Sheet(14, 26)
    sheet.head("听证笔录", "{{ case_number }}")
    sheet.rows(
        ("案由", "{{ cause or '—' }}"),
        (
            "时间",
            "{{ held_at | moment }}",
            "举行方式",
            "{{ '公开举行' if is_public else '不公开举行' }}",
        ),
        ("地点", "{{ place }}"),
        ("主持人", "{{ chair }}", "记录员", "{{ recorder or '—' }}"),
        ("当事人", "{{ party.name }}"),
        ("办案人员", OFFICERS),
        (
            "其他参加人员",
            "{% for one in attendees %}{{ one.name }}{% if one.title %}（{{ one.title }}）{% endif %}{% if not loop.last %}、{% endif %}{% endfor %}",
        ),
    )
    sheet.when("absent", "当事人无正当理由拒不出席听证，视为放弃听证权利，终止听证。")
    sheet.h("听证内容")
    sheet.p("{{ content }}")
    sheet.p("听证笔录已交听证参加人核对无误。拒绝签名、盖章的，由听证主持人在笔录中注明。")
    sheet.signatures(
        (*sheet.party_signature(), "主持人（签名）：{{ chair }}"),
        (*sheet.officer_lines("办案人员"), "记录员（签名）：{{ recorder }}"),
    )
    return sheet


def hearing_report() -> Sheet:
    """41 听证报告."""
    sheet = Sheet(14, 26)
    sheet.head("听证报告", "{{ case_number }}")
    sheet.rows(
        ("案由", "{{ cause or '—' }}"),
        ("当事人", "{{ party.name }}"),
        ("听证时间", "{{ held_at | moment }}"),
        ("听证地点", "{{ place or '—' }}"),
        ("主持人", "{{ chair }}", "记录员", "{{ recorder or '—' }}"),
        ("办案人员", OFFICERS),
        (
            "其他参加人员",
            "{% for one in attendees %}{{ one.name }}{% if one.title %}（{{ one.title }}）{% endif %}{% if not loop.last %}、{% endif %}{% endfor %}",
        ),
    )
    sheet.h("一、听证的基本情况")
    sheet.p("{{ report }}")
    sheet.h("二、处理意见和建议")
    sheet.p("{{ opinion }}")
    sheet.line_of("")
    sheet.line_of("听证主持人（签名）：{{ chair }}　　　　", align=2)
    sheet.line_of("{{ reported_on | day }}", align=2)
    sheet.foot("听证结束后，应当根据听证笔录依法作出决定。附：听证笔录。")
    return sheet


def discussion_record() -> Sheet:
    """42 行政处罚案件集体讨论记录."""
    sheet = Sheet(12, 22)
    sheet.head("行政处罚案件集体讨论记录", "{{ case_number }}")
    sheet.rows(
        ("讨论事项", "{{ matter }}"),
        ("案由", "{{ cause or '—' }}"),
        ("当事人", "{{ party.name }}"),
        ("时间", "{{ discussed.held_at | moment }}"),
        ("地点", "{{ discussed.held_in }}"),
        ("主持人", "{{ discussed.chaired_by }}", "汇报人", "{{ discussed.reporter or '—' }}"),
        ("记录人", "{{ discussed.recorder or '—' }}", "依据", "{{ ground or '—' }}"),
        ("参加人员", "{{ discussed.attendees }}"),
        ("案情及\n处理建议", "{{ reason }}\n"),
        ("讨论情况", "{{ discussion }}\n"),
        (
            "讨论决定",
            "{% if days %}延长{{ days }}日，至{{ until | day }}。\n{% endif %}" + opinion("leader"),
        ),
        ("参加人员签名", "\n\n\n"),
    )
    sheet.foot("集体讨论由负责人主持，应当如实记录各参加人员的意见，由参加人员签名后归入案卷。")
    return sheet


def inventory() -> Sheet:
    """24 场所、设施、财物清单."""
    sheet = Sheet(12, 20)
    sheet.head(
        "场所、设施、财物清单",
        "{{ paper.title }}{% if paper.number %}　{{ paper.number }}{% endif %}　附件",
    )
    sheet.rows(("当事人", "{{ party.name }}"), ("场所", "{{ place or party.address or '—' }}"))
    sheet.line_of("", size=6, spacing=8)
    sheet.things()
    sheet.flat("上述内容经核对无误。", before=6)
    sheet.signatures(
        (*sheet.party_signature(), "见证人（签名）：{{ witness }}"), sheet.officer_lines()
    )
    sheet.foot("本清单一式两份，由当事人和本机关分别保存。")
    return sheet


def service_receipt() -> Sheet:
    """50 送达回证."""
    sheet = Sheet(12, 22)
    sheet.head("送达回证", "{{ case_number }}")
    sheet.rows(
        ("送达文书名称", "{{ served.title }}"),
        ("文书编号", "{{ served.number or '—' }}"),
        ("受送达人", "{{ party.name }}"),
        ("送达地点", "{{ place or party.address or '—' }}"),
        ("送达方式", "{{ way_label }}", "送达日期", "{{ served_on | day }}"),
        (
            "收件人\n（签名、盖章）",
            "{{ receiver or '—' }}\n\n　　　　　　　　　　　　　　　年　　月　　日",
        ),
        ("拒收事由、日期\n及见证人", "{{ refusal or '—' }}"),
        ("邮件编号", "{{ tracking_no or '—' }}", "受委托机关", "{{ entrusted_to or '—' }}"),
        ("电子送达地址", "{{ e_address or '—' }}"),
        ("送达人\n（签名）", "{{ servers }}\n\n　　　　　　　　　　　　　　　年　　月　　日"),
        ("备注", "{{ remark or '—' }}"),
        widths=(34, 46, 30, 50),
    )
    sheet.foot(
        "受送达人在送达回证上注明的签收日期为送达日期。拒绝签收的，由送达人、见证人签名或者以其他方式确认，或者采取拍照、录像等方式记录送达过程。"
    )
    return sheet


FORMS: Final[dict[str, Callable[[], Sheet]]] = {
    "inspection_order": inspection_order,
    "notice_page": notice_page,
    "checklist_record": checklist_record,
    "result_record": result_record,
    "site_record": site_record,
    "defence_record": defence_record,
    "hearing_record": hearing_record,
    "hearing_report": hearing_report,
    "discussion_record": discussion_record,
    "inventory": inventory,
    "service_receipt": service_receipt,
}
