"""Process models by page: versions, and what an examination says before anything is deployed."""

import io
import re
from html import unescape

import pytest
from sqlalchemy.orm import Session

from engine import definitions
from engine.lint.house import shipped
from tests.builders import a_pair, a_user
from tests.bureau import Bureau
from tests.web.conftest import Person, with_password


@pytest.fixture
def administrator(person: Person, session: Session) -> Person:
    bureau = Bureau(session)
    keeper = a_user(session, "administrator", office=bureau.office)
    a_pair(session, bureau.office)
    with_password(session, keeper)
    return person.log_in(keeper)


def send(person: Person, process: str, old: str, new: str, act: str = "examine") -> tuple[int, str]:
    text = shipped()[f"{process}.bpmn"].decode()
    assert old in text
    content = text.replace(old, new, 1).encode()
    files = {"act": act, "files": (io.BytesIO(content), f"{process}.bpmn")}
    answer = person.post("/models", files, page="/models")
    return answer.status_code, answer.text


def test_the_models_are_listed_with_their_versions(administrator: Person) -> None:
    page = administrator.text("/models")
    assert "行政处罚案件办理" in page
    assert "/models/iron_fist_case/1" in page
    shown = administrator.text("/models/iron_fist_case/1")
    assert "/models/iron_fist_case/1/case_filing.bpmn" in shown
    assert "立案审批" in administrator.text("/models/iron_fist_case/1/case_filing.bpmn")
    assert administrator.get("/models/iron_fist_case/9").status_code == 404
    assert administrator.get("/models/iron_fist_case/1/gone.bpmn").status_code == 404


def test_the_linter_says_element_and_reason_in_chinese(administrator: Person) -> None:
    script = '<scriptTask id="task_script"/></process>'
    status, page = send(administrator, "case_closure", "</process>", script)
    assert status == 422
    assert "task_script" in page
    assert "scriptTask 不受支持：模型中不得含有程序代码" in page
    assert 'value="deploy"' not in page


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ('width=""', "图形部分 Bounds 的 width 不是数值：“”。"),
        ('width="wide"', "图形部分 Bounds 的 width 不是数值：“wide”。"),
        ('width="NaN"', "图形部分 Bounds 的 width 不是数值：“NaN”。"),
        ('width="1e999"', "图形部分 Bounds 的 width 为 1e999，应在 0 至 10000000 之间。"),
        ('width="-1"', "图形部分 Bounds 的 width 为 -1，应在 0 至 10000000 之间。"),
        ("", "图形部分的 Bounds 缺少 width。"),
    ],
)
def test_a_bad_number_of_the_picture_is_shown_next_to_its_cause_and_refused(
    administrator: Person, session: Session, value: str, words: str
) -> None:
    for act in ("examine", "deploy"):
        status, page = send(administrator, "case_closure", 'width="36"', value, act)
        assert status == 422
        assert words in unescape(page)
        assert re.search(r'class="number">\d+</td><td data-label="元素"><code>start_', page)
        assert 'value="deploy"' not in page
    assert definitions.newest(session, "iron_fist_case").version == 1


def test_a_broken_rule_shows_the_way_in_the_words_of_the_diagram(administrator: Person) -> None:
    status, page = send(
        administrator, "case_investigation", 'review = "agreed"', 'review = "correct"'
    )
    assert status == 422
    assert "最短的违规路径" in page
    assert "案件审核" in page
    assert 'data-from="drawing-case_investigation"' in page
    assert '<textarea id="drawing-case_investigation"' in page
    assert re.search(r"task_audit_case[^']*'", page)


def test_what_passes_is_deployed_on_a_second_click(administrator: Person, session: Session) -> None:
    status, page = send(administrator, "case_closure", 'name="结案审批"', 'name="结案的审批"')
    assert status == 200
    assert "没有发现妨碍部署的问题" in page
    status, page = send(
        administrator, "case_closure", 'name="结案审批"', 'name="结案的审批"', "deploy"
    )
    assert status == 200
    assert definitions.newest(session, "iron_fist_case").version == 2


def test_a_file_in_other_characters_is_sent_back_by_the_page_as_it_was_read(
    administrator: Person, session: Session
) -> None:
    text = shipped()["case_closure.bpmn"].decode().replace("结案审批", "结案的审批")
    content = text.replace('encoding="UTF-8"', 'encoding="GBK"', 1).encode("gbk")
    sent = {"act": "examine", "files": (io.BytesIO(content), "case_closure.bpmn")}
    page = administrator.post("/models", sent, page="/models").text
    found = re.search(r'<textarea name="text" hidden>(.*?)</textarea>', page, re.DOTALL)
    assert found is not None
    again = {"act": "deploy", "name": "case_closure.bpmn", "text": unescape(found[1])}
    assert administrator.post("/models", again, page="/models").status_code == 200
    newest = definitions.newest(session, "iron_fist_case")
    assert newest.version == 2
    assert "结案的审批" in newest.sources["case_closure"]


def test_what_breaks_a_rule_is_not_deployed_whatever_is_asked(
    administrator: Person, session: Session
) -> None:
    status, _page = send(
        administrator, "case_investigation", 'review = "agreed"', 'review = "correct"', "deploy"
    )
    assert status == 422
    assert definitions.newest(session, "iron_fist_case").version == 1


def test_only_administrators_may_send_models(person: Person, session: Session) -> None:
    bureau = Bureau(session)
    with_password(session, bureau.leader)
    person.log_in(bureau.leader)
    assert 'name="files"' not in person.text("/models")
    answer = person.post("/models", {"act": "examine"}, page="/models")
    assert answer.status_code == 403
