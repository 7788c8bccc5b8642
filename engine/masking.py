"""What the public must not read: personal data and trade secrets in published words (L7 art 6).

Two sources: what looks like personal data, and what the records of the case hold of it. A person
looks at the result before it is published; what no rule can see (a recipe, a name without a cue)
is that person's to mark with 〖…〗.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

#: Counts what is hidden, of which kind, and returns what stands in its place.
Hide = Callable[[str, str], str]
Replace = Callable[[re.Match[str]], str]
HIDDEN: Final = "****"
LEFT_OUT: Final = "（略）"

#: Digits may be written in groups and in full width.
_GAP: Final = r"[ \-－　]?"
_DATE8: Final = rf"(?:1{_GAP}9|2{_GAP}0){_GAP}\d{_GAP}\d{_GAP}[01]{_GAP}\d{_GAP}[0-3]{_GAP}\d"
_NUMBERS: Final = (
    ("id_number", rf"(?<!\d)(?:\d{_GAP}){{6}}{_DATE8}{_GAP}(?:\d{_GAP}){{3}}[\dXx](?!\d)"),
    ("account", rf"(?<!\d)(?:\d{_GAP}){{14,}}\d"),
    ("phone", rf"(?<!\d)(?:\+?86{_GAP})?1{_GAP}[3-9](?:{_GAP}\d){{9}}(?!\d)"),
    ("phone", r"(?<!\d)(?:0\d{2,3}[-－ ]?|\(0\d{2,3}\)|（0\d{2,3}）)\d{4}[- ]?\d{3,4}(?!\d)"),
    ("email", r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"),
    ("phone", r"(?<=微信)(?:号)?[:：]?\s*[A-Za-z][\w-]{4,}"),
    (
        "plate",
        r"[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新][A-HJ-Z]·?[A-HJ-NP-Z\d]{5,6}",
    ),
)
#: Words before what is hidden; they stay.
_CUED: Final = (
    (
        "address",
        (
            r"(家住|家庭住址|现住址?|住址|户籍(?:所在地|地址|地)?|居住(?:于|在|地))"
            r"([:：为在是]?\s*)([^，。；、\n（()）]{3,60})"
        ),
    ),
    ("health", r"(患有|确诊为?|诊断为|病史[:：为]?|怀孕|孕期)()([^，。；、\n（()）]{1,20})"),
)
#: A flat, which is somebody's home: …6号楼2单元301室.
_HOME: Final = (
    r"[\u4e00-\u9fffA-Za-z\d]{2,30}?\d+(?:号楼|栋|幢|座|单元|门)[\u4e00-\u9fff\d\-]{0,12}(?:室|号)"
)
_SURNAMES: Final = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹喻苏潘葛范彭郎鲁韦马苗方俞任袁柳"
    "唐费薛雷贺倪汤罗毕郝安常于傅皮齐康伍余顾孟黄穆萧尹姚邵汪祁毛狄戴宋庞熊纪舒屈项祝董梁杜阮蓝闵季贾路江"
    "童颜郭梅林钟徐邱骆高夏蔡田樊胡凌霍万柯管卢莫房解应丁邓郁单洪包左石崔龚程邢裴陆翁荀甄曲封储靳段侯宁武"
    "刘景龙叶黎薄白蒲卓池乔闻翟谭申冉温庄晏柴阎连习艾容向古易廖耿关向石岳冷辛简饶曾沙游岑聂肖涂史"
)
_CUE: Final = (
    r"(从业人员|工作人员|负责人|法定代表人|经营者|员工|职工|厨师(?:长)?|帮厨|店主|证人|举报人|投诉人"
    r"|联系人|委托代理人|代理人|库管员|采购员|店员|业主|校长|园长|学生|幼儿|患者|消费者|顾客|姓名)"
)
_NAME: Final = (
    rf"{_CUE}([:：为是]?)([{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?)"
    r"(?=[，。、；：:（()）\s的未已系称于在向从等男女说述签陈表承确负上与和及因将对提由]|$)"
)
#: What a person should look at again: no rule can tell whether it is a secret of trade.
_HINTS: Final = (
    "配方|工艺|商业秘密|技术参数|进货价|供货价|客户名单|供应商|供货商"
    "|销售额|利润|毛利|流水|合同价|底价"
)
_MARKED: Final = re.compile(r"〖[^〖〗]*〗")
_ALL_NUMBERS: Final = [(kind, re.compile(pattern)) for kind, pattern in _NUMBERS]
_ALL_CUED: Final = [(kind, re.compile(pattern)) for kind, pattern in _CUED]
_HOMES: Final = re.compile(_HOME)
_NAMES: Final = re.compile(_NAME)
_HINTED: Final = re.compile(_HINTS)
#: Numbers, mail addresses and flats have one of these; most texts of a case have none.
_SIGN: Final = re.compile(r"[\d@A-HJ-Z信]")

#: Full-width digits and letters are read as plain ones.
_PLAIN: Final = {0xFF10 + number: str(number) for number in range(10)} | {
    0xFF38: "X",
    0xFF58: "X",
}
_FULL_WIDTH: Final = re.compile(f"[{''.join(map(chr, _PLAIN))}]")
#: Keys of records whose value is a natural person's name, or somebody's address.
NAME_KEYS: Final = frozenset(
    {"name", "party_name", "receiver", "witness", "signed_by", "taken_by", "informant", "contact"}
)
_PLAIN_NAME: Final = re.compile(r"[\u4e00-\u9fff·]{2,6}")
_SHORTEST: Final = 4


@dataclass(frozen=True)
class Private:
    """What the records of a case hold of persons, and what is public of the party anyway."""

    #: Value -> kind.
    known: Mapping[str, str] = field(default_factory=dict)
    #: The party's own name, licence and registered address; its bureau.
    public: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Masked:
    """The words as the public reads them, what was hidden by kind, and what to look at again."""

    text: str
    hidden: Mapping[str, int]
    hints: tuple[str, ...] = ()


def mask(text: str, private: Private) -> Masked:
    """Hide personal data; words that are public of the party stay."""
    counted: Counter[str] = Counter()

    def hide(kind: str, shown: str) -> str:
        counted[kind] += 1
        return shown

    hidden = _MARKED.sub(lambda _found: hide("secret", LEFT_OUT), _plain(text))
    hidden, kept = _set_aside(hidden, private.public)
    for value in sorted(private.known, key=lambda one: (-len(one), one)):
        kind = private.known[value]
        if value in hidden:
            counted[kind] += hidden.count(value)
            hidden = hidden.replace(value, _surname(value) if kind == "name" else HIDDEN)
    hidden = _by_rules(hidden, hide)
    for number, words in enumerate(kept):
        hidden = hidden.replace(_mark(number), words)
    hints = tuple(dict.fromkeys(found.group() for found in _HINTED.finditer(hidden)))
    return Masked(hidden, dict(counted), hints)


def _by_rules(text: str, hide: Hide) -> str:
    signed = _SIGN.search(text) is not None
    if signed:
        for kind, pattern in _ALL_NUMBERS:
            text = pattern.sub(_always(kind, hide), text)
    for kind, pattern in _ALL_CUED:
        text = pattern.sub(_after_cue(kind, hide), text)
    if signed:
        text = _HOMES.sub(_always("address", hide), text)
    return _NAMES.sub(_named(hide), text)


def _always(kind: str, hide: Hide) -> Replace:
    return lambda _found: hide(kind, HIDDEN)


def _after_cue(kind: str, hide: Hide) -> Replace:
    def replace(found: re.Match[str]) -> str:
        cue, between, words = found.groups()
        if HIDDEN in words or _set_aside_in(words):
            return found.group()
        return f"{cue}{between}{hide(kind, HIDDEN)}"

    return replace


def _named(hide: Hide) -> Replace:
    def replace(found: re.Match[str]) -> str:
        cue, between, name = found.groups()
        return found.group() if "某" in name else f"{cue}{between}{hide('name', _surname(name))}"

    return replace


def _set_aside(text: str, public: Iterable[str]) -> tuple[str, list[str]]:
    """Put marks in the place of words that stay, so that no rule touches them."""
    kept: list[str] = []
    for words in sorted(filter(None, public), key=lambda one: (-len(one), one)):
        if words in text:
            text = text.replace(words, _mark(len(kept)))
            kept.append(words)
    return text, kept


def _mark(number: int) -> str:
    """Private-use characters, which no form lets in."""
    return f"\ue000{chr(0xE100 + number)}\ue001"


def _set_aside_in(text: str) -> bool:
    return "\ue000" in text


def _surname(name: str) -> str:
    """李建国 -> 李某某."""
    return name[0] + "某" * max(1, min(len(name), 3) - 1)


def private_of(records: Iterable[Any], public: Iterable[str]) -> Private:
    """Collect what the records hold of persons; the party's own data are public."""
    stays = frozenset(_plain(one) for one in public if one)
    known: dict[str, str] = {}
    for key, value in (pair for record in records for pair in _strings(record)):
        for kind, pattern in _ALL_NUMBERS if _SIGN.search(value) else ():
            for found in pattern.finditer(value):
                known.setdefault(found.group(), kind)
        if "address" in key and len(value) >= _SHORTEST:
            known.setdefault(value, "address")
        known |= {found.group(3).strip(): "address" for found in _ALL_CUED[0][1].finditer(value)}
        if key in NAME_KEYS and _PLAIN_NAME.fullmatch(value):
            known.setdefault(value, "name")
        known |= {found.group(3): "name" for found in _NAMES.finditer(value)}
    left = {
        value: kind for value, kind in known.items() if value not in stays and "某" not in value
    }
    return Private(left, stays)


def _plain(text: str) -> str:
    # Translating asks of every character, which costs more than all the rules together.
    return text.translate(_PLAIN) if _FULL_WIDTH.search(text) else text


def _strings(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield key, _plain(value.strip())
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from _strings(one, str(name))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one, key)
