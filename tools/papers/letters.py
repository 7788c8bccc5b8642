"""Papers for the party and for other bodies: notices, decisions, letters."""

from collections.abc import Callable, Sequence
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


def _signed(sheet: Sheet) -> None:
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


def goods_transfer_notice() -> Sheet:
    """6 查封、扣押物品移送告知书."""
    sheet = Sheet()
    sheet.head("查封、扣押物品移送告知书")
    sheet.to()
    sheet.p(
        "因{{ reason }}，根据"
        + L2
        + "第二十一条的规定，本机关已将"
        + EARLIER
        + "所查封、扣押的下列场所、设施或者财物移送{{ receiver }}。特此告知。"
    )
    sheet.things()
    sheet.seal()
    sheet.foot(TWO_COPIES)
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


def _measure(title: str, build: Callable[[Sheet], None], foot: str) -> Callable[[], Sheet]:
    def made() -> Sheet:
        sheet = Sheet(14, 23)
        sheet.head(title)
        build(sheet)
        sheet.foot(foot)
        return sheet

    return made


def _preservation(sheet: Sheet) -> None:
    sheet.to()
    sheet.p(
        "因你单位涉嫌违法，{{ reason }}，依据{{ law or basis }}的规定，本机关决定对有关证据（见下列清单）予以先行登记保存。"
    )
    sheet.p(
        "保存期限：自{{ from | day }}至{{ until | day }}（七个工作日内作出处理决定；逾期未采取相关措施的，先行登记保存措施自动解除）。"
    )
    sheet.p("登记地点：{{ place }}　保存方式：{{ kept_at or '—' }}")
    sheet.when("urgent", "因情况紧急，执法人员当场采取本措施，并在二十四小时内报告，补办批准手续。")
    sheet.p(
        "在此期间，当事人或者有关人员不得损毁、销毁或者转移证据。当事人的陈述和申辩：{{ statement or '无' }}"
    )
    sheet.things()
    sheet.when("not party_present", "当事人未到场，见证人：{{ witness }}")
    sheet.seal(day="{{ date | day }}")
    _signed(sheet)


def _preservation_release(sheet: Sheet) -> None:
    sheet.to()
    sheet.p(
        "本机关于{{ from | day }}对你单位的有关证据采取先行登记保存措施"
        "{% if decision.number %}（{{ decision.title }}：{{ decision.number }}）{% endif %}。根据"
        + L5
        + "第三十五条的规定，处理结果为：{{ ground }}。自{{ ended_on | day }}起，对下列证据不再采取先行登记保存措施。"
    )
    sheet.things()
    sheet.seal(day="{{ date | day }}")


def _seizure(sheet: Sheet) -> None:
    for line in PARTY_LINES:
        sheet.flat(line)
    sheet.p(
        "经查，{{ reason }}。依据{{ basis }}{% if law and law != basis %}（{{ law }}）{% endif %}、"
        + L2
        + "第二十四条的规定，本机关决定对你单位的有关场所、设施或者财物（见下列清单）实施查封、扣押的行政强制措施。"
    )
    sheet.p(
        "期限：自{{ from | day }}至{{ until | day }}。情况复杂的，经批准可以延长，本机关将另行书面告知。对物品需要进行检测、检验、检疫、鉴定的，查封、扣押的期间不包括检测、检验、检疫、鉴定的期间。"
    )
    sheet.p("实施地点：{{ place or '—' }}　存放方式：{{ kept_at or '—' }}")
    sheet.when("urgent", "因情况紧急，执法人员当场实施本措施，并在二十四小时内报告，补办批准手续。")
    sheet.p(
        "查封、扣押期间，对场所、设施或者财物应当妥善保管，不得使用或者损毁；未经本机关批准，不得启封、转移、隐匿。"
    )
    sheet.p("当事人的陈述和申辩：{{ statement or '无' }}")
    sheet.when("not party_present", "当事人未到场，见证人：{{ witness }}")
    sheet.things()
    sheet.p(REMEDIES, before=6)
    sheet.seal(day="{{ date | day }}")
    _signed(sheet)


def _seizure_extension(sheet: Sheet) -> None:
    sheet.to()
    sheet.p(
        "本机关于{{ from | day }}对你单位的有关场所、设施或者财物实施查封、扣押{% if decision.number %}（{{ decision.title }}：{{ decision.number }}）{% endif %}。因{{ reason }}，根据"
        + L2
        + "第二十五条、《中华人民共和国食品安全法实施条例》第六十一条的规定，本机关决定将查封、扣押的期限延长{{ days }}日，至{{ until | day }}止。"
    )
    sheet.p("查封、扣押的场所、设施或者财物如下：")
    sheet.things()
    sheet.p(REMEDIES, before=6)
    sheet.seal()


def _seizure_release(sheet: Sheet) -> None:
    sheet.to()
    sheet.p(
        "本机关于{{ from | day }}对你单位的有关场所、设施或者财物实施查封、扣押{% if decision.number %}（{{ decision.title }}：{{ decision.number }}）{% endif %}。因{{ ground }}，根据"
        + L2
        + "第二十八条、"
        + L5
        + "第四十二条的规定，本机关决定自{{ ended_on | day }}起解除查封、扣押，退还下列财物："
    )
    sheet.things()
    sheet.seal()
    sheet.signatures(("当事人（签名、盖章）：", "　　年　　月　　日"), sheet.officer_lines())


def _early_disposal(sheet: Sheet) -> None:
    sheet.to()
    sheet.p(
        "本机关于{{ from | day }}对你单位的有关财物实施查封、扣押{% if decision.number %}（{{ decision.title }}：{{ decision.number }}）{% endif %}。其中部分物品容易损毁、灭失、变质、保管困难，不宜长期保存。根据"
        + L5
        + "第四十一条的规定，{{ basis_of_disposal }}，并经本机关负责人批准，在采取相关措施留存证据后，依法先行处置。"
    )
    sheet.p("处置范围：{{ scope }}")
    sheet.p("处置方式和所得款项的保管：{{ way }}")
    sheet.p("查封、扣押的物品如下：")
    sheet.things()
    sheet.p("权利人意见：　　　　　　　　　　　　　　　　　　", before=6)
    sheet.signatures(("权利人（签名、盖章）：", "　　年　　月　　日"), sheet.officer_lines())
    sheet.seal()


def _test_period(sheet: Sheet) -> None:
    sheet.to()
    sheet.p(
        "本机关对{% if decision.number %}{{ decision.title }}（{{ decision.number }}）所{% endif %}查封、扣押的下列物品，委托{{ test_body }}进行检测、检验、检疫、鉴定。根据"
        + L2
        + "第二十五条、"
        + L5
        + "第三十八条的规定，检测、检验、检疫、鉴定的期间自{{ date | day }}至{{ test_until | day }}，该期间不计入查封、扣押的期间。特此告知。"
    )
    sheet.things()
    sheet.seal()


def early_disposal_notice() -> Sheet:
    """28 先行处置物品公告."""
    sheet = Sheet(14, 24)
    sheet.head("先行处置物品公告")
    sheet.p(
        "本机关在{{ found_at or '执法检查' }}查获下列物品。因{{ reason }}，不宜长期保存，根据"
        + L5
        + "第四十一条的规定，请权利人自本公告发布之日起至{{ until_on | day }}止，持有效证明向本机关提出申请。公告期满仍没有权利人同意或者申请的，本机关将依法先行处置。"
    )
    sheet.things()
    sheet.p("联系人：" + OFFICERS, before=6)
    sheet.seal()
    return sheet


def order_to_correct() -> Sheet:
    """33 责令改正通知书."""
    sheet = Sheet(14, 22)
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
    _signed(sheet)
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
    _signed(sheet)
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


def deferral_notice() -> Sheet:
    """47 延期（分期）缴纳罚款通知书."""
    sheet = Sheet()
    sheet.head("延期（分期）缴纳罚款通知书")
    sheet.to()
    sheet.p(
        "你单位于{{ applied_on | day }}就{% if decision.number %}"
        + EARLIER
        + "确定的罚款{% else %}行政处罚决定书确定的罚款{% endif %}，以{{ reason }}为由，申请{{ matter }}。"
    )
    sheet.when(
        "granted",
        "经审查，根据"
        + L1
        + "第六十六条、"
        + L5
        + "第七十四条的规定，本机关批准你单位的申请。你单位应当按照下列期限缴纳：",
        otherwise=(
            "经审查，本机关不予批准。理由：{{ refusal }}。你单位应当按照行政处罚决定书确定的期限缴纳罚款。",
        ),
    )
    sheet.flat("{%p if granted %}")
    sheet.grid(
        "plan",
        [
            ("期次", "{{ loop.index }}", 30),
            ("缴纳期限", "{{ one.day | day }}", 65),
            ("金额", "{{ one.amount_fen | yuan }}", 65),
        ],
    )
    sheet.p(
        "逾期不缴纳的，本机关可以每日按罚款数额的百分之三加处罚款，加处罚款的数额不超出罚款的数额，并可以依法申请人民法院强制执行。",
        before=6,
    )
    sheet.flat("{%p endif %}")
    sheet.seal()
    sheet.foot(TWO_COPIES)
    return sheet


def demand_notice() -> Sheet:
    """48 行政处罚决定履行催告书."""
    sheet = Sheet()
    sheet.head("行政处罚决定履行催告书")
    sheet.to()
    sheet.p(
        "本机关于{{ decision.date | day }}对你单位作出"
        + EARLIER
        + "，{% if decision.served_on %}并于{{ decision.served_on | day }}送达，{% endif %}你单位在法定期限内未履行该决定。根据"
        + L2
        + "第三十五条、第五十四条的规定，现催告你单位自收到本催告书之日起{{ days }}个工作日内履行下列义务："
    )
    sheet.p(
        "一、应缴纳的罚没款：{{ fine_fen | yuan }}；加处罚款：{{ surcharge_fen | yuan }}；合计：{{ total_fen | yuan }}。"
    )
    sheet.p("二、履行方式：{{ way }}。")
    sheet.p(
        "你单位收到本催告书后有权进行陈述和申辩。逾期仍不履行的，本机关将依法申请人民法院强制执行。"
    )
    sheet.p("联系人：" + OFFICERS)
    sheet.seal()
    sheet.foot(TWO_COPIES)
    return sheet


def court_application() -> Sheet:
    """49 行政处罚强制执行申请书."""
    sheet = Sheet()
    sheet.head("行政处罚强制执行申请书")
    sheet.flat("申请人：{{ bureau }}")
    for line in ("被申请人：{{ party.name }}", *PARTY_LINES[1:]):
        sheet.flat(line)
    sheet.h("一、申请执行的内容")
    sheet.p("{{ object }}{% if amount_fen %}（执行标的：{{ amount_fen | yuan }}）{% endif %}")
    sheet.h("二、行政决定及事实、理由和依据")
    sheet.p(
        "申请人于{{ decision.date | day }}作出"
        + EARLIER
        + "{% if decision.served_on %}，并于{{ decision.served_on | day }}送达{% endif %}。{{ facts }}"
    )
    sheet.h("三、催告情况及当事人的意见")
    sheet.p(
        "申请人作出{{ demand.title or '履行催告书' }}{% if demand.number %}（{{ demand.number }}）{% endif %}{% if demand.served_on %}，于{{ demand.served_on | day }}送达{% endif %}。{{ party_view }}"
    )
    sheet.p("根据" + L2 + "第五十三条、" + L1 + "第七十二条的规定，特申请你院强制执行。")
    sheet.p("此致")
    sheet.flat("{{ court }}")
    sheet.when("annexes", "附件：{{ annexes | joined }}")
    sheet.line_of("负责人（签名）：{{ signed_by }}　　　　", align=2, before=8)
    sheet.seal()
    return sheet


def public_service_notice() -> Sheet:
    """51 行政处罚文书送达公告."""
    sheet = Sheet()
    sheet.head("行政处罚文书送达公告")
    sheet.to()
    sheet.p(
        "因{{ reason }}，根据"
        + L5
        + "第八十二条第五项的规定，本机关现依法向你单位公告送达{{ served.title }}{% if served.number %}（{{ served.number }}）{% endif %}。请自本公告发布之日起三十日内到本机关领取，自公告发布之日起经过三十日（{{ counts_on | day }}），即视为送达。"
    )
    sheet.p("联系人：" + OFFICERS)
    sheet.seal(day="{{ published_on | day }}")
    sheet.foot(
        "本公告在本机关公告栏和受送达人住所地张贴，或者在报纸、本机关门户网站刊登；张贴的，应当采取拍照、录像等方式记录张贴过程。"
    )
    return sheet


MEASURES: Final[Sequence[tuple[str, str, Callable[[Sheet], None]]]] = (
    ("preservation_notice", "先行登记保存证据通知书", _preservation),
    ("preservation_release", "解除先行登记保存证据通知书", _preservation_release),
    ("seizure_decision", "实施行政强制措施决定书", _seizure),
    ("seizure_extension", "延长行政强制措施期限决定书", _seizure_extension),
    ("seizure_release", "解除行政强制措施决定书", _seizure_release),
    ("early_disposal", "先行处置物品确认书", _early_disposal),
    ("test_period_notice", "检测、检验、检疫、鉴定期间告知书", _test_period),
)
FORMS: Final[dict[str, Callable[[], Sheet]]] = {
    "case_transfer": case_transfer,
    "crime_transfer": crime_transfer,
    "goods_transfer_notice": goods_transfer_notice,
    "address_confirmation": address_confirmation,
    **{name: _measure(title, build, TWO_COPIES) for name, title, build in MEASURES},
    "early_disposal_notice": early_disposal_notice,
    "order_to_correct": order_to_correct,
    "investigation_report": investigation_report,
    "penalty_notice": penalty_notice,
    "hearing_notice": hearing_notice,
    "summary_decision": summary_decision,
    "penalty_decision": penalty_decision,
    "no_penalty_decision": no_penalty_decision,
    "deferral_notice": deferral_notice,
    "demand_notice": demand_notice,
    "court_application": court_application,
    "public_service_notice": public_service_notice,
}
