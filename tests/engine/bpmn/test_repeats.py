"""Activities done several times: at once, in sequence, in turns; what they get and bring back."""

import datetime as dt
import time

import pytest
import time_machine

from engine.errors import Broken
from engine.lint import lint
from engine.proof.checks import prove
from engine.spiff.repeats import MAX_INSTANCES
from tests.engine.bpmn.library import Plain
from tests.engine.bpmn.models import END, KNOWN, a_process, gate, scope, timer, user
from tests.engine.bpmn.table import INSIDE, LOOPS
from tests.engine.bpmn.test_sub_processes import named_in_the_house
from tests.engine.test_bpmn_meaning import DUE, NOON, Running

MANY = "multiInstanceLoopCharacteristics"
LIST = f'<{MANY} camunda:collection="list" camunda:elementVariable="one"/>'
IN_SEQUENCE = LIST.replace(f"<{MANY}", f'<{MANY} isSequential="true"')
COLLECTS = (
    '<extensionElements><camunda:properties><camunda:property name="collects" value="answer"/>'
    '<camunda:property name="outcomes" value="answer"/></camunda:properties></extensionElements>'
)
CALLED = a_process("called", user("b") + END, "start b", "b end")


def task(repeat: str) -> str:
    return f'<userTask id="a" name="t" camunda:formRef="form">{COLLECTS}{repeat}</userTask>'


def call(repeat: str) -> str:
    collects = COLLECTS.replace('<camunda:property name="outcomes" value="answer"/>', "")
    return f'<callActivity id="a" name="a" calledElement="called">{collects}{repeat}</callActivity>'


def sub(repeat: str) -> str:
    collects = COLLECTS.replace('<camunda:property name="outcomes" value="answer"/>', "")
    return scope("subProcess", "a", collects + repeat + INSIDE[0], *INSIDE[1:])


#: What is repeated, and what waits in each instance.
KINDS = [(task, "a"), (call, "b"), (sub, "b")]
NAMES = ("userTask", "callActivity", "subProcess")


def rows(*loops: str) -> list[str]:
    return [f"{loop}/{name}" for loop in loops for name in NAMES]


def a_run(activity: str, **data: object) -> Running:
    source = a_process("p", activity + user("z") + END, "start a", "a z", "z end")
    return Running(source, *([CALLED] if "calledElement" in activity else []), **data)


def items(running: Running) -> list[object]:
    return [one.data.get("one") for one in running.machine.waiting()]


@pytest.mark.bpmn(*rows(f"{MANY}/parallel", f"{MANY}/over a list"))
@pytest.mark.parametrize(("activity", "inner"), KINDS)
def test_each_item_of_a_list_has_an_instance_and_their_answers_come_back_in_its_order(
    activity: object, inner: str
) -> None:
    running = a_run(activity(LIST), list=[30, 10, 20], kept="x")  # type: ignore[operator]
    assert running.waiting() == [inner] * 3
    assert items(running) == [30, 10, 20]
    for answer in ("third", "second", "first"):
        last = running.machine.waiting()[-1]
        running.stored().machine.complete(last.task_id, {"answer": answer, "other": answer})
    assert running.waiting() == ["z"]
    assert running.machine.data() == {
        "list": [30, 10, 20], "kept": "x", "answer": ["first", "second", "third"]
    }  # fmt: skip


@pytest.mark.bpmn(*rows(f"{MANY}/sequential"))
@pytest.mark.parametrize(("activity", "inner"), KINDS)
def test_in_sequence_each_instance_begins_when_the_one_before_is_over(
    activity: object, inner: str
) -> None:
    running = a_run(activity(IN_SEQUENCE), list=[30, 10])  # type: ignore[operator]
    assert items(running) == [30]
    assert items(running.complete(inner, answer="first")) == [10]
    # What the first one has written is not the second one's.
    assert "answer" not in running.machine.waiting()[0].data
    assert running.complete(inner, answer="second").waiting() == ["z"]
    assert running.machine.data() == {"list": [30, 10], "answer": ["first", "second"]}


@pytest.mark.parametrize(("activity", "inner"), KINDS)
def test_a_number_of_instances_is_counted_from_one(activity: object, inner: str) -> None:
    many = f"<{MANY}><loopCardinality>wanted + 1</loopCardinality></{MANY}>"
    running = a_run(activity(many), wanted=1)  # type: ignore[operator]
    assert [one.data["loopCounter"] for one in running.machine.waiting()] == [1, 2]
    running.complete(inner, answer="x").complete(inner, answer="y")
    assert running.machine.data() == {"wanted": 1, "answer": ["x", "y"]}


@pytest.mark.parametrize(("activity", "inner"), KINDS)
def test_an_empty_list_is_passed_and_an_empty_list_comes_back(activity: object, inner: str) -> None:
    running = a_run(activity(LIST), list=[])  # type: ignore[operator]
    assert running.waiting() == ["z"]
    assert running.machine.data() == {"list": [], "answer": []}


@pytest.mark.bpmn(*rows(f"{MANY}/completion condition"))
@pytest.mark.parametrize(("activity", "inner"), KINDS)
def test_a_completion_condition_takes_the_other_instances_away(
    activity: object, inner: str
) -> None:
    enough = '<completionCondition>count(answer[item = "yes"]) * 2 &gt; numberOfInstances'
    many = LIST.replace("/>", f">{enough}</completionCondition></{MANY}>")
    running = a_run(activity(many), list=[1, 2, 3])  # type: ignore[operator]
    assert running.complete(inner, answer="yes").waiting() == [inner] * 2
    assert running.complete(inner, answer="yes").waiting() == ["z"]
    assert running.machine.data()["answer"] == ["yes", "yes"]
    assert running.complete("z").machine.ended


@pytest.mark.bpmn(*rows("standardLoopCharacteristics"))
@pytest.mark.parametrize(("activity", "inner"), KINDS)
def test_a_loop_takes_turns_while_its_condition_is_true(activity: object, inner: str) -> None:
    loop = LOOPS["standardLoopCharacteristics"]
    text = activity(loop).replace(COLLECTS, "")  # type: ignore[operator]
    text = text.replace('<camunda:property name="collects" value="answer"/>', "")
    running = a_run(text, total=[0])
    assert running.complete(inner, answer="a", total=[1]).waiting() == [inner]
    # A turn goes on with the data of the one before.
    (turn,) = running.machine.waiting()
    assert (turn.data["total"], turn.data["loopCounter"]) == ([1], 2)
    assert running.complete(inner, answer="b", total=[]).waiting() == ["z"]
    assert running.machine.data() == {"answer": "b", "total": []}
    # Three turns at most.
    running = a_run(text)
    for _ in range(3):
        running.complete(inner, answer="a")
    assert running.waiting() == ["z"]


def test_a_condition_that_is_asked_first_may_leave_the_activity_out() -> None:
    loop = '<standardLoopCharacteristics testBefore="true"><loopCondition>wanted</loopCondition>'
    text = f'<userTask id="a" name="t" camunda:formRef="form">{loop}</standardLoopCharacteristics>'
    assert a_run(f"{text}</userTask>", wanted=False).waiting() == ["z"]
    running = a_run(f"{text}</userTask>", wanted=True)
    assert running.complete("a", wanted=False).waiting() == ["z"]


@pytest.mark.parametrize(("activity", "inner"), KINDS)
@pytest.mark.parametrize("many", [LIST, IN_SEQUENCE])
def test_a_timer_on_the_edge_takes_all_instances_away(
    activity: object, inner: str, many: str
) -> None:
    body = activity(many) + timer("t", 'attachedToRef="a"')  # type: ignore[operator]
    source = a_process("p", body + user("z", "late") + END, "start a", "a z", "z end", "t late",
                       "late end")  # fmt: skip
    with time_machine.travel(NOON, tick=False) as traveller:
        running = Running(source, *([CALLED] if activity is call else []), due=DUE, list=[1, 2])
        running.complete(inner, answer="x")
        traveller.shift(dt.timedelta(days=3))
        assert running.wake().waiting() == ["late"]
        assert running.stored().machine.timers() == []
        assert running.complete("late").machine.ended


def test_timers_inside_instances_are_taken_away_with_them() -> None:
    """The library drops the instances of a repeated activity and leaves what waits inside."""
    inside = user("b") + timer("t2", 'attachedToRef="b"') + '<endEvent id="o"/>'
    body = scope("subProcess", "a", LIST + '<startEvent id="i"/>' + inside, "i b", "b o", "t2 o")
    body += timer("t", 'attachedToRef="a"').replace("<timeDate>due<", "<timeDate>sooner<")
    source = a_process("p", body + user("late") + END, "start a", "a end", "t late", "late end")
    with time_machine.travel(NOON, tick=False) as traveller:
        sooner = (NOON + dt.timedelta(days=1)).isoformat()
        running = Running(source, due=DUE, sooner=sooner, list=[1, 2])
        traveller.shift(dt.timedelta(days=1))
        assert running.wake().waiting() == ["late"]
        assert running.machine.next_wake() is None


def test_many_instances_can_be_repeated_in_a_circle() -> None:
    source = a_process(
        "p", gate("m") + task(LIST) + user("z") + gate("g", "g_end") + END,
        "start m", "m a", "a z", "z g", 'g m more = "yes"', "g end",
    )  # fmt: skip
    running = Running(source, list=[1, 2])
    for _ in range(3):
        running.complete("a", answer="x").complete("a", answer="y")
        assert running.waiting() == ["z"]
        assert running.machine.data()["answer"] == ["x", "y"]
        running.complete("z", more="yes")
    assert running.waiting() == ["a", "a"]


LIBRARYS = LOOPS["multiInstanceLoopCharacteristics/parallel"].replace(
    "<loopCardinality>3</loopCardinality>",
    '<loopDataInputRef>list</loopDataInputRef><inputDataItem id="one"/>',
)
LIBRARYS_TASK = f'<userTask id="a" name="t">{LIBRARYS}</userTask>'


def test_the_library_leaves_the_item_in_the_data_and_cannot_repeat_the_task() -> None:
    source = a_process(
        "p", gate("m") + LIBRARYS_TASK + user("z") + gate("g", "g_end") + END,
        "start m", "m a", "a z", "z g", "g m more == 1", "g end",
    )  # fmt: skip
    library = Plain(source, list=[1, 2])
    library.complete("a [child]").complete("a [child]")
    assert library.data() == {"list": [1, 2], "one": 2}
    with pytest.raises(Exception, match="already exists"):
        library.complete("z", more=1)


def test_the_library_forgets_what_a_turn_did_to_a_list() -> None:
    loop = '<standardLoopCharacteristics loopMaximum="1"/>'
    body = f'<userTask id="a" name="t">{loop}</userTask>' + user("z") + END
    library = Plain(a_process("p", body, "start a", "a z", "z end"), total=[1, 2, 3])
    # The new one is put behind the old ones, and what is then too long is cut off.
    assert library.complete("a [child]", total=[9]).data()["total"] == [1]


@pytest.mark.parametrize(
    ("many", "data", "code"),
    [
        (LIST, {"list": "1, 2"}, "repeat.no_list"),
        (LIST, {}, "repeat.no_list"),
        (LIST, {"list": [0] * (MAX_INSTANCES + 1)}, "repeat.too_many"),
        (f"<{MANY}><loopCardinality>x</loopCardinality></{MANY}>", {"x": 1.5}, "repeat.no_number"),
        (f"<{MANY}><loopCardinality>x</loopCardinality></{MANY}>", {}, "repeat.no_number"),
        (f"<{MANY}><loopCardinality>x</loopCardinality></{MANY}>", {"x": -1}, "repeat.no_number"),
    ],
)
def test_what_is_no_list_or_number_of_instances_stops_the_step(
    many: str, data: dict[str, object], code: str
) -> None:
    with pytest.raises(Broken) as broken:
        a_run(task(many), **data)
    assert broken.value.code == code


@pytest.mark.parametrize(
    ("many", "code"),
    [
        (f"<{MANY}/>", "repeat.one_source"),
        (LIST.replace("/>", f"><loopCardinality>2</loopCardinality></{MANY}>"),
         "repeat.one_source"),
        (LIST.replace('"list"', '"list[1]"'), "repeat.not_variable"),
        (f'<{MANY} camunda:elementVariable="one"><loopCardinality>2</loopCardinality></{MANY}>',
         "repeat.no_items"),
        (f"<{MANY}><loopCardinality>2 +</loopCardinality></{MANY}>", "condition.invalid"),
        (f'<{MANY} behavior="None" camunda:collection="list"/>', "attribute.value"),
        (f'<{MANY} camunda:collection="list" camunda:asyncBefore="true"/>', "attribute.refused"),
        ("<standardLoopCharacteristics/>", "repeat.no_end"),
        ('<standardLoopCharacteristics loopMaximum="0"/>', "repeat.maximum"),
        ('<standardLoopCharacteristics loopMaximum="3"/>', "repeat.collects"),
        ("", "repeat.collects"),
    ],
)  # fmt: skip
def test_each_fault_of_a_repetition_is_found(many: str, code: str) -> None:
    source = a_process("p", task(many) + END, "start a", "a end")
    assert code in {one.code for one in lint("p.bpmn", source.encode(), KNOWN)}


def test_a_loop_in_which_nothing_waits_is_stopped() -> None:
    loop = "<standardLoopCharacteristics><loopCondition>true</loopCondition>"
    inside = f'{loop}</standardLoopCharacteristics><startEvent id="i"/><endEvent id="o"/>'
    source = a_process("p", scope("subProcess", "a", inside, "i o") + END, "start a", "a end")
    with pytest.raises(Broken) as broken:
        Running(source)
    assert broken.value.code == "process.endless"


def test_as_many_instances_as_are_allowed_are_done_in_bounded_time() -> None:
    began = time.process_time()
    running = a_run(sub(LIST), list=list(range(MAX_INSTANCES)))
    for _ in range(MAX_INSTANCES):
        running.complete("b", answer="x")
    assert len(running.machine.data()["answer"]) == MAX_INSTANCES
    assert time.process_time() - began < 10


def test_a_service_task_is_not_repeated() -> None:
    service = f'<serviceTask id="s" name="s" camunda:topic="sum.up">{LIST}</serviceTask>'
    found = lint("p.bpmn", a_process("p", service + END, "start s", "s end").encode(), KNOWN)
    assert "element.misplaced" in {one.code for one in found}


def test_the_proof_tries_nobody_one_and_two_of_a_list_that_an_operation_makes() -> None:
    """Of which nothing else is known: there is no contract of what it returns."""
    makes = (
        '<serviceTask id="s" name="s" camunda:type="external" camunda:topic="x"><extensionElements>'
        '<camunda:properties><camunda:property name="sets" value="list"/></camunda:properties>'
        "</extensionElements></serviceTask>"
    )
    many = f'<userTask id="a" name="t" camunda:formRef="form">{LIST}</userTask>'
    source = a_process("p", makes + many + END, "start s", "s a", "a end")
    proof = prove("p", {"p": named_in_the_house(source)})
    assert proof.sound
    # Nobody, which is the end; one; two, and either of them left.
    assert proof.states == 5


def test_the_proof_tells_apart_how_many_are_done_when_a_condition_asks_for_it() -> None:
    many = (
        f"<{MANY}><loopCardinality>3</loopCardinality><completionCondition>"
        f"numberOfCompletedInstances = 2</completionCondition></{MANY}>"
    )
    text = f'<userTask id="a" name="t" camunda:formRef="form">{many}</userTask>'
    source = a_process("p", text + END, "start a", "a end")
    proof = prove("p", {"p": named_in_the_house(source)})
    # Three open; each two of them; the end.
    assert (proof.sound, proof.states) == (True, 5)


@pytest.mark.parametrize("activity", [task, sub])
def test_the_proof_explores_every_order_and_answer_of_the_instances(activity: object) -> None:
    many = f"<{MANY}><loopCardinality>2</loopCardinality></{MANY}>"
    text = activity(many).replace('value="answer"', 'value="acceptance"')  # type: ignore[operator]
    if activity is sub:
        outcomes = COLLECTS.replace("answer", "acceptance").replace(
            '<camunda:property name="collects" value="acceptance"/>', ""
        )
        text = text.replace(
            'camunda:formRef="form"/>', f'camunda:formRef="form">{outcomes}</userTask>'
        )
    source = a_process(
        "p", text + gate("g", "g_end") + user("z") + END, "start a", "a g",
        'g z some one in acceptance satisfies one = "returned"', "g end", "z end",
    )  # fmt: skip
    proof = prove("p", {"p": named_in_the_house(source)})
    assert [str(one) for one in proof.violations] == []
    # Both open; one of them with either answer of the other; somebody returned it; the end.
    assert proof.states == 7
