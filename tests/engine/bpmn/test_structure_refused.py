"""What the library does with structures that are refused here: the traces behind the reasons."""

import pytest
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.util.task import TaskState

from tests.engine.bpmn.library import Plain
from tests.engine.bpmn.models import END, a_process, scope, user
from tests.engine.bpmn.table import TABLE
from tests.engine.test_bpmn_meaning import Running

PAST, FUTURE = "'2020-01-01T00:00:00+00:00'", "'2999-01-01T00:00:00+00:00'"
MODES = ("interrupting", "not interrupting")
EVENTS = ("message", "timer", "escalation", "conditional", "signal", "multiple")
EVENT_SUB_PROCESSES = [
    *(f"event subProcess/{event}/{mode}" for event in EVENTS for mode in MODES),
    *(f"event subProcess/{event}/interrupting" for event in ("error", "cancel", "compensation")),
]


def _with_timer(mode: str, moment: str) -> str:
    return TABLE[f"event subProcess/timer/{mode}"].xml.replace(
        "<timeDate>due<", f"<timeDate>{moment}<"
    )


@pytest.mark.bpmn(*EVENT_SUB_PROCESSES)
@pytest.mark.parametrize("mode", MODES)
def test_a_process_with_an_event_sub_process_never_ends(mode: str) -> None:
    library = Plain(_with_timer(mode, FUTURE)).complete("a")
    # Its end was reached, and it still waits for a moment in a thousand years.
    assert (library.passed[-1], library.ended, library.waiting()) == ("end", False, [])
    left = library.workflow.get_tasks(state=TaskState.WAITING)
    assert {one.task_spec.bpmn_id for one in left} == {"i", None}


def test_an_interrupting_event_sub_process_interrupts_nothing() -> None:
    library = Plain(_with_timer("interrupting", PAST))
    assert library.waiting() == ["a", "b"]


@pytest.mark.bpmn("adHocSubProcess")
def test_an_ad_hoc_sub_process_does_not_start() -> None:
    source = TABLE["adHocSubProcess"].xml
    with pytest.raises(TypeError):
        Plain(source)
    until = "<completionCondition>answer == 1</completionCondition></adHocSubProcess>"
    with pytest.raises(KeyError, match="data_objects"):
        Plain(source.replace("</adHocSubProcess>", until), answer=2)


CANCELLED = a_process(
    "p",
    scope("transaction", "t", '<startEvent id="i"/>' + user("b") + '<endEvent id="x">'
          '<cancelEventDefinition id="c1"/></endEvent>', "i b", "b x")
    + '<boundaryEvent id="e" attachedToRef="t"><cancelEventDefinition id="c2"/></boundaryEvent>'
    + user("after", "cancelled") + END,
    "start t", "t after", "after end", "e cancelled", "cancelled end",
)  # fmt: skip
COMPENSATED = CANCELLED.replace(
    '<endEvent id="x">',
    '<boundaryEvent id="m" attachedToRef="b"><compensateEventDefinition id="c3"/></boundaryEvent>'
    '<userTask id="undo" name="u" isForCompensation="true"/>'
    '<association id="n" sourceRef="m" targetRef="undo"/><endEvent id="x">',
)


@pytest.mark.bpmn("transaction", "boundaryEvent/cancel/interrupting", "endEvent/cancel")
def test_a_cancelled_transaction_leaves_everything_done_as_it_is() -> None:
    library = Plain(CANCELLED).complete("b", paid=True)
    assert library.waiting() == ["cancelled"]
    # Whoever says what is to be undone is not understood at all.
    with pytest.raises(ValidationException, match="Unsupported Catch Event"):
        Plain(COMPENSATED)


@pytest.mark.bpmn("complexGateway")
def test_a_complex_gateway_is_not_known() -> None:
    with pytest.raises(ValidationException, match="no support implemented"):
        Plain(TABLE["complexGateway"].xml)


WRITES = (
    '<userTask id="a" name="t"><dataOutputAssociation id="x"><targetRef>r</targetRef>'
    "</dataOutputAssociation></userTask>"
)


@pytest.mark.bpmn("dataObject", "dataObjectReference", "dataOutputAssociation")
def test_what_is_written_to_a_data_object_is_taken_from_the_data() -> None:
    body = '<dataObject id="o"/><dataObjectReference id="r" dataObjectRef="o"/>' + WRITES
    library = Plain(a_process("p", body + user("b") + END, "start a", "a b", "b end"))
    library.complete("a", o=7, other=8)
    # No condition, timer or operation behind it can read it.
    assert library.data() == {"other": 8}


@pytest.mark.bpmn("dataInputAssociation")
def test_what_is_read_from_a_data_object_is_gone_after_the_task() -> None:
    reads = WRITES.replace("dataOutput", "dataInput").replace("targetRef", "sourceRef")
    body = '<dataObject id="o"/><dataObjectReference id="r" dataObjectRef="o"/>' + reads
    library = Plain(a_process("p", body + user("b") + END, "start a", "a b", "b end"), o=7)
    # The object, which nobody has written, hides the variable of its name and takes it away.
    assert library.tasks()[0].data == {"o": None}
    assert library.complete("a").data() == {}


@pytest.mark.bpmn("dataStore", "dataStoreReference")
def test_a_data_store_cannot_be_parsed() -> None:
    body = '<dataStoreReference id="r" dataStoreRef="s"/>' + WRITES + END
    source = a_process("p", body, "start a", "a end")
    with pytest.raises(ValidationException, match="has no implementation"):
        Plain(source.replace("<process", '<dataStore id="s" name="s"/><process', 1))


@pytest.mark.bpmn("dataInput", "dataOutput")
def test_declared_inputs_and_outputs_are_not_asked_for() -> None:
    declared = (
        '<ioSpecification id="io"><dataInput id="one"/><dataOutput id="two"/></ioSpecification>'
    )
    body = f'<userTask id="a" name="t">{declared}</userTask>' + user("b") + END
    library = Plain(a_process("p", body, "start a", "a b", "b end"), hidden=1)
    # Neither is `one` missed nor `hidden` hidden, and `two` need not be there.
    assert library.tasks()[0].data == {"hidden": 1}
    assert library.complete("a").waiting() == ["b"]


@pytest.mark.bpmn("property")
def test_a_property_of_a_process_is_passed_over() -> None:
    body = '<property id="one" name="one"/>' + user("a") + END
    assert Plain(a_process("p", body, "start a", "a end")).data() == {}


@pytest.mark.bpmn("sequenceFlow/conditional")
def test_a_condition_behind_a_task_is_an_error_of_the_library() -> None:
    body = user("a", "b", "c") + END
    source = a_process("p", body, "start a", "a b answer == 1", "a c", "b end", "c end")
    with pytest.raises(ValidationException, match="Multiple outgoing flows"):
        Plain(source)


@pytest.mark.bpmn("sequenceFlow/implicit split")
def test_the_library_lets_a_start_split_and_a_task_not() -> None:
    body = user("a", "b", "c") + END
    ends = ("b end", "c end")
    split = a_process("p", body, "start a", "start b", "start c", "a end", *ends)
    assert Plain(split).waiting() == ["a", "b", "c"]
    with pytest.raises(ValidationException, match="Multiple outgoing flows"):
        Plain(a_process("p", body, "start a", "a b", "a c", *ends))


def test_a_sub_process_that_says_that_no_event_starts_it_is_an_ordinary_one() -> None:
    source = TABLE["subProcess"].xml.replace(
        "<subProcess ", '<subProcess triggeredByEvent="false" '
    )
    assert Running(source).complete("b").machine.ended
