"""Who and what the demonstration is about; the ten streets are real, all else is invented."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

BUREAU: Final = "bureau"
OFFICES: Final = {
    BUREAU: ("河北区市场监督管理局（演示）", ""),
    "inspection-1": ("食品安全检查一科", BUREAU),
    "inspection-2": ("食品安全检查二科", BUREAU),
}
#: The ten streets of 河北区 (GB/T 2260 code 120105).
STREETS: Final = (
    "光复道街道",
    "望海楼街道",
    "鸿顺里街道",
    "新开河街道",
    "铁东路街道",
    "建昌道街道",
    "宁园街道",
    "王串场街道",
    "江都路街道",
    "月牙河街道",
)
SCHOOLS: Final = ("晨星小学", "启明中学", "春芽幼儿园")
MAKERS: Final = ("津禾糕点厂", "海河源豆制品有限公司")
SHOPS: Final = ("佳邻生鲜超市",)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account of the demonstration."""

    username: str
    name: str
    roles: tuple[str, ...]
    office: str
    certificate_no: str = ""


@dataclass(frozen=True, slots=True)
class Premises:
    """A school, maker or shop of the demonstration."""

    name: str
    licence: str
    kind: str
    street: str
    address: str
    office: str
    risk_grade: str
    legal_representative: str


_OFFICERS: Final = (
    *("王建国", "李秀英", "张海涛", "刘敏", "陈志强", "杨丽"),
    *("赵文博", "黄晓梅", "周立新", "吴桂兰", "徐振华", "孙雅静"),
)
_REPRESENTATIVES: Final = ("马骏", "朱红", "胡伟", "林静", "何勇", "高洁", "罗平", "郑爽")


def people() -> list[Person]:
    """Everybody who has an account."""
    half = len(_OFFICERS) // 2
    officers = [
        Person(
            f"officer{number:02d}",
            name,
            ("inspector",),
            "inspection-1" if number <= half else "inspection-2",
            f"0201050{number:04d}",
        )
        for number, name in enumerate(_OFFICERS, start=1)
    ]
    return [
        *officers,
        Person("supervisor1", "孟科长", ("supervisor",), "inspection-1"),
        Person("supervisor2", "秦科长", ("supervisor",), "inspection-2"),
        Person("reviewer", "法制审核员方晴", ("legal_reviewer",), BUREAU),
        Person("leader1", "副局长宋明", ("leader",), BUREAU),
        Person("leader2", "局长田野", ("leader",), BUREAU),
        Person("committee", "食安办钱进", ("committee_office",), BUREAU),
        Person("admin", "系统管理员", ("administrator",), BUREAU),
    ]


def premises() -> Iterator[Premises]:
    """Sixty invented schools, makers and shops in the ten streets."""
    number = 0
    for place, street in enumerate(STREETS):
        quarter = street.removesuffix("街道")
        # Half of the streets each: both offices have schools, makers and shops.
        office = "inspection-1" if place < len(STREETS) // 2 else "inspection-2"
        kinds = [(name, "school", "JY3") for name in SCHOOLS]
        kinds += [(name, "maker", "SC1") for name in MAKERS]
        kinds += [(name, "seller", "JY1") for name in SHOPS]
        for name, kind, letters in kinds:
            number += 1
            yield Premises(
                name=f"{quarter}{name}",
                licence=f"{letters}12010500{number:05d}",
                kind=kind,
                street=street,
                address=f"天津市河北区{street}演示路{number}号",
                office=office,
                risk_grade="ABBC"[number % 4],
                legal_representative=_REPRESENTATIVES[number % len(_REPRESENTATIVES)],
            )


def offices_file() -> bytes:
    """The offices as the file that an administrator would bring in."""
    rows = [(code, name, parent) for code, (name, parent) in OFFICES.items()]
    return _file([("code", "name", "parent"), *rows])


def people_file() -> bytes:
    """The people as a file."""
    rows = [
        (
            one.username,
            one.name,
            one.office,
            one.certificate_no,
            "、".join(one.roles),
            # All reviewers of the demonstration hold the qualification (L1 art 58).
            "是" if "legal_reviewer" in one.roles else "",
        )
        for one in people()
    ]
    heading = ("username", "name", "office", "certificate_no", "roles", "legal_qualification")
    return _file([heading, *rows])


def premises_file() -> bytes:
    """The premises as a file."""
    names = tuple(Premises.__dataclass_fields__)
    rows = [tuple(getattr(one, name) for name in names) for one in premises()]
    return _file([names, *rows])


def _file(rows: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
