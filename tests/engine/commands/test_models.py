"""Deploying changed models: linted, proved and compared with the accounts; nothing forces one."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import definitions
from engine.authority import CONSOLE, actor_of
from engine.bpmn import read
from engine.commands.models import deploy_model
from engine.errors import Forbidden, Invalid
from engine.examination import text_of
from engine.lint.house import shipped
from models.audit import AuditEntry
from models.processes import Definition
from tests import builders


@pytest.fixture
def staffed(session: Session) -> Session:
    """A bureau with the shipped models and just enough people."""
    definitions.deploy_shipped(session, CONSOLE)
    builders.a_pair(session)
    for role in ("supervisor", "leader", "legal_reviewer", "administrator"):
        builders.a_user(session, role)
    session.flush()
    return session


def changed(process: str, old: str, new: str) -> dict[str, bytes]:
    text = shipped()[f"{process}.bpmn"].decode()
    assert old in text
    return {f"{process}.bpmn": text.replace(old, new, 1).encode()}


def refusal(session: Session, files: dict[str, bytes]) -> Invalid:
    before = session.scalar(select(func.count()).select_from(Definition))
    with pytest.raises(Invalid) as refused:
        deploy_model(session, CONSOLE, files)
    assert session.scalar(select(func.count()).select_from(Definition)) == before
    return refused.value


def test_a_changed_part_gives_every_process_that_runs_it_a_new_version(staffed: Session) -> None:
    files = changed("case_closure", 'name="结案审批"', 'name="结案的审批"')
    deployed = deploy_model(staffed, CONSOLE, files)
    case = next(one for one in deployed if one.process == "iron_fist_case")
    assert case.version == 2
    assert "结案的审批" in case.sources["case_closure"]
    assert "school_inspection" not in {one.process for one in deployed}
    entry = staffed.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert entry.action.endswith("model:deploy")


def test_the_same_again_is_the_same_version(staffed: Session) -> None:
    files = changed("case_closure", 'name="结案审批"', 'name="结案的审批"')
    first = deploy_model(staffed, CONSOLE, files)
    assert deploy_model(staffed, CONSOLE, files) == first


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", 'encoding="UTF-8"'),
        ("utf-8-sig", 'encoding="UTF-8"'),
        ("utf-8-sig", ""),
        ("utf-16", 'encoding="UTF-16"'),
        ("utf-16", 'encoding="UTF-8"'),
        ("utf-16", ""),
        ("gbk", 'encoding="GBK"'),
        ("gb18030", 'encoding="GB18030"'),
    ],
)
def test_a_file_is_read_in_the_characters_that_it_has(encoding: str, declared: str) -> None:
    text = shipped()["case_closure.bpmn"].decode()
    other = text.replace('encoding="UTF-8"', declared, 1).encode(encoding)
    found = read(text_of(other).encode())
    named = {one.id: one.name for one in read(text.encode()).elements.values()}
    assert {one.id: one.name for one in found.elements.values()} == named


def test_a_file_in_other_characters_is_kept_in_ours(staffed: Session) -> None:
    (content,) = changed("case_closure", 'name="结案审批"', 'name="结案的审批"').values()
    other = content.decode().replace(' encoding="UTF-8"', "", 1).encode("utf-16")
    deploy_model(staffed, CONSOLE, {"case_closure.bpmn": other})
    kept = definitions.newest(staffed, "iron_fist_case").sources["case_closure"]
    assert 'name="结案的审批"' in kept


def test_the_next_change_stands_on_the_last_one(staffed: Session) -> None:
    deploy_model(staffed, CONSOLE, changed("case_closure", 'name="结案审批"', 'name="甲"'))
    deploy_model(staffed, CONSOLE, changed("case_filing", 'name="立案审批"', 'name="乙"'))
    newest = definitions.newest(staffed, "iron_fist_case")
    assert newest.version == 3
    assert 'name="甲"' in newest.sources["case_closure"]
    assert 'name="乙"' in newest.sources["case_filing"]


def test_what_the_linter_refuses_names_element_and_reason(staffed: Session) -> None:
    script = '<scriptTask id="task_script"/></process>'
    said = refusal(staffed, changed("case_closure", "</process>", script))
    assert said.code == "model.refused"
    (problem,) = said.errors["case_closure.bpmn"]
    assert (problem["element"], problem["code"]) == ("task_script", "element.refused")


def test_what_breaks_the_law_names_the_shortest_path(staffed: Session) -> None:
    said = refusal(
        staffed, changed("case_investigation", 'review = "agreed"', 'review = "correct"')
    )
    assert said.code == "model.disproved"
    broken = {str(one["code"]): one for one in said.errors["iron_fist_case"]}
    path, places = (broken["proof.notice.after_review"][key] for key in ("path", "places"))
    assert isinstance(path, list)
    assert isinstance(places, list)
    assert path[-1].startswith("called notice.")
    assert any("done task_audit_case (review=correct)" in step for step in path)
    assert "case_investigation:task_audit_case" in places


def test_a_model_may_not_escape_a_rule_of_the_law_by_new_names(staffed: Session) -> None:
    text = shipped()["rectification.bpmn"].decode()
    said = refusal(
        staffed, {"r.bpmn": text.replace("task_submit_correction", "task_say_so").encode()}
    )
    assert said.code == "model.disproved"
    text = shipped()["result_publication.bpmn"].decode()
    said = refusal(
        staffed, {"p.bpmn": text.replace("task_publish_result", "task_publish_penalty").encode()}
    )
    assert said.code in {"model.rule_lost", "model.disproved"}


def test_four_eyes_need_two_people(session: Session) -> None:
    definitions.deploy_shipped(session, CONSOLE)
    builders.an_inspector(session)
    for role in ("supervisor", "leader", "legal_reviewer"):
        builders.a_user(session, role)
    files = changed("school_inspection", 'name="学校', 'name="本区学校')
    said = refusal(session, files)
    assert said.code == "model.people_missing"
    params = said.errors["school_inspection:task_inspect_school"][0]["params"]
    assert isinstance(params, dict)
    assert (params["role"], params["needed"], params["found"]) == ("inspector", 2, 1)


def test_only_administrators_deploy(staffed: Session) -> None:
    leader = actor_of(staffed, builders.a_leader(staffed), "web")
    with pytest.raises(Forbidden):
        deploy_model(staffed, leader, changed("case_closure", "结案", "结束"))


@pytest.mark.parametrize(
    ("files", "code"),
    [({}, "model.no_file"), ({f"{n}.bpmn": b"" for n in range(51)}, "model.too_many_files")],
)
def test_an_upload_has_some_files_and_not_too_many(
    session: Session, files: dict[str, bytes], code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        deploy_model(session, CONSOLE, files)
    assert refused.value.code == code
