"""Papers of measures on goods: registration, seizure, extension, release, disposal."""

from collections.abc import Callable, Sequence
from typing import Final

from tools.papers.layout import OFFICERS, Sheet
from tools.papers.letters import EARLIER, L2, L5, PARTY_LINES, REMEDIES, TWO_COPIES, signed


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
    signed(sheet)


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
    signed(sheet)


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
    "goods_transfer_notice": goods_transfer_notice,
    **{name: _measure(title, build, TWO_COPIES) for name, title, build in MEASURES},
    "early_disposal_notice": early_disposal_notice,
}
