"""The proof: shipped models hold, and each way of spoiling one is found with a path."""

import re
from collections.abc import Callable

import pytest

from engine import definitions
from engine.proof.checks import ALL_RULES, Proof, prove

SHIPPED = definitions.shipped()
ROOTS = sorted(definitions.roots(SHIPPED))


def _prove(process: str, sources: dict[str, str]) -> Proof:
    return prove(process, definitions.closure(process, sources))


@pytest.mark.parametrize("process", ROOTS)
def test_a_shipped_model_is_sound_and_lawful(process: str) -> None:
    proof = _prove(process, SHIPPED)

    assert [str(violation) for violation in proof.violations] == []
    assert proof.sound
    assert proof.verdicts


def test_every_rule_of_the_proof_has_something_to_say_about_a_shipped_model() -> None:
    sources = definitions.shipped()
    said = {
        verdict.rule
        for process in definitions.roots(sources)
        for verdict in _prove(process, sources).verdicts
    }

    assert [rule.id for rule in ALL_RULES if rule.id not in said] == []


def _retarget(flow_source: str, old: str, new: str) -> Callable[[str], str]:
    """Lead a flow elsewhere, in the flow itself and in the lists of the elements."""

    def change(text: str) -> str:
        pattern = rf'(<sequenceFlow id="[^"]*" [^>]*sourceRef="{flow_source}" targetRef=")({old})"'
        changed, count = re.subn(pattern, rf'\g<1>{new}"', text)
        if not count:
            pattern = rf'(sourceRef="{flow_source}" targetRef="){old}"'
            changed, count = re.subn(pattern, rf'\g<1>{new}"', text)
        assert count, f"no flow from {flow_source} to {old}"
        name = f"flow_{flow_source}__{old}"
        incoming = f"<incoming>{name}</incoming>"
        return changed.replace(incoming, "")

    return change


def _replace(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text, old
        return text.replace(old, new, 1)

    return change


def _drop_property(element: str, name: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        start = text.index(f'<userTask id="{element}"')
        pattern = rf'<camunda:property name="{name}" value="[^"]*" />\s*'
        end = text.index("</userTask>", start)
        task, count = re.subn(pattern, "", text[start:end])
        assert count, f"{element} has no {name}"
        return text[:start] + task + text[end:]

    return change


Mutation = tuple[str, str, Callable[[str], str], str]

MUTATIONS: list[Mutation] = [
    (
        "iron_fist_case",
        "case_investigation",
        _replace('review = "agreed"', 'review = "correct"'),
        "notice.after_review",
    ),
    (
        "iron_fist_case",
        "case_investigation",
        _retarget("task_propose_penalty", "decide_review_track", "end_reviewed"),
        "decision.after_review",
    ),
    (
        "iron_fist_case",
        "penalty_notice",
        _retarget("task_start_defence", "task_record_defence", "join_defence"),
        "decision.after_defence",
    ),
    (
        "iron_fist_case",
        "penalty_decision",
        _replace('penalty_approval = "approved"', 'penalty_approval = "returned"'),
        "decision.after_approval",
    ),
    (
        "iron_fist_case",
        "case_filing",
        _replace('filing_approval = "approved"', 'filing_approval in ("approved", "returned")'),
        "filing.two_people",
    ),
    (
        "iron_fist_case",
        "penalty_performance",
        _retarget("call_serve_decision", "task_start_performance", "end_performed"),
        "decision.is_served",
    ),
    (
        "iron_fist_case",
        "case_investigation",
        _drop_property("task_review_legality", "excludes"),
        "people.no_handler",
    ),
    (
        "iron_fist_case",
        "penalty_decision",
        _drop_property("task_approve_penalty", "excludes"),
        "people.no_handler",
    ),
    (
        "iron_fist_case",
        "penalty_decision",
        _drop_property("task_decide_penalty", "not_same_as"),
        "people.two_people",
    ),
    (
        "iron_fist_case",
        "case_filing",
        _drop_property("task_decide_filing", "not_same_as"),
        "people.two_people",
    ),
    (
        "iron_fist_case",
        "case_filing",
        _drop_property("task_decide_filing", "excludes"),
        "people.no_handler",
    ),
    (
        "iron_fist_case",
        "case_closure",
        _drop_property("task_approve_closure", "excludes"),
        "people.no_handler",
    ),
    (
        "iron_fist_case",
        "case_closure",
        _replace('closure = "approved"', 'closure = "never"'),
        "soundness.can_finish",
    ),
    (
        "iron_fist_case",
        "case_closure",
        _replace('<lane id="leader"', '<lane id="wizard"'),
        "people.role_exists",
    ),
    (
        "school_inspection",
        "school_inspection",
        _drop_property("task_inspect_school", "officers"),
        "people.four_eyes",
    ),
    (
        "school_inspection",
        "rectification",
        _drop_property("task_reinspect", "officers"),
        "people.four_eyes",
    ),
    (
        "school_inspection",
        "inspection_follow_up",
        _replace("rectified = true", "rectified in (true, false)"),
        "failed_rectification.is_investigated",
    ),
    (
        "school_inspection",
        "inspection_follow_up",
        _replace(
            'outcome in ("NO_PROBLEM", "RECTIFY_ON_SPOT")',
            'outcome in ("NO_PROBLEM", "RECTIFY_ON_SPOT", "STOP")',
        ),
        "violation.is_investigated",
    ),
    (
        "school_inspection",
        "rectification",
        _retarget("task_reinspect", "task_close_rectification", "end_rectification_closed"),
        "rectification.is_closed",
    ),
    (
        "school_inspection",
        "result_publication",
        _retarget("task_publish_result", "task_record_publication", "end_result_published"),
        "result.is_published",
    ),
    (
        "school_inspection",
        "rectification",
        _replace(">reminder_due<", ">remainder_due<"),
        "step",
    ),
    (
        "school_inspection",
        "school_inspection",
        _replace('outcome = "NOT_PERFORMED"', 'outcome = "NEVER"'),
        "unperformed.has_reason",
    ),
    (
        "iron_fist_case",
        "case_investigation",
        _replace('track = "legal"', 'track in ("legal-only")'),
        "review.of_the_lawful_kind",
    ),
    (
        "iron_fist_case",
        "penalty_decision",
        _replace("needs_discussion = true", "needs_discussion = true and needs_discussion = false"),
        "discussion.where_mandatory",
    ),
    (
        "iron_fist_case",
        "case_decision",
        _replace('proposal = "penalise" and decided_by = "bureau"', 'proposal = "penalise"'),
        "penalty.within_own_power",
    ),
    (
        "iron_fist_case",
        "case_decision",
        _replace("heard = true", "heard = true and heard = false"),
        "penalty.after_hearing_review",
    ),
    (
        "iron_fist_case",
        "case_decision",
        _replace('informed = "change"', 'informed = "never"'),
        "penalty.after_settled_defence",
    ),
    (
        "iron_fist_case",
        "hearing",
        _replace("notified_in_time = true", "notified_in_time in (true, false)"),
        "hearing.after_its_notice",
    ),
    (
        "iron_fist_case",
        "hearing",
        _retarget("gate_notified", "timer_hearing_at", "task_hold_hearing"),
        "hearing.at_its_hour",
    ),
    (
        "iron_fist_case",
        "hearing",
        _retarget("task_schedule_hearing", "call_serve_hearing_notice", "task_check_notice"),
        "hearing.notice_was_served",
    ),
    (
        "iron_fist_case",
        "hearing",
        _retarget("gate_held", "task_conclude_hearing", "end_heard"),
        "held_hearing.is_reported",
    ),
    (
        "iron_fist_case",
        "hearing",
        _drop_property("task_hold_hearing", "excludes"),
        "people.no_handler",
    ),
    (
        "iron_fist_case",
        "hearing",
        _drop_property("task_hold_hearing", "assignee"),
        "people.named",
    ),
    (
        "iron_fist_case",
        "case_investigation",
        _drop_property("task_review_legality", "qualification"),
        "people.qualified",
    ),
    (
        "iron_fist_case",
        "penalty_decision",
        _drop_property("task_discuss_case", "excludes"),
        "people.no_handler",
    ),
    (
        "iron_fist_case",
        "case_outcome",
        _drop_property("task_decide_outcome", "not_same_as"),
        "people.two_people",
    ),
    (
        "iron_fist_case",
        "case_outcome",
        _replace('outcome_approval = "approved"', 'outcome_approval in ("approved", "returned")'),
        "outcome.after_approval",
    ),
    (
        "iron_fist_case",
        "penalty_notice",
        _retarget("gate_defence", "join_reconsideration", "join_defence"),
        "defence.is_reconsidered",
    ),
    (
        "iron_fist_case",
        "case_referral",
        _retarget("gate_to_police", "task_issue_referral", "task_send_case_file"),
        "referral.has_letter",
    ),
    (
        "iron_fist_case",
        "iron_fist_case",
        _retarget("gate_referred", "join_investigation", "end_referred"),
        "refused_referral.is_taken_up",
    ),
    (
        "iron_fist_case",
        "service_of_documents",
        _retarget("task_announce_service", "timer_public_notice_due", "join_service"),
        "public_notice.runs_its_days",
    ),
]


@pytest.mark.parametrize(
    ("root", "name", "change", "rule"),
    MUTATIONS,
    ids=[f"{number}-{one[3]}" for number, one in enumerate(MUTATIONS)],
)
def test_a_spoilt_model_is_found(
    root: str, name: str, change: Callable[[str], str], rule: str
) -> None:
    proof = _prove(root, SHIPPED | {name: change(SHIPPED[name])})

    assert rule in {violation.rule for violation in proof.violations}
    assert not proof.holds


def test_a_violation_names_the_way_there() -> None:
    spoil = _retarget("task_start_defence", "task_record_defence", "join_defence")
    sources = SHIPPED | {"penalty_notice": spoil(SHIPPED["penalty_notice"])}

    (found,) = [
        violation
        for violation in _prove("iron_fist_case", sources).violations
        if violation.rule == "decision.after_defence"
    ]

    assert found.path[-1].startswith("called penalty.decide")
    assert "called notice.serve" in " ".join(found.path)
