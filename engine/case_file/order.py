"""The ordered items of a case file (L5 art 78) and where each paper belongs."""

from dataclasses import dataclass
from typing import Final

from engine import document_forms

MAIN: Final = "正卷"
SIDE: Final = "副卷"
#: 正卷按照下列顺序归档; 副卷按照下列顺序归档.
ITEMS: Final = {
    MAIN: (
        "立案审批表",
        "行政处罚决定书及送达回证",
        "对当事人制发的其他法律文书及送达回证",
        "证据材料",
        "听证笔录",
        "财物处理单据",
        "其他有关材料",
    ),
    SIDE: ("案源材料", "调查终结报告", "审核意见", "听证报告", "结案审批表", "其他有关材料"),
}
_VOLUMES: Final = {"main": MAIN, "side": SIDE}


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """A place in a case file."""

    #: 0 for 正卷, 1 for 副卷.
    volume: int
    item: int

    @property
    def volume_name(self) -> str:
        """正卷 or 副卷."""
        return (MAIN, SIDE)[self.volume]

    @property
    def item_name(self) -> str:
        """The item as the law words it."""
        return ITEMS[self.volume_name][self.item - 1]


EVIDENCE: Final = Place(0, 4)
OTHER: Final = Place(0, 7)


def place_of(form: str, served: str = "") -> Place:
    """Where a paper of this form goes; a receipt goes with the paper that it speaks of."""
    place = document_forms.form(form).place
    if place == "with its paper" and served:
        place = document_forms.form(served).place
    volume, _, item = place.partition(" ")
    if volume not in _VOLUMES or not item.isdigit():
        return OTHER
    return Place(0 if volume == "main" else 1, int(item))
