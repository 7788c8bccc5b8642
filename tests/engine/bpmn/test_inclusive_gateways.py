"""The inclusive gateway: what it starts, what it waits for, and where the library errs."""

import datetime as dt

import pytest
import time_machine

from engine.lint import lint
from engine.proof.checks import prove
from tests.engine.bpmn.library import Plain
from tests.engine.bpmn.models import END, KNOWN, a_process, gate, scope, timer, user
from tests.engine.bpmn.test_sub_processes import named_in_the_house
from tests.engine.test_bpmn_meaning import DUE, NOON, Running

OR = "inclusiveGateway"
AND = "parallelGateway"
#: Which of three reviews are made follows from the facts; then somebody decides.
REVIEWS = a_process(
    "p", gate("f", "f_c", OR) + user("a", "b", "c") + gate("j", kind=OR) + user("d") + END,
    "start f", 'f a "legal" in reviews', 'f b "expert" in reviews', "f c",
    "a j", "b j", "c j", "j d", "d end",
)  # fmt: skip


@pytest.mark.bpmn("inclusiveGateway")
@pytest.mark.parametrize(
    ("reviews", "begun"),
    [
        (["legal"], ["a"]),
        (["expert"], ["b"]),
        (["legal", "expert"], ["a", "b"]),
        ([], ["c"]),
    ],
)
def test_every_flow_whose_condition_is_true_is_started_and_waited_for(
    reviews: list[str], begun: list[str]
) -> None:
    running = Running(REVIEWS, reviews=reviews)
    assert running.waiting() == begun
    for number, task in enumerate(reversed(begun)):
        assert "d" not in running.waiting()
        running.complete(task, **{f"said_{number}": task})
    assert running.waiting() == ["d"]
    said = {f"said_{number}": task for number, task in enumerate(reversed(begun))}
    assert running.machine.data() == {"reviews": reviews, **said}
    assert running.complete("d").machine.ended


#: The second branch may end elsewhere instead of coming to the join.
ELSEWHERE = a_process(
    "p", gate("f", kind=AND) + user("a", "b", "c") + gate("x", "x_e2") + gate("j", kind=OR)
    + '<endEvent id="e2"/>' + END,
    "start f", "f a", "f b", "a j", "b x", 'x j answer = "comes"', "x e2", "j c", "c end",
)  # fmt: skip


def test_a_join_stops_waiting_for_a_token_that_went_elsewhere() -> None:
    running = Running(ELSEWHERE).complete("a")
    assert running.waiting() == ["b"]
    assert running.complete("b", answer="goes").waiting() == ["c"]
    assert Running(ELSEWHERE).complete("a").complete("b", answer="comes").waiting() == ["c"]


def test_a_join_waits_for_a_token_that_may_still_go_round() -> None:
    source = a_process(
        "p", gate("f", kind=AND) + user("a", "b", "c") + gate("m") + gate("x", "x_j")
        + gate("j", kind=OR) + END,
        "start f", "f a", "f m", "m b", "a j", "b x", 'x m answer = "again"', "x j", "j c", "c end",
    )  # fmt: skip
    running = Running(source).complete("a")
    assert running.complete("b", answer="again").waiting() == ["b"]
    assert running.complete("b", answer="on").waiting() == ["c"]


def test_a_join_waits_for_what_waits_inside_a_sub_process() -> None:
    sub = scope("subProcess", "s", '<startEvent id="i"/>' + user("b") + '<endEvent id="o"/>',
                "i b", "b o")  # fmt: skip
    source = a_process("p", gate("f", kind=AND) + user("a", "c") + sub + gate("j", kind=OR) + END,
                       "start f", "f a", "f s", "a j", "s j", "j c", "c end")  # fmt: skip
    running = Running(source).complete("a")
    assert running.waiting() == ["b"]
    assert running.complete("b").waiting() == ["c"]


def test_an_event_on_the_edge_is_waited_for_as_long_as_its_activity_is_open() -> None:
    source = a_process(
        "p", gate("f", kind=AND) + user("a", "b", "c") + timer("t", 'attachedToRef="b"')
        + gate("j", kind=OR) + '<endEvent id="e2"/>' + END,
        "start f", "f a", "f b", "a j", "b e2", "t j", "j c", "c end",
    )  # fmt: skip
    with time_machine.travel(NOON, tick=False) as traveller:
        assert Running(source, due=DUE).complete("a").complete("b").waiting() == ["c"]
        running = Running(source, due=DUE).complete("a")
        assert running.waiting() == ["b"]
        traveller.shift(dt.timedelta(days=3))
        assert running.wake().waiting() == ["c"]


#: `b` and `d` come to the join by the same flow, one after the other.
TWICE = a_process(
    "p", gate("f", kind=AND) + user("a", "b", "d", "c") + gate("m") + gate("j", kind=OR) + END,
    "start f", "f a", "f b", "f d", "a j", "b m", "d m", "m j", "j c", "c end",
)  # fmt: skip


def test_a_token_that_comes_after_a_join_has_opened_opens_it_again() -> None:
    running = Running(TWICE).complete("a").complete("b")
    # There is a token on each flow, so `d` is not waited for.
    assert running.waiting() == ["c", "d"]
    assert running.complete("d").waiting() == ["c", "c"]
    assert running.complete("c").complete("c").machine.ended


def test_the_library_takes_away_what_an_earlier_opening_has_begun() -> None:
    library = Plain(TWICE).complete("a").complete("b")
    assert library.waiting() == ["c", "d"]
    # One of two is left: whoever had begun with `c` has lost it.
    assert library.complete("d").waiting() == ["c"]


#: The library looks back from the join along the first way only, which is not the one of `d`.
BEHIND = a_process(
    "p", gate("g", "g_f") + user("k") + gate("f", kind=AND) + user("a", "d", "c") + gate("x", "x_m")
    + gate("m") + gate("j", kind=OR) + '<endEvent id="e2"/>' + END,
    "start g", "g k answer = 1", "g f", "k m", "f a", "f d", "a j", "d x", "x e2 answer = 3", "x m",
    "m j", "j c", "c end",
)  # fmt: skip


def test_a_join_waits_for_a_token_on_any_way_that_leads_to_it() -> None:
    running = Running(BEHIND, answer=2).complete("a")
    assert running.waiting() == ["d"]
    assert running.complete("d").waiting() == ["c"]


def test_the_library_opens_a_join_while_a_token_is_still_on_its_way() -> None:
    library = Plain(BEHIND.replace("answer = ", "answer == "), answer=2).complete("a")
    assert library.waiting() == ["c", "d"]


def test_two_flows_between_the_same_elements_are_refused() -> None:
    body = gate("f", "f_end", OR) + gate("j", kind=OR) + user("a") + END
    source = a_process("p", body, "start f", "f j answer = 1", "f end", "j a", "a end")
    source = source.replace("</process>", '<sequenceFlow id="z" sourceRef="f" targetRef="j">'
                            "<conditionExpression>answer = 2</conditionExpression>"
                            "</sequenceFlow></process>")  # fmt: skip
    assert ("f", "flow.doubled") in {
        (one.element, one.code) for one in lint("p.bpmn", source.encode(), KNOWN)
    }


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (' default="f_c"', "", "gateway.no_default"),
        ('<conditionExpression>"legal" in reviews</conditionExpression>', "",
         "gateway.no_condition"),
        ('targetRef="end"', 'targetRef="f"', "join.in_circle"),
    ],
)  # fmt: skip
def test_each_fault_of_an_inclusive_gateway_is_found(old: str, new: str, code: str) -> None:
    found = lint("p.bpmn", REVIEWS.replace(old, new).encode(), KNOWN)
    assert code in {one.code for one in found}


def test_the_proof_explores_an_inclusive_gateway() -> None:
    source = named_in_the_house(REVIEWS).replace('"legal" in reviews', "case_id = 1")
    proof = prove("p", {"p": source.replace('"expert" in reviews', "case_id &lt; 2")})
    assert {one.rule for one in proof.violations if "dead" not in one.rule} == set()
    # a and b, one of them, d, the end.
    assert proof.states == 5
