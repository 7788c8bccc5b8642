"""Papers for the party and for other bodies: notices, decisions, letters."""

from collections.abc import Callable
from typing import Final

from tools.papers.layout import OFFICERS, Sheet
from tools.papers.records import findings

L1: Final = "《中华人民共和国行政处罚法》"
L2: Final = "《中华人民共和国行政强制法》"
L5: Final = "《市场监督管理行政处罚程序规定》"
PARTY_LINES: Final = (
    "当事人：{{ party.name }}",
    "许可证编号：{{ party.licence or '—' }}",
    "住所：{{ party.address or '—' }}",
    "法定代表人（负责人）：{{ party.legal_representative or '—' }}　联系电话：{{ party.phone or '—' }}",
)
REMEDIES: Final = (
    "如不服本决定，可以自收到本决定书之日起{{ remedies.review_days }}日内向"
    "{% for body in remedies.review_bodies %}{{ body }}{% if not loop.last %}或者{% endif %}{% endfor %}"
    "申请行政复议；也可以自收到本决定书之日起{{ remedies.litigation_months }}个月内依法向"
    "{{ remedies.court }}提起行政诉讼。"
)
NOT_SUSPENDED: Final = "申请行政复议或者提起行政诉讼期间，行政处罚不停止执行。"
TWO_COPIES: Final = "本文书一式两份，一份送达当事人，一份归档。"
EARLIER: Final = "{{ decision.title }}{% if decision.number %}（{{ decision.number }}）{% endif %}"


def signed(sheet: Sheet) -> None:
    sheet.signatures(sheet.party_signature("当事人签收"), sheet.officer_lines())


def case_transfer() -> Sheet:
    """4 案件移送函."""
    sheet = Sheet()
    sheet.head("案件移送函")
    sheet.to("{{ receiver }}：")
    sheet.p(
        "本机关在办理{{ party.name }}{{ cause }}一案（案卷编号：{{ case_number }}）中查明：{{ facts }}"
    )
    sheet.p(
        "因{{ reason }}，根据{{ basis }}的规定，现将该案移送你单位处理。请将处理结果函告本机关。"
    )
    sheet.when("annexes", "附件：{{ annexes | joined }}")
    sheet.p("联系人：" + OFFICERS)
    sheet.seal()
    sheet.foot("本文书一式两份，一份送受移送机关，一份归档。")
    return sheet


def crime_transfer() -> Sheet:
    """5 涉嫌犯罪案件移送书."""
    sheet = Sheet()
    sheet.head("涉嫌犯罪案件移送书")
    sheet.to("{{ receiver }}：")
    sheet.p(
        "本机关在办理{{ party.name }}{{ cause }}一案（案卷编号：{{ case_number }}）中查明：{{ facts }}"
    )
    sheet.p(
        "当事人的上述行为涉嫌构成{{ crime }}。根据{{ basis }}的规定，经本机关{{ '正职负责人' if leader else '负责人' }}{{ leader.by }}批准，现将该案移送你单位依法处理。"
    )
    sheet.p(
        "依照《行政执法机关移送涉嫌犯罪案件的规定》第八条的规定，请你单位自接受移送之日起三日内依法作出是否立案的决定，并书面通知本机关。"
    )
    sheet.p("附件：{{ annexes | joined }}")
    sheet.p("联系人：" + OFFICERS)
    sheet.seal()
    sheet.foot("本文书一式三份，一份送公安机关，一份抄送同级人民检察院，一份归档。")
    return sheet


def address_confirmation() -> Sheet:
    """10 送达地址确认书."""
    sheet = Sheet(14, 24)
    sheet.head("送达地址确认书", "{{ case_number }}")
    sheet.rows(
        ("当事人", "{{ party.name }}"),
        ("邮寄送达地址", "{{ postal_address or party.address or '—' }}"),
        ("收件人", "{{ recipient or '—' }}", "联系电话", "{{ phone or party.phone or '—' }}"),
        ("同意电子送达", "{{ '同意' if agrees_to_electronic else '不同意' }}"),
        ("电子送达地址", "{{ e_address or '—' }}"),
        widths=(36, 44, 30, 50),
    )
    sheet.p("告知事项：", before=6)
    sheet.p("一、本机关按照当事人确认的地址送达执法文书，送达至该地址，即视为送达。")
    sheet.p(
        "二、同意电子送达的，可以采用手机短信、传真、电子邮件、即时通讯账号等能够确认其收悉的电子方式送达执法文书，信息到达当事人特定系统的日期为送达日期。"
    )
    sheet.p(
        "三、送达地址发生变更的，应当及时书面告知本机关；未及时告知的，本机关按原地址送达，视为依法送达。"
    )
    sheet.p(
        "四、提供的送达地址不准确、变更后未书面告知，导致执法文书未能被实际接收的，直接送达的，执法文书留在该地址之日为送达之日；邮寄送达的，执法文书被退回之日为送达之日。"
    )
    sheet.p("本人（单位）已阅读并知悉上述告知事项，确认上述送达地址准确、有效。")
    sheet.line_of("")
    sheet.signatures(
        ("当事人（签名、盖章）：{{ signed_by }}", "{{ signed_on | day }}"), sheet.officer_lines()
    )
    return sheet


def order_to_correct() -> Sheet:
    """33 责令改正通知书."""
    sheet = Sheet(14, 20)
    sheet.head("责令改正通知书")
    sheet.to()
    sheet.p(
        "经查，你单位（地址：{{ party.address or '—' }}；许可证编号：{{ party.licence or '—' }}）存在下列问题：{{ facts }}"
    )
    sheet.flat("{%p if findings %}")
    findings(sheet)
    sheet.flat("{%p endif %}")
    sheet.p(
        "依据{{ basis }}的规定，现责令你单位{{ '立即停止相关生产经营活动并改正' if at_once else '限期改正' }}，改正内容及要求如下：{{ demand }}",
        before=6,
    )
    sheet.when(
        "at_once",
        "风险消除前不得恢复相关生产经营活动。整改完成后，应当将整改情况书面报告本机关。",
        otherwise=(
            "改正期限：{{ due_on | day }}前（含当日）。你单位应当按期改正，并将整改情况书面报告本机关；本机关将对整改情况进行复查。逾期不改正或者拒不改正的，本机关将依法处理。",
        ),
    )
    sheet.p("如不服本通知，可以依法申请行政复议或者提起行政诉讼。")
    sheet.seal()
    signed(sheet)
    sheet.foot(TWO_COPIES)
    return sheet


def investigation_report() -> Sheet:
    """35 案件调查终结报告."""
    sheet = Sheet()
    sheet.head("案件调查终结报告", "{{ case_number }}")
    for heading, field in (
        ("一、当事人的基本情况", "party_text"),
        ("二、案件来源、调查经过及采取行政强制措施的情况", "course"),
        ("三、调查认定的事实及主要证据", "facts"),
        ("四、违法行为性质", "nature"),
    ):
        sheet.h(heading)
        sheet.p(f"{{{{ {field} }}}}")
    sheet.h("五、处理意见及依据")
    sheet.p("{{ opinion }}")
    sheet.flat("{%p if charges %}")
    sheet.grid(
        "charges",
        [
            ("条款", "{{ one.provision }}", 20),
            ("依据", "{{ one.article }}", 60),
            ("货值金额", "{{ one.goods_value_fen | yuan }}", 24),
            ("处罚幅度", "{{ one.lower_fen | yuan }}至{{ one.upper_fen | yuan }}", 32),
            ("拟处罚款", "{{ one.fine_fen | yuan }}", 24),
        ],
    )
    sheet.flat("{%p endif %}")
    sheet.when("penalty.words", "拟作出的行政处罚：{{ penalty.words }}。")
    sheet.h("六、自由裁量的理由等其他需要说明的事项")
    sheet.p("{{ discretion }}")
    sheet.line_of("")
    sheet.signatures(("",), sheet.officer_lines("办案人员"))
    return sheet


def penalty_notice() -> Sheet:
    """37 行政处罚告知书."""
    sheet = Sheet()
    sheet.head("行政处罚告知书")
    sheet.to()
    sheet.p(
        "由本机关立案调查的你单位涉嫌违法一案（案卷编号：{{ case_number }}），已调查终结。根据"
        + L1
        + "第四十四条、"
        + L5
        + "第五十七条的规定，现将本机关拟作出行政处罚的内容及事实、理由、依据告知如下："
    )
    sheet.p("一、违法事实：{{ facts }}")
    sheet.p(
        "二、违法行为性质及理由：{{ nature }}{% if violated_article %}上述行为违反了{{ violated_article }}的规定。{% endif %}{{ discretion }}"
    )
    sheet.p(
        "三、拟处罚依据及内容：{% if penalty.words %}依据{{ article }}，拟对你单位作出如下行政处罚：{{ penalty.words }}。{% else %}拟不予行政处罚。{% endif %}"
    )
    sheet.p(
        "四、权利告知：你单位对上述拟作出的行政处罚有陈述、申辩的权利。{% if hearing %}根据"
        + L1
        + "第六十三条、第六十四条的规定，你单位还有要求听证的权利。{% endif %}自收到本告知书之日起{{ days_for_defence }}个工作日内，未行使陈述、申辩权{% if hearing %}，未要求听证{% endif %}的，视为放弃此权利。"
    )
    sheet.p("联系人：" + OFFICERS)
    sheet.seal()
    sheet.foot(TWO_COPIES)
    return sheet


def hearing_notice() -> Sheet:
    """39 行政处罚听证通知书."""
    sheet = Sheet()
    sheet.head("行政处罚听证通知书")
    sheet.to()
    sheet.p(
        "根据你单位{% if requested_on %}于{{ requested_on | day }}提出{% endif %}的听证申请，依照"
        + L1
        + "第六十四条的规定，本机关决定就{{ cause or '你单位涉嫌违法' }}一案举行听证。现将有关事项通知如下："
    )
    sheet.p("一、听证时间：{{ hold_at | moment }}")
    sheet.p("二、听证地点：{{ place }}")
    sheet.p("三、举行方式：{{ '公开举行' if is_public else '不公开举行' }}")
    sheet.p("四、听证主持人：{{ chair }}{% if recorder %}　记录员：{{ recorder }}{% endif %}")
    sheet.p(
        "五、当事人可以亲自参加听证，也可以委托一至二人代理；委托代理人的，应当提交授权委托书。认为主持人与本案有直接利害关系的，有权申请回避。"
    )
    sheet.p(
        "六、当事人及其代理人无正当理由拒不出席听证或者未经许可中途退出听证的，视为放弃听证权利，本机关终止听证。"
    )
    sheet.seal()
    sheet.foot(TWO_COPIES)
    return sheet


def _payment(sheet: Sheet, condition: str, text: str) -> None:
    sheet.flat(f"{{%p if {condition} %}}")
    sheet.p(text)
    sheet.flat("{%p endif %}")


def summary_decision() -> Sheet:
    """44 当场行政处罚决定书."""
    sheet = Sheet(14, 24)
    sheet.head("当场行政处罚决定书")
    for line in PARTY_LINES:
        sheet.flat(line)
    sheet.p(
        "经查，{{ facts }}。{% if violated_article %}上述行为违反了{{ violated_article }}的规定。{% endif %}以上事实确凿，并有法定依据。"
    )
    sheet.p(
        "作出决定前，执法人员已出示执法证件，告知当事人拟作出的行政处罚内容及事实、理由、依据，并告知当事人有权进行陈述和申辩。{{ statement }}"
    )
    sheet.p(
        "依据{{ article }}、"
        + L1
        + "第五十一条的规定，本机关决定当场作出如下行政处罚：{{ penalty.words }}。"
    )
    _payment(
        sheet,
        "penalty.fine_fen",
        "{% if payment.on_the_spot %}罚款已由执法人员当场收缴，并出具专用票据。{% else %}当事人应当自收到本决定书之日起{{ payment.days }}日内，{{ payment.way }}。到期不缴纳的，每日按罚款数额的百分之三加处罚款，加处罚款的数额不超过罚款数额。{% endif %}",
    )
    sheet.p(REMEDIES + NOT_SUSPENDED)
    sheet.p("处罚时间：{{ decided_at | moment }}　处罚地点：{{ place }}")
    sheet.seal()
    signed(sheet)
    sheet.foot("本文书一式两份，一份当场交付当事人，一份自作出决定之日起七个工作日内归档。")
    return sheet


def penalty_decision() -> Sheet:
    """45 行政处罚决定书."""
    sheet = Sheet()
    sheet.head("行政处罚决定书")
    for line in PARTY_LINES:
        sheet.flat(line)
    sheet.p("{{ source }}", before=4)
    sheet.p("经查，{{ facts }}")
    sheet.p(
        "{{ nature }}{% if violated_article %}上述行为违反了{{ violated_article }}的规定。{% endif %}"
    )
    sheet.p(
        "{% if defence.made %}当事人提出如下陈述、申辩意见：{{ defence.content }}{% if defence.adopted %}经复核，{{ defence.adopted.choice }}。{{ defence.adopted.words }}{% endif %}{% else %}本机关已依法告知当事人享有的权利，当事人在法定期限内未提出陈述、申辩意见，或者明确表示放弃该权利。{% endif %}"
    )
    sheet.p("{{ discretion }}")
    sheet.p(
        "依据{{ article }}的规定，本机关决定对当事人作出如下行政处罚：{{ penalty.words }}。{% if correct %}并{{ correct }}。{% endif %}"
    )
    _payment(
        sheet,
        "penalty.fine_fen or penalty.confiscation_fen",
        "当事人应当自收到本决定书之日起{{ payment.days }}日内，通过{{ payment.account or '指定的银行或者电子支付系统' }}缴纳罚没款。{{ payment.surcharge }}。",
    )
    sheet.p(REMEDIES + NOT_SUSPENDED)
    sheet.p("{{ publicity }}。")
    sheet.seal()
    sheet.line_of("行政处罚决定书摘要", "黑体", 14, before=10, after=4, spacing=24)
    sheet.rows(
        ("决定书文号", "{{ number }}", "当事人", "{{ summary.party }}"),
        ("处罚种类", "{{ summary.type | joined }}", "处罚内容", "{{ summary.content }}"),
        ("决定机关", "{{ summary.bureau }}", "决定日期", "{{ summary.date | day }}"),
    )
    sheet.foot(TWO_COPIES)
    return sheet


def no_penalty_decision() -> Sheet:
    """46 不予行政处罚决定书."""
    sheet = Sheet()
    sheet.head("不予行政处罚决定书")
    for line in PARTY_LINES:
        sheet.flat(line)
    sheet.p("经查，{{ facts }}", before=4)
    sheet.p("{{ nature }}")
    sheet.p(
        "{% if ground %}因{{ ground }}，{% endif %}{{ reason }}依据"
        + L1
        + "第三十三条、"
        + L5
        + "第六十条的规定，本机关决定不予行政处罚，并{{ education }}。"
    )
    sheet.p(REMEDIES)
    sheet.seal()
    sheet.foot(TWO_COPIES)
    return sheet


FORMS: Final[dict[str, Callable[[], Sheet]]] = {
    "case_transfer": case_transfer,
    "crime_transfer": crime_transfer,
    "address_confirmation": address_confirmation,
    "order_to_correct": order_to_correct,
    "investigation_report": investigation_report,
    "penalty_notice": penalty_notice,
    "hearing_notice": hearing_notice,
    "summary_decision": summary_decision,
    "penalty_decision": penalty_decision,
    "no_penalty_decision": no_penalty_decision,
}
