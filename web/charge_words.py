"""The words of charges: facts that are ticked, grounds, measures, and why a charge is refused."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import lazy_gettext as _l

CIRCUMSTANCES: Final = {
    "refused": _l("Ordered to correct before and refused to"),
    "grave": _l("Grave consequences"),
    "false_facts": _l("Deliberately false or concealed facts"),
    "evades": _l("Refuses or evades inspection"),
    "repeat": _l("Same kind of act within a year after a penalty (also by another bureau)"),
    "criminal": _l("Again after a criminal penalty for food safety"),
    "other_serious": _l("Another serious circumstance"),
    "severe": _l("Listed as enough to cause serious food poisoning (interpretation art 1)"),
    "additive": _l("Additives or residues abused so as to cause serious food poisoning"),
    "toxic": _l("Toxic or harmful non-food material added, or knowingly sold"),
    "illegal_trade": _l("Banned non-food material supplied, or illegal slaughter"),
    "large_quantity": _l("Large quantity of food"),
    "infant": _l("Food for infants or for medical purposes"),
    "near_school": _l("Sold in or around schools, nurseries or nursing homes"),
    "prior": _l("Convicted for food safety, or penalised within two years"),
}
DISCRETION: Final = {
    "normal": _l("Normal"),
    "lighter": _l("Lighter (within the band)"),
    "mitigated": _l("Mitigated (below the band)"),
    "heavier": _l("Heavier (within the band)"),
}
GROUNDS: Final = {
    "harm_removed": _l("Removed or reduced the harm on own initiative"),
    "coerced": _l("Was coerced or induced"),
    "self_reported": _l("Reported acts that the bureau did not know"),
    "merit": _l("Merit in helping the investigation"),
    "other_mitigating": _l("Another ground of law or regulation"),
    "recalled": _l("Stopped, recalled or removed the risk, without harm (regulation art 76)"),
}
SERIOUS: Final = {
    "goods_value": _l("goods value of 20,000 yuan or more"),
    "duration": _l("lasted three months or more"),
    "deaths": _l("food-borne disease with deaths"),
    "thirty_ill": _l("food-borne disease of thirty or more"),
    "false_facts": _l("false or concealed facts"),
    "evades": _l("refuses or evades inspection"),
    "repeat": _l("same kind of act within a year after a penalty"),
    "criminal": _l("again after a criminal penalty"),
    "other": _l("another serious circumstance"),
}
LICENCE: Final = {
    "none": "",
    "suspend": _l("order to stop business"),
    "revoke": _l("revoke the licence"),
    "suspend_to_revoke": _l("order to stop business, up to revoking the licence"),
}
THINGS: Final = {
    "gains": _l("illegal gains"),
    "goods": _l("the goods"),
    "tools": _l("tools, equipment, raw materials"),
}
AGENCIES: Final = {
    "market": _l("this bureau"),
    "health": _l("the health department"),
    "customs": _l("the customs authority"),
    "police": _l("the police"),
    "province": _l("the provincial bureau"),
}
KINDS: Final = {
    "warning": _l("warning"),
    "criticism": _l("public criticism"),
    "fine": _l("fine"),
    "confiscate_gains": _l("confiscation of gains"),
    "confiscate_goods": _l("confiscation of goods"),
    "suspend": _l("order to stop business"),
    "revoke": _l("revocation of the licence"),
}
CRIMES: Final = {
    "140": _l("fake or shoddy products (criminal law art 140)"),
    "143": _l("food below the safety standard (criminal law art 143)"),
    "144": _l("toxic or harmful food (criminal law art 144)"),
    "225": _l("illegal business (criminal law art 225)"),
}
#: Fact of the table of transfers -> what it is called.
TRIGGERS: Final = {
    "涉案金额": _l("Goods value of unsafe food together"),
    "违法所得": _l("Illegal gains"),
    "持续月数": _l("Months that it lasted"),
    "不符合标准": _l("Food below the safety standard"),
    "足以致病": _l("Enough to cause serious illness"),
    "滥用添加剂足以致病": _l("Additives or drugs that may cause serious illness"),
    "有毒有害": _l("Toxic or harmful"),
    "伪劣食品": _l("Expired, recycled or re-dated food"),
    "非法经营": _l("Illegal trade"),
    "数量较大": _l("Large quantity"),
    "婴幼儿食品": _l("For infants or medical purposes"),
    "校园周边": _l("In or around schools, nurseries or nursing homes"),
    "两年内受罚": _l("Penalised within two years"),
    "公安机关已退回": _l("Sent back by the police"),
    "负责人决定不移送": _l("The head decided not to transfer it"),
}
AMOUNTS: Final = frozenset({"涉案金额", "违法所得"})
STATUS: Final = {
    "V": _l("the article was read"),
    "S": _l("seen second-hand, not the legal text; to be confirmed"),
    "M": _l("from memory, not verified; to be confirmed"),
}
CELLS: Final = {
    "provision": _l("Provision"),
    "item": _l("Provision"),
    "act": _l("Number of the act"),
    "goods_value_fen": _l("Goods value"),
    "gains_fen": _l("Illegal gains"),
    "income_fen": _l("Income of the year before"),
    "months": _l("Months it lasted"),
    "acted_on": _l("Day of the act or of its end"),
    "deaths": _l("Deaths"),
    "ill": _l("People ill"),
    "circumstances": _l("Circumstances"),
    "discretion": _l("Discretion"),
    "grounds": _l("Grounds for lighter or mitigated"),
    "fine_fen": _l("Fine"),
}
#: Parameter of an error -> the words of its codes.
PARAMETERS: Final[Mapping[str, Mapping[str, Any]]] = {
    "agency": AGENCIES,
    "kind": KINDS,
    "crimes": CRIMES,
    "signs": TRIGGERS,
}
CHARGE_ERRORS: Final = {
    "charge.item_missing": _l("Please choose which of the numbered cases it is."),
    "charge.goods_value_missing": _l(
        "%(rule)s needs the goods value: the fine depends on it (%(article)s)."
    ),
    "charge.income_missing": _l(
        "%(rule)s needs the person's income from the unit in the year before (%(article)s)."
    ),
    "charge.local_band_unknown": _l(
        "%(rule)s: the amounts of the local rules are not set yet; an administrator must enter "
        "them from the text (%(article)s)."
    ),
    "charge.other_agency": _l("%(rule)s is punished by %(agency)s (%(article)s); transfer it."),
    "charge.fewer_than_three": _l(
        "%(rule)s needs three penalties within a year; the records have %(count)s (%(article)s)."
    ),
    "charge.mitigation_without_ground": _l(
        "Lighter or mitigated needs a ground (%(rule)s, %(article)s)."
    ),
    "charge.second_fine": _l(
        "No second fine for one act: %(other)s has the higher fine (%(rule)s, %(article)s)."
    ),
    "charge.correct_first": _l(
        "%(rule)s: order to correct first; a fine only when the party refuses (%(article)s)."
    ),
    "charge.no_fine": _l("%(rule)s provides no fine (%(article)s)."),
    "charge.fine_missing": _l(
        "%(rule)s asks for a fine of %(lower_fen)s to %(upper_fen)s (%(article)s)."
    ),
    "charge.below_band": _l(
        "Below the lower limit of %(lower_fen)s (%(rule)s, %(article)s); only a mitigation with "
        "its ground may go below."
    ),
    "charge.above_band": _l("Above the upper limit of %(upper_fen)s (%(rule)s, %(article)s)."),
    "charge.kind_not_offered": _l(
        "None of the provisions offers this: %(kind)s (%(rule)s, %(article)s)."
    ),
    "charge.fine_and_kinds_differ": _l("The kind “fine” and the fines of the charges disagree."),
    "charge.gains_and_kinds_differ": _l(
        "Illegal gains are confiscated, and only where there are some (%(rule)s, %(article)s)."
    ),
    "charge.warning_first": _l("%(rule)s: a warning is given with the order (%(article)s)."),
    "charge.no_longer_punished": _l(
        "By the law of today this is not punished any more (%(rule)s, %(article)s)."
    ),
    "charge.police_answer_missing": _l(
        "There are signs of a crime: %(crimes)s. Say how the police answered, or why the head does "
        "not transfer it (%(rule)s, %(article)s)."
    ),
    "charge.detention_open": _l(
        "A grave case of article 123: say whether detention by the police is likely, and what was "
        "sent to them (%(rule)s, %(article)s)."
    ),
    "outcome.transfer_due": _l(
        "There are signs of a crime: %(crimes)s. It goes to the police (Penalty Law, art. 27)."
    ),
    "charge.transfer_due": _l(
        "There are signs of a crime: %(crimes)s. Propose the transfer to the police instead "
        "(%(rule)s, %(article)s)."
    ),
}
