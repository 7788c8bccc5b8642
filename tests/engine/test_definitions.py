"""Deployment: what the linter refuses never becomes a version; versions stand side by side."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import definitions
from engine.authority import CONSOLE
from engine.errors import Invalid, NotFound
from models.processes import Definition


def changed(process: str, old: str, new: str) -> dict[str, str]:
    """The shipped models with one of them changed."""
    sources = definitions.shipped()
    assert old in sources[process]
    return sources | {process: sources[process].replace(old, new)}


def versions(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Definition)) or 0


def test_a_script_task_is_refused_with_file_element_and_reason(session: Session) -> None:
    script = '<scriptTask id="task_script"><script>import os</script></scriptTask></process>'
    with pytest.raises(Invalid) as refused:
        definitions.deploy(
            session, CONSOLE, "case_closure", changed("case_closure", "</process>", script)
        )
    assert refused.value.code == "model.refused"
    (said,) = refused.value.errors["case_closure.bpmn"]
    assert (said["element"], said["code"]) == ("task_script", "element.refused")
    assert "scriptTask is not supported: a model holds no code" in str(said["reason"])
    assert versions(session) == 0


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("</definitions>", "", "xml.not_well_formed"),
        ("<process ", "<!DOCTYPE a><process ", "xml.not_well_formed"),
        ('calledElement="fine_payment"', 'calledElement="gone"', "called.unknown"),
        ('calledElement="fine_payment"', 'calledElement="penalty_performance"', "called.cycle"),
        ('camunda:topic="decision.serve"', 'camunda:topic="os.system"', "topic.unknown"),
    ],
)
def test_a_model_that_cannot_run_is_refused(
    session: Session, old: str, new: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        definitions.deploy(
            session, CONSOLE, "iron_fist_case", changed("penalty_performance", old, new)
        )
    assert code in {said["code"] for said in refused.value.errors["penalty_performance.bpmn"]}
    assert versions(session) == 0


def test_a_file_under_the_name_of_another_process_is_refused(session: Session) -> None:
    sources = {"other": definitions.shipped()["case_closure"]}
    with pytest.raises(Invalid, match=r"model\.wrong_name"):
        definitions.deploy(session, CONSOLE, "other", sources)


def test_a_process_that_is_not_among_the_files_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        definitions.deploy(session, CONSOLE, "gone", definitions.shipped())


def test_the_same_content_is_the_same_version_and_a_change_is_the_next(session: Session) -> None:
    first = definitions.deploy(session, CONSOLE, "case_closure", definitions.shipped())
    again = definitions.deploy(session, CONSOLE, "case_closure", definitions.shipped())
    renamed = changed("case_closure", 'name="批准结案"', 'name="审批结案"')
    second = definitions.deploy(session, CONSOLE, "case_closure", renamed)
    assert again is first
    assert (first.version, second.version) == (1, 2)
    assert definitions.newest(session, "case_closure") is second
    waiting = definitions.spec_of(first).user_tasks["case_closure", "task_approve_closure"]
    assert waiting.name == "批准结案"


def test_every_shipped_model_is_deployed_with_what_it_calls(session: Session) -> None:
    deployed = {one.process: one for one in definitions.deploy_shipped(session, CONSOLE)}
    assert set(deployed) == definitions.roots(definitions.shipped())
    assert set(deployed) >= {"school_inspection", "iron_fist_case", "seizure", "flight_check"}
    assert set(deployed["school_inspection"].sources) == {
        "school_inspection",
        "officer_assignment",
        "inspection_follow_up",
        "rectification",
        "result_publication",
    }
