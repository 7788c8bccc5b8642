"""What holds for every shipped model beyond what the engine accepts (style.md section 4)."""

import re
from functools import cache
from importlib.resources import files
from itertools import chain

import pytest
from lxml import etree

from engine import forms
from engine.bpmn import Element, Model, read
from engine.feel import compile_expression
from engine.lint import lint_all
from engine.lint.house import known, shipped
from engine.proof.contracts import RESULTS

FILES = sorted(shipped())
KINDS = {
    "startEvent": "start",
    "endEvent": "end",
    "boundaryEvent": "timer",
    "intermediateCatchEvent": "timer|event",
    "userTask": "task",
    "serviceTask": "task",
    "businessRuleTask": "decide",
    "callActivity": "call",
    "exclusiveGateway": "gate|join",
    "parallelGateway": "fork|join",
    "eventBasedGateway": "gate",
}
CHINESE = re.compile(r"[\u4e00-\u9fff、，]+？?")
MOST_NODES = 16
MOST_LETTERS = 14


@cache
def model_of(file: str) -> Model:
    return read(shipped()[file])


def all_elements() -> list[Element]:
    return list(chain.from_iterable(model_of(file).elements.values() for file in FILES))


def test_every_shipped_model_can_be_deployed() -> None:
    assert [str(problem) for problem in lint_all(shipped(), known())] == []


@pytest.mark.parametrize("file", FILES)
def test_a_file_is_named_like_its_process(file: str) -> None:
    assert file == f"{model_of(file).process}.bpmn"


@pytest.mark.parametrize("file", FILES)
def test_a_model_fits_on_one_page(file: str) -> None:
    assert len(model_of(file).elements) <= MOST_NODES


@pytest.mark.parametrize("file", FILES)
def test_ids_say_kind_verb_and_noun(file: str) -> None:
    for element in model_of(file).elements.values():
        assert re.fullmatch(rf"({KINDS[element.kind]})(_[a-z]+)+", element.id), element.id
    for flow in model_of(file).flows.values():
        assert flow.id == f"flow_{flow.source}__{flow.target}"


@pytest.mark.parametrize("file", FILES)
def test_everything_that_a_person_reads_has_a_short_chinese_name(file: str) -> None:
    model = model_of(file)
    assert CHINESE.fullmatch(model.name)
    assert model.documentation
    for element in model.elements.values():
        joins = element.kind.endswith("Gateway") and len(model.outgoing(element.id)) == 1
        if not joins and element.kind != "parallelGateway":
            assert CHINESE.fullmatch(element.name), element.id
            assert len(element.name) <= MOST_LETTERS, element.id


@pytest.mark.parametrize("file", FILES)
def test_a_deciding_gateway_is_a_question_and_its_flows_are_answers(file: str) -> None:
    model = model_of(file)
    for gate in model.of_kind("exclusiveGateway"):
        ways = model.outgoing(gate.id)
        if len(ways) > 1:
            assert gate.name.endswith("？"), gate.id
            assert all(way.name for way in ways), gate.id
            assert len({way.name for way in ways}) == len(ways)


@pytest.mark.parametrize("file", FILES)
def test_every_node_stands_in_the_lane_of_a_role_with_one_title(file: str) -> None:
    model = model_of(file)
    placed = list(chain.from_iterable(lane.members for lane in model.lanes.values()))
    assert sorted(placed) == sorted(model.elements)


def test_a_role_has_the_same_title_in_every_model() -> None:
    titles = {(lane.id, lane.name) for file in FILES for lane in model_of(file).lanes.values()}
    assert len(titles) == len({role for role, _ in titles})


def test_the_id_of_a_user_task_belongs_to_one_model_only() -> None:
    tasks = [element.id for element in all_elements() if element.kind == "userTask"]
    assert len(tasks) == len(set(tasks))


@pytest.mark.parametrize("file", FILES)
def test_every_part_of_a_model_is_drawn(file: str) -> None:
    model = model_of(file)
    assert set(model.elements) | set(model.flows) | set(model.lanes) <= model.drawn


def test_conditions_and_timers_ask_only_what_some_step_has_set() -> None:
    known_names = set(
        chain.from_iterable(
            element.listed(name) for element in all_elements() for name in ("outcomes", "sets")
        )
    )
    known_names |= set(decided_values())
    for file in FILES:
        for flow in model_of(file).flows.values():
            if flow.condition:
                assert compile_expression(flow.condition).names <= known_names, flow.id
    for element in all_elements():
        if element.event is not None and element.event.timer:
            assert element.event.expression in known_names, element.id
        assert set(element.listed("due")) <= known_names, element.id


def test_conditions_compare_with_values_that_a_form_offers() -> None:
    offered: dict[str, set[str]] = {}
    for element in all_elements():
        for outcome in element.listed("outcomes"):
            choices = forms.load(element.form).fields[outcome].choices
            offered.setdefault(outcome, set()).update(choice.value for choice in choices)
    offered["outcome"] |= {"NOT_PERFORMED"}
    # What an operation or a decision makes of the choices.
    offered["informed"] = {"keep", "change"}
    offered["case_decision"] = offered["penalty_decision"] | offered["outcome_decision"]
    offered |= decided_values()
    for file in FILES:
        for flow in model_of(file).flows.values():
            names = compile_expression(flow.condition).names if flow.condition else frozenset()
            texts = set(re.findall(r'"([^"]+)"', flow.condition))
            allowed = set[str]().union(*(offered.get(name, set()) for name in names))
            assert texts <= allowed, flow.id


def decided_values() -> dict[str, set[str]]:
    """The outputs of the decisions that models ask, with the words that they may give."""
    found: dict[str, set[str]] = {}
    for element in all_elements():
        if element.decision:
            for answer in RESULTS[f"decision:{element.decision}"]({}):
                for name, value in answer.items():
                    found.setdefault(name, set()).add(str(value))
    return found


def forms_of_messages(file: str) -> set[str]:
    root = etree.fromstring(shipped()[file])
    named = root.iterfind(".//{*}message//{*}property[@name='form']")
    return {str(one.get("value")) for one in named}


def test_every_form_is_used_and_every_call_leads_to_a_model() -> None:
    used = {element.form for element in all_elements() if element.kind == "userTask"}
    used |= {form for file in FILES for form in forms_of_messages(file)}
    assert used == set(forms.names())


def test_reviews_approvals_and_decisions_exclude_the_handlers() -> None:
    for element in all_elements():
        if element.kind == "userTask" and element.id.startswith(
            ("task_approve", "task_decide", "task_review")
        ):
            assert element.properties["excludes"] == "handlers", element.id


def test_what_one_approves_another_decides() -> None:
    for matter in ("filing", "penalty"):
        decide = next(one for one in all_elements() if one.id == f"task_decide_{matter}")
        assert decide.properties["not_same_as"] == f"task_approve_{matter}"
        assert decide.lane == "leader"


def test_inspections_are_signed_by_both_officers() -> None:
    both = {one.id for one in all_elements() if one.properties.get("officers") == "both"}
    visits = {"task_inspect_premises", "task_inspect_production", "task_inspect_school"}
    on_the_spot = {
        "task_examine_on_spot",
        "task_hear_on_spot",
        "task_hold_interview",
        "task_report_crime",
    }
    assert both == visits | on_the_spot | {"task_reinspect", "task_take_measure"}


@pytest.mark.parametrize("file", FILES)
def test_a_model_is_valid_by_the_schema_of_the_omg(file: str) -> None:
    folder = files("SpiffWorkflow") / "bpmn" / "parser" / "schema" / "BPMN20.xsd"
    schema = etree.XMLSchema(etree.parse(str(folder)))
    schema.assertValid(etree.fromstring(shipped()[file]).getroottree())


def test_service_tasks_are_external_ones_that_other_tools_show_as_such() -> None:
    for file in FILES:
        text = shipped()[file].decode()
        assert text.count("<serviceTask") == text.count('camunda:type="external"')
