"""Reading BPMN files: plain records of what is drawn, and files that are refused."""

from itertools import pairwise

import pytest

from engine.bpmn import BpmnNotReadable, read
from engine.lint.house import shipped
from engine.safe_xml import MAX_BYTES, MAX_DEPTH, XmlRefused, parse

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="t">'
)
MANY = " ".join(f'x{number}="1"' for number in range(70))


def test_a_model_is_read_with_names_lanes_forms_and_properties() -> None:
    model = read(shipped()["case_filing.bpmn"])
    decide = model.elements["task_decide_filing"]
    assert (model.process, model.name) == ("case_filing", "立案审批")
    assert model.lanes["leader"].name == "市场监管部门负责人"
    assert (decide.kind, decide.lane, decide.form) == ("userTask", "leader", "decide_filing")
    assert decide.properties["not_same_as"] == "task_approve_filing"
    assert decide.listed("outcomes") == ("filing_decision",)
    assert model.elements["task_register_clue"].topic == "enforcement.register"


def test_flows_are_read_with_their_conditions() -> None:
    model = read(shipped()["case_filing.bpmn"])
    flows = {flow.target: flow for flow in model.outgoing("gate_filing_approved")}
    assert flows["task_decide_filing"].condition == 'filing_approval = "approved"'
    assert model.elements["gate_filing_approved"].default_flow == flows["join_proposal"].id
    assert len(model.incoming("join_proposal")) == 3


def test_timers_on_the_edge_of_a_task_are_read() -> None:
    model = read(shipped()["rectification.bpmn"])
    reminder, deadline = model.boundary_events("task_submit_correction")
    assert (reminder.interrupting, deadline.interrupting) == (False, True)
    assert reminder.event is not None
    assert (reminder.event.timer, reminder.event.expression) == ("timeDate", "reminder_due")


def test_called_processes_are_listed_once() -> None:
    model = read(shipped()["school_inspection.bpmn"])
    assert model.called == ("officer_assignment", "result_publication", "inspection_follow_up")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "xml.empty"),
        ("this is no XML", "xml.not_well_formed"),
        ("<definitions>", "xml.not_well_formed"),
        ("<html/>", "bpmn.wrong_root"),
        ('<definitions xmlns="http://schema.omg.org/spec/BPMN/1.1"/>', "bpmn.wrong_root"),
        (f"{HEAD}</definitions>", "bpmn.no_process"),
        (f'{HEAD}<process id="a"/><process id="b"/></definitions>', "bpmn.several_processes"),
        (f"{HEAD}{'<a>' * 60}{'</a>' * 60}</definitions>", "xml.too_deep"),
        (f"{HEAD}{'<a/>' * 20_001}</definitions>", "xml.too_many_elements"),
        (f"{HEAD}<a {MANY}/></definitions>", "xml.too_many_attributes"),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "xml.document_type"),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "xml.document_type"),
        ('<?xml version="1.0" encoding="klingon"?><a/>', "xml.not_well_formed"),
    ],
)  # fmt: skip
def test_what_is_no_single_process_is_refused_with_a_code(text: str, code: str) -> None:
    with pytest.raises(BpmnNotReadable) as caught:
        read(text.encode())
    assert caught.value.code == code


def test_entities_that_would_grow_to_gigabytes_are_never_expanded() -> None:
    names = [f"e{number}" for number in range(12)]
    bomb = '<!ENTITY e0 "ha">' + "".join(
        f'<!ENTITY {name} "{("&" + before + ";") * 20}">' for before, name in pairwise(names)
    )
    with pytest.raises(XmlRefused, match="document_type"):
        parse(f"<!DOCTYPE a [{bomb}]><a>&{names[-1]};</a>".encode())


def test_nesting_without_end_is_left_early() -> None:
    with pytest.raises(XmlRefused) as caught:
        parse(b"<a>" * 500_000)
    assert caught.value.params == {"limit": MAX_DEPTH}


def test_a_file_beyond_the_size_limit_is_not_even_parsed() -> None:
    with pytest.raises(XmlRefused, match="too_large"):
        parse(b"<a>" + b" " * MAX_BYTES + b"</a>")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_chinese_names_are_read_in_every_encoding_that_tools_write(encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    process = '<process id="p" name="立案审批"/></definitions>'
    text = f'<?xml version="1.0" encoding="{declared}"?>{HEAD}{process}'
    assert read(text.encode(encoding)).name == "立案审批"


def test_an_empty_process_is_read_as_one_without_elements() -> None:
    model = read(f'{HEAD}<process id="p"/></definitions>'.encode())
    assert not model.elements
    assert not model.executable
