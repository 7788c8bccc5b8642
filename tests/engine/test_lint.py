"""The linter: everything outside the allow-list is refused with file, element and reason."""

import time

import pytest

from engine.lint import REASONS, Known, Problem, lint, lint_all
from engine.lint.vocabulary import PROPERTY_MEANINGS, PROPERTY_VALUES, REFUSED, SUPPORTED

KNOWN = Known(
    roles=frozenset({"inspector", "leader"}),
    topics=frozenset({"case.close", "task_count"}),
    forms={"decide": frozenset({"decision", "reason"})},
    decisions=frozenset({"fine"}),
    processes=frozenset({"other"}),
)
#: A small model that has one of everything; tests break one thing of it at a time.
GOOD = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="urn:t">
  <process id="p" name="过程" isExecutable="true">
    <laneSet id="lanes">
      <lane id="leader" name="负责人"><flowNodeRef>task_decide</flowNodeRef></lane>
    </laneSet>
    <startEvent id="start" name="开始" />
    <userTask id="task_decide" name="决定" camunda:formRef="decide">
      <extensionElements><camunda:properties>
        <camunda:property name="outcomes" value="decision" />
      </camunda:properties></extensionElements>
    </userTask>
    <boundaryEvent id="timer_late" name="逾期" attachedToRef="task_decide" cancelActivity="false">
      <timerEventDefinition id="td"><timeDate xsi:type="tFormalExpression">decision_due</timeDate>
      </timerEventDefinition>
    </boundaryEvent>
    <exclusiveGateway id="gate" name="通过？" default="f_no" />
    <serviceTask id="task_close" name="结案" camunda:type="external" camunda:topic="case.close" />
    <callActivity id="call_other" name="另案" calledElement="other" />
    <endEvent id="end_late" name="已逾期" />
    <endEvent id="end" name="结束" />
    <sequenceFlow id="f1" sourceRef="start" targetRef="task_decide" />
    <sequenceFlow id="f2" sourceRef="task_decide" targetRef="gate" />
    <sequenceFlow id="f3" sourceRef="timer_late" targetRef="end_late" />
    <sequenceFlow id="f_yes" sourceRef="gate" targetRef="task_close">
      <conditionExpression xsi:type="tFormalExpression">decision = "yes"</conditionExpression>
    </sequenceFlow>
    <sequenceFlow id="f_no" sourceRef="gate" targetRef="call_other" />
    <sequenceFlow id="f5" sourceRef="task_close" targetRef="end" />
    <sequenceFlow id="f6" sourceRef="call_other" targetRef="end" />
  </process>
</definitions>"""
NO_FLOW = '<sequenceFlow id="f_no" sourceRef="gate" targetRef="call_other" />'
NO_FLOW_ASKING = NO_FLOW.replace(
    " />", "><conditionExpression>decision = false</conditionExpression></sequenceFlow>"
)


def found(xml: str) -> list[Problem]:
    return lint("m.bpmn", xml.encode(), KNOWN)


def broken(old: str, new: str) -> list[Problem]:
    assert old in GOOD
    return found(GOOD.replace(old, new, 1))


def inside(extra: str) -> list[Problem]:
    """What is wrong when this is put into the process."""
    return broken('<startEvent id="start"', f'{extra}<startEvent id="start"')


def test_a_sound_model_has_no_problems() -> None:
    assert found(GOOD) == []


def test_a_script_task_is_refused_with_file_element_and_reason() -> None:
    problem = inside('<scriptTask id="task_script"><script>import os</script></scriptTask>')[0]
    assert (problem.file, problem.element, problem.code) == (
        "m.bpmn",
        "task_script",
        "element.refused",
    )
    assert str(problem) == (
        "m.bpmn:9: task_script: scriptTask is not supported: a model holds no code"
        " [element.refused]"
    )


@pytest.mark.parametrize("name", sorted(set(REFUSED) - {"script"}))
def test_every_refused_element_is_refused_by_name(name: str) -> None:
    problems = inside(f'<{name} id="it" />')
    assert [(one.code, one.params["name"]) for one in problems] == [("element.refused", name)]


@pytest.mark.parametrize(
    "extension",
    [
        '<camunda:executionListener event="start" class="Evil" />',
        '<camunda:taskListener event="create" expression="x" />',
        '<camunda:inputOutput><camunda:inputParameter name="a" /></camunda:inputOutput>',
        "<camunda:connector />",
        "<camunda:formData />",
        '<spiff:preScript xmlns:spiff="http://spiffworkflow.org/bpmn/schema/1.0/core" />',
        '<zeebe:script xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" expression="1" />',
    ],
)  # fmt: skip
def test_listeners_scripts_and_unknown_extensions_are_refused(extension: str) -> None:
    problems = broken("<extensionElements>", f"<extensionElements>{extension}")
    assert [(one.element, one.code) for one in problems] == [("task_decide", "element.unknown")]


@pytest.mark.parametrize("place", ["extensionElements", "camunda:properties", "camunda:property"])
@pytest.mark.parametrize(
    ("attribute", "code"),
    [
        # The engine looks an element up by its id and would find this one.
        ('id="start"', "id.duplicate"),
        ('id="1 2"', "id.invalid"),
        ('id=""', "id.invalid"),
        ('class="Evil"', "attribute.refused"),
        ('camunda:class="Evil"', "attribute.refused"),
    ],
)
def test_extensions_share_the_ids_of_the_file_and_carry_nothing_else(
    place: str, attribute: str, code: str
) -> None:
    problems = broken(f"<{place}", f"<{place} {attribute}")
    assert code in {one.code for one in problems}
    assert broken(f"<{place}", f'<{place} id="own_id"') == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('camunda:type="external"', 'camunda:class="Evil"', "attribute.refused"),
        ('camunda:type="external"', 'camunda:expression="${x}"', "attribute.refused"),
        ('camunda:type="external"', 'camunda:type="mail"', "attribute.value"),
        ('camunda:formRef="decide"', 'camunda:assignee="me" camunda:formRef="decide"',
         "attribute.refused"),
        ('calledElement="other"', 'calledElement="other" camunda:variableMappingClass="X"',
         "attribute.refused"),
        ('<endEvent id="end"', '<endEvent id="end" made="up"', "attribute.refused"),
        ('name="结案"', 'name="结案" isForCompensation="true"', "attribute.value"),
        ('value="decision"', 'value="decision; import os"', "property.value"),
        ('name="outcomes" value="decision"', 'name="script" value="x"', "property.unknown"),
        ('name="outcomes" value="decision"', 'name="officers" value="all"', "property.value"),
        ('id="end_late"', 'id="end"', "id.duplicate"),
        ('id="td"', 'id="start"', "id.duplicate"),
        ('<endEvent id="end_late"', "<endEvent", "id.missing"),
        ('id="end_late"', 'id="1 2"', "id.invalid"),
        ('<timeDate xsi:type="tFormalExpression">decision_due</timeDate>',
         '<timeCycle xsi:type="tFormalExpression">0 0 * * *</timeCycle>', "element.refused"),
        ('<timeDate xsi:type="tFormalExpression">decision_due</timeDate>',
         '<timeDuration xsi:type="tFormalExpression">P10D</timeDuration>', "element.refused"),
        ("decision_due", '"2026-01-01"', "timer.not_variable"),
        ("decision_due", "now() + due", "timer.not_variable"),
        ('decision = "yes"', "decision = = 3", "condition.invalid"),
        ('decision = "yes"', "__import__('os').system('x')", "condition.invalid"),
        (' default="f_no"', "", "gateway.no_default"),
        ('default="f_no"', 'default="f5"', "reference.dangling"),
        (NO_FLOW, NO_FLOW_ASKING, "gateway.default_condition"),
        ('sourceRef="start"', 'sourceRef="nowhere"', "reference.dangling"),
        ('attachedToRef="task_decide"', 'attachedToRef="nowhere"', "reference.dangling"),
        ('attachedToRef="task_decide"', 'attachedToRef="task_close"', "event.attached"),
        ("<flowNodeRef>task_decide", "<flowNodeRef>nowhere", "reference.dangling"),
        ("<flowNodeRef>task_decide</flowNodeRef>", "", "lane.missing"),
        ('<lane id="leader"', '<lane id="boss"', "lane.not_role"),
        ('camunda:formRef="decide"', "", "form.missing"),
        ('camunda:formRef="decide"', 'camunda:formRef="other"', "form.unknown"),
        ('value="decision"', 'value="verdict"', "outcome.unknown"),
        ('camunda:topic="case.close"', "", "topic.missing"),
        ('camunda:topic="case.close"', 'camunda:topic="os.system"', "topic.unknown"),
        ('calledElement="other"', "", "called.missing"),
        ('calledElement="other"', 'calledElement="missing"', "called.unknown"),
        ('isExecutable="true"', 'isExecutable="false"', "bpmn.not_executable"),
        ('name="决定"', "", "name.missing"),
        ('name="决定"', f'name="{"决" * 61}"', "name.too_long"),
        ('name="过程"', f'name="{"过" * 201}"', "name.too_long"),
    ],
)  # fmt: skip
def test_each_fault_is_found_by_its_code(old: str, new: str, code: str) -> None:
    problems = broken(old, new)
    assert code in {problem.code for problem in problems}
    assert all(problem.reason for problem in problems)


def test_an_operation_may_not_be_the_id_of_an_element() -> None:
    text = GOOD.replace("task_close", "task_count")
    assert "id.is_operation" in {problem.code for problem in found(text)}


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ('<endEvent id="alone" />', "flow.missing_in"),
        ('<parallelGateway id="a" /><sequenceFlow id="x" sourceRef="a" targetRef="a" />',
         "element.unreachable"),
        ('<startEvent id="start2" /><sequenceFlow id="x" sourceRef="start2" targetRef="end" />',
         "start.count"),
        ('<sequenceFlow id="x" sourceRef="task_close" targetRef="end_late" />', "split.implicit"),
        ('<sequenceFlow id="x" sourceRef="end" targetRef="gate" />', "flow.unwanted_out"),
        ('<sequenceFlow id="x" sourceRef="gate" targetRef="end" />', "gateway.no_condition"),
        ('<intermediateCatchEvent id="e" />', "event.missing"),
        ('<businessRuleTask id="r" name="裁量" camunda:decisionRef="gone" />', "decision.unknown"),
    ],
)  # fmt: skip
def test_each_fault_of_the_drawing_is_found(extra: str, code: str) -> None:
    assert code in {problem.code for problem in inside(extra)}


def test_a_circle_without_an_end_is_found() -> None:
    text = GOOD.replace(
        'sourceRef="task_close" targetRef="end"', 'sourceRef="task_close" targetRef="again"'
    )
    text = text.replace("</process>", """
      <parallelGateway id="again" /><parallelGateway id="on" />
      <sequenceFlow id="x" sourceRef="again" targetRef="on" />
      <sequenceFlow id="y" sourceRef="on" targetRef="again" /></process>""")  # fmt: skip
    stuck = {one.element for one in found(text) if one.code == "element.no_way_out"}
    assert stuck == {"task_close", "again", "on"}


def test_a_process_that_calls_itself_by_detour_is_found() -> None:
    calling = {
        f"{one}.bpmn": GOOD.replace('id="p"', f'id="{one}"').replace('="other"', f'="{other}"')
        for one, other in (("a", "b"), ("b", "a"))
    }
    problems = lint_all({file: text.encode() for file, text in calling.items()}, KNOWN)
    assert [(one.file, one.code) for one in problems] == [
        ("a.bpmn", "called.cycle"),
        ("b.bpmn", "called.cycle"),
    ]
    assert "a → b → a" in str(problems[0])


def test_two_files_with_one_process_id_are_found() -> None:
    problems = lint_all({"a.bpmn": GOOD.encode(), "b.bpmn": GOOD.encode()}, KNOWN)
    assert [(one.file, one.code) for one in problems] == [("b.bpmn", "id.duplicate")]


def test_a_file_that_cannot_be_read_is_one_problem_and_no_error() -> None:
    assert [one.code for one in found("<a")] == ["xml.not_well_formed"]
    assert [one.code for one in lint("m", b"\x00\xff" * 50, KNOWN)] == ["xml.not_well_formed"]


def test_a_file_full_of_faults_is_answered_in_bounded_time_and_length() -> None:
    start = time.process_time()
    problems = inside('<scriptTask id="x" evil="1" />' * 15_000)
    assert len(problems) == 200
    assert time.process_time() - start < 30


def test_a_long_chain_is_checked_without_recursion() -> None:
    nodes = "".join(
        f'<parallelGateway id="g{n}" />'
        f'<sequenceFlow id="s{n}" sourceRef="g{n}" targetRef="g{n + 1}" />'
        for n in range(8_000)
    )
    text = GOOD.replace(
        'sourceRef="task_close" targetRef="end"', 'sourceRef="task_close" targetRef="g0"'
    )
    text = text.replace("</process>", f'{nodes}<endEvent id="g8000" /></process>')
    assert found(text) == []


def test_every_supported_element_says_what_it_is() -> None:
    assert not set(SUPPORTED) & set(REFUSED)
    assert all(rule.what for rule in SUPPORTED.values())
    assert set(PROPERTY_MEANINGS) == set(PROPERTY_VALUES)
    used = set[str]().union(*(rule.properties for rule in SUPPORTED.values()))
    assert used == set(PROPERTY_VALUES)


def test_every_reason_can_be_said() -> None:
    assert all(text == text.strip() and not text.endswith(".") for text in REASONS.values())
