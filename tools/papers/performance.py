"""Papers of performance: deferral, demand, application to the court, public notice."""

from collections.abc import Callable
from typing import Final

from tools.papers.layout import OFFICERS, Sheet
from tools.papers.letters import EARLIER, L1, L2, L5, PARTY_LINES, TWO_COPIES


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


FORMS: Final[dict[str, Callable[[], Sheet]]] = {
    "deferral_notice": deferral_notice,
    "demand_notice": demand_notice,
    "court_application": court_application,
    "public_service_notice": public_service_notice,
}
