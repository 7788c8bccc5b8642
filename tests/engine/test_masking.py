"""No identity number, telephone, account or home of a case reaches the public (L7 art 6)."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.masking import HIDDEN, Private, mask, private_of

SCHOOL: Final = "天津市河北区光复道小学"
PREMISES: Final = "天津市河北区民生路66号"
LICENCE: Final = "JY31201050012345"
PUBLIC: Final = (SCHOOL, LICENCE, PREMISES)
NOBODY: Final = Private()

digits = st.sampled_from("0123456789")


def number(length: int) -> st.SearchStrategy[str]:
    return st.text(digits, min_size=length, max_size=length)


birthdays = st.dates().map(lambda day: f"{1900 + day.year % 126}{day:%m%d}")
id_numbers = st.builds(
    lambda area, born, serial, check: f"{area}{born}{serial}{check}",
    number(6),
    birthdays,
    number(3),
    st.sampled_from("0123456789X"),
)
phones = st.builds(lambda two, rest: f"1{two}{rest}", st.sampled_from("3456789"), number(9))
accounts = st.sampled_from((16, 17, 19)).flatmap(number)
streets = st.text("东西南北中华春光明和平", min_size=2, max_size=6)
homes = st.builds(
    lambda street, house, door, flat: f"河东区{street}路{house}号楼{door}单元{flat}室",
    streets,
    *(st.integers(1, 99) for _ in range(3)),
)
names = st.builds(
    lambda surname, given: surname + given,
    st.sampled_from("李王张刘陈杨赵黄周吴"),
    st.text("建国明芳秀英军伟娜静磊洋艳杰娟涛", min_size=2, max_size=2),
)
words = st.text("食堂留样库房检查记录，。；、“”（）\n", max_size=12)
secrets = st.one_of(id_numbers, phones, accounts, homes)


@given(st.lists(st.tuples(words, secrets), min_size=1, max_size=4), words)
def test_what_looks_like_personal_data_is_hidden_wherever_it_stands(
    parts: list[tuple[str, str]], end: str
) -> None:
    shown = mask("".join(before + secret for before, secret in parts) + "。" + end, NOBODY).text
    for _before, secret in parts:
        assert secret not in shown


@given(names, st.one_of(id_numbers, phones, homes), words, words)
def test_what_the_case_file_holds_of_a_person_is_hidden_in_any_words(
    name: str, secret: str, before: str, after: str
) -> None:
    record = {"visit": {"party_name": name, "note": f"联系方式{secret}，已核对。"}}
    text = f"{before}{name}说{after}{secret}{before}"
    shown = mask(text, private_of([record], PUBLIC)).text
    assert name not in shown
    assert secret not in shown


@given(st.lists(st.one_of(words, secrets, names, st.sampled_from(PUBLIC)), max_size=6))
def test_to_mask_twice_changes_nothing_more(parts: list[str]) -> None:
    private = private_of([{"party_name": "李建国", "phone": "13812345678"}], PUBLIC)
    once = mask("".join(parts), private).text
    assert mask(once, private).text == once


@given(words, words)
def test_the_party_and_its_premises_stay(before: str, after: str) -> None:
    record = {"address": PREMISES, "name": SCHOOL, "licence": LICENCE}
    text = f"{before}{SCHOOL}，{PREMISES}，{LICENCE}{after}"
    assert mask(text, private_of([record], PUBLIC)).text == text


@pytest.mark.parametrize(
    ("written", "read", "kind"),
    [
        ("身份证120105 19800101 1234。", "身份证****。", "id_number"),
        ("身份证１２０１０５１９８００１０１１２３Ｘ。", "身份证****。", "id_number"),
        ("卡号6222 0212 3456 7890 123。", "卡号****。", "account"),
        ("电话022-26280000。", "电话****。", "phone"),
        ("手机138 1234 5678。", "手机****。", "phone"),
        ("邮箱li.jian@school.example。", "邮箱****。", "email"),
        ("微信号：lijian_88。", "微信****。", "phone"),
        ("微信：lijian_ab。", "微信****。", "phone"),
        ("车牌津A12345。", "车牌****。", "plate"),
        ("车牌津AKLMNP。", "车牌****。", "plate"),
        ("家住河东区某街12号。", "家住****。", "address"),
        ("该学生患有乙型肝炎，已就医。", "该学生患有****，已就医。", "health"),
        ("从业人员张三未取得健康证明。", "从业人员张某未取得健康证明。", "name"),
        ("证人王小明称属实。", "证人王某某称属实。", "name"),
        ("使用〖自制酱料三两〗腌制。", "使用（略）腌制。", "secret"),
    ],
)
def test_how_an_officer_writes_it_does_not_matter(written: str, read: str, kind: str) -> None:
    shown = mask(written, NOBODY)
    assert shown.text == read
    assert shown.hidden == {kind: 1}


@pytest.mark.parametrize(
    "plain",
    [
        "津河北市监罚〔2026〕2号",
        "没收大豆油4桶；罚款50,000元",
        "统一社会信用代码92120105MA06ABCD1X",
        "许可证JY31201050012345",
        "2026年3月2日9时05分至11时20分",
        "《食品安全法》第一百二十四条第一款第五项",
        "负责人表示认可，员工在岗。",
    ],
)
def test_what_the_public_is_to_read_stays(plain: str) -> None:
    assert mask(plain, NOBODY) == mask(plain, NOBODY).__class__(plain, {})


def test_words_that_may_be_a_secret_of_trade_are_pointed_out() -> None:
    assert mask("进货价每桶80元，配方未登记，进货价属实。", NOBODY).hints == ("进货价", "配方")
    assert HIDDEN not in mask("进货价每桶80元", NOBODY).text
