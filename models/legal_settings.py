"""Values of the law that are no more than a setting: their source was not read, or is open.

`status` as in the rules: V = the article was read, S = seen second-hand, M = from memory. A page
that uses one of these says so, with the rule and where the value comes from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from sqlalchemy.orm import Session

from models import settings

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class LegalSetting(Generic[T]):
    """A value that the bureau's legal office must confirm."""

    key: str
    default: T
    rule: str
    status: str
    #: Where the value was seen, or what is open about it.
    source: str

    def value(self, session: Session) -> T:
        """What is set, or the default."""
        return settings.value_of(session, self.key, self.default)


#: 较大数额 for a person and for an organisation (听证办法 art 5, not read).
HEARING_PERSON: Final = LegalSetting(
    key="hearing.amount_person_fen",
    default=10_000_00,
    rule="P20",
    status="M",
    source="市场监督管理行政处罚听证办法第五条",
)
HEARING_UNIT: Final = LegalSetting(
    key="hearing.amount_fen",
    default=100_000_00,
    rule="P20",
    status="M",
    source="市场监督管理行政处罚听证办法第五条",
)
#: A fine of this or more is not the district's to impose (L4 art 81, read); whether that binds a
#: district of a 直辖市 is open. None or 0: it does not.
UPPER_LIMIT: Final = LegalSetting[int | None](
    key="penalty.limit_fen",
    default=300_000_00,
    rule="R81",
    status="V",
    source="食品安全法实施条例第八十一条；直辖市的区是否受此限制待确认",
)
#: Fines of the local rules for workshops and stalls (L3 art 127): lower and upper; not known yet.
LOCAL_BAND: Final = LegalSetting[Sequence[int] | None](
    key="penalty.workshop_band_fen",
    default=None,
    rule="F127",
    status="M",
    source="食品安全法第一百二十七条；天津市小作坊、摊贩管理规定文本未取得",
)
#: Tianjin's most for a rule of minimum spending.
MINIMUM_SPEND: Final = LegalSetting(
    key="penalty.minimum_spend_fen",
    default=5_000_00,
    rule="TJ",
    status="S",
    source="天津市反食品浪费若干规定（2021年，仅见网络摘录）",
)
#: From lenient to normal and from normal to heavy, in hundredths of the band.
TIERS: Final = LegalSetting[Sequence[int]](
    key="discretion.tiers",
    default=(30, 70),
    rule="P29",
    status="S",
    source="市场监督管理行政处罚裁量基准（仅见摘录）",
)

#: 较低数额罚款, public for three months only; left to the province, whose number nobody read.
MINOR_FINE: Final = LegalSetting(
    key="publicity.minor_fine_fen",
    default=0,
    rule="T44",
    status="M",
    source="市场监督管理行政处罚信息公示规定第十三条第二款：由省级以上规定，天津市的数额未取得",
)

#: Upper bounds of the grades A, B and C, of a hundred points.
GRADE_BANDS: Final = tuple(
    LegalSetting(
        key=f"grade.band.{grade}",
        default=bound,
        rule="4.4",
        status="M",
        source="食品生产经营风险分级管理办法：分值区间待核对原文",
    )
    for grade, bound in (("A", 30), ("B", 45), ("C", 60))
)
#: Least inspections in a year by grade.
GRADE_LEAST: Final = {
    grade: LegalSetting(
        key=f"grade.least.{grade}",
        default=least,
        rule="4.4",
        status="S",
        source="食品生产经营风险分级管理办法（2016年，仅见摘录）",
    )
    for grade, least in (("A", 1), ("B", 1), ("C", 2), ("D", 3))
}
#: Points for what is on record, by kind and result; sixty at most.
GRADE_POINTS: Final = {
    entry: LegalSetting(
        key=f"grade.points.{entry}",
        default=points,
        rule="4.4",
        status="M",
        source="动态风险因素共六十分；具体分值由本局设定",
    )
    for entry, points in (
        ("inspection.RECTIFY_ON_SPOT", 2),
        ("inspection.RECTIFY_BY_DATE", 6),
        ("inspection.INVESTIGATE_GENERAL", 12),
        ("inspection.INVESTIGATE_KEY", 20),
        ("inspection.STOP", 30),
        ("rectification.failed", 15),
        ("rectification.refused", 20),
        ("failed_sample.failed", 20),
        ("penalty.penalised", 20),
        ("penalty.changed", 20),
        ("interview.held", 5),
        ("interview.absent", 15),
        ("ban.revoked", 60),
        ("ban.prison", 60),
        ("listing.listed", 60),
    )
}
#: What lifts the grade by one whatever the score.
GRADE_LIFTS: Final = {
    entry: LegalSetting(
        key=f"grade.lift.{entry}",
        default=True,
        rule="4.4",
        status="S",
        source="风险等级上调情形（仅见实施细则摘录）",
    )
    for entry in ("penalty.penalised", "failed_sample.failed", "rectification.refused")
}

LEGAL_SETTINGS: Final[tuple[LegalSetting[Any], ...]] = (
    HEARING_PERSON,
    HEARING_UNIT,
    UPPER_LIMIT,
    LOCAL_BAND,
    MINIMUM_SPEND,
    TIERS,
    MINOR_FINE,
    *GRADE_BANDS,
    *GRADE_LEAST.values(),
    *GRADE_POINTS.values(),
    *GRADE_LIFTS.values(),
)
