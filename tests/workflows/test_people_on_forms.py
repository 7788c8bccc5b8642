"""Each field that names people says so, or it stands here with the reason why it need not.

The mark `names` makes a ban found wherever the person turns up (engine/flags.py). A form that is
added, or a field that is renamed, cannot forget it.
"""

import re
from typing import Final

import pytest

from engine import forms
from engine.forms import Component
from engine.forms.lint import reasons

#: Words of a label, and parts of a key, that promise a person.
LABEL: Final = re.compile(
    "姓名|名字|代表人|负责人|管理人员|当事人|陪同|人员|员$|签名|签收|签字|代理人|证人|被约谈|经营者"
    "|主持|法人|[\u4e00-\u9fff]人(（|$)"
)
KEY: Final = re.compile(
    "name|person|people|party|attend|witness|receiver|reporter|recorder|chair|expert|officer"
    "|manager|representative|operator|informant|complain|_by$|who"
)
OFFICIALS: Final = "Officials of the bureau, whom no ban concerns."
OTHERS: Final = "Whoever takes it over for another authority."
PROSE: Final = "What was said, not who somebody is; who answers for the party is named elsewhere."
#: (form, field) -> why it carries no mark.
EXCUSED: Final = {
    ("accept_complaint", "officers"): OFFICIALS,
    ("appoint_chair", "chair"): OFFICIALS,
    ("appoint_chair", "recorder"): OFFICIALS,
    ("apply_court", "party_view"): PROSE,
    ("apply_court", "signed_by"): OFFICIALS,
    ("assign_officers", "officers"): OFFICIALS,
    ("collect_payment", "demand_answer"): PROSE,
    ("decide_filing", "receiver"): "An authority.",
    ("decide_outcome", "receiver"): "An authority.",
    ("decide_penalty", "receiver"): "An authority.",
    ("discuss_case", "attendees"): OFFICIALS,
    ("discuss_case", "chaired_by"): OFFICIALS,
    ("discuss_case", "recorder"): OFFICIALS,
    ("discuss_case", "reporter"): OFFICIALS,
    ("discuss_extension", "attendees"): OFFICIALS,
    ("discuss_extension", "chaired_by"): OFFICIALS,
    ("discuss_extension", "recorder"): OFFICIALS,
    ("discuss_extension", "reporter"): OFFICIALS,
    ("form_group", "officers"): OFFICIALS,
    ("hand_in_fine", "received_by"): OFFICIALS,
    ("hand_over", "receiver"): OTHERS,
    ("hear_on_spot", "statement"): PROSE,
    ("inspect_premises", "experts"): "Experts whom the bureau invites (L6 art 23).",
    ("inspect_premises", "party_title"): "A title.",
    ("inspect_school", "party_title"): "A title.",
    ("name_banned", "reasons"): PROSE,
    ("propose_listing", "told"): PROSE,
    ("request_deferral", "view"): PROSE,
    ("review_production", "experts"): "Experts whom the bureau invites (L6 art 23).",
    ("review_production", "party_title"): "A title.",
    ("send_case_file", "taken_by"): OTHERS,
    ("send_transfer", "receiver"): "An authority.",
    ("serve_document", "left_reason"): "A witness, who holds no position at the party.",
    ("submit_material", "received_by"): OFFICIALS,
    ("take_measure", "statement"): PROSE,
    ("take_measure", "witness"): "A witness, who holds no position at the party.",
}
WRITTEN: Final = frozenset({"textfield", "textarea"})
#: Widgets that hold files, things and amounts.
OTHER_WIDGETS: Final = frozenset({"evidence", "charges", "things", "instalments", "checklist"})


def promises_a_person(field: Component) -> bool:
    """Whether label or key say that somebody is named there."""
    if field.type not in WRITTEN or field.widget in OTHER_WIDGETS:
        return False
    return bool(LABEL.search(field.label) or KEY.search(field.key))


FIELDS = [(name, field) for name in forms.names() for field in forms.load(name).fields.values()]


@pytest.mark.law("T55")
def test_a_field_that_names_people_says_so_or_says_why_not() -> None:
    silent = {
        (name, field.key)
        for name, field in FIELDS
        if promises_a_person(field) and not field.names_people
    }
    assert silent - EXCUSED.keys() == set(), "mark it with `names`, or say here why not"
    assert EXCUSED.keys() - silent == set(), "nothing to excuse any more"


def test_the_marks_and_widgets_that_name_people_are_found() -> None:
    marked = {(name, field.key) for name, field in FIELDS if field.names_people}
    assert {
        ("propose_person", "name"),
        ("name_banned", "people"),
        ("inspect_school", "party_name"),
        ("inspect_school", "party_signature"),
    } <= marked


@pytest.mark.parametrize(
    ("properties", "said"),
    [
        ({"names": "somebody"}, "names must be one of person, text"),
        ({"names": "person", "number": "none"}, "number must name the field"),
        ({"name": "person"}, "the property name is not supported here"),
    ],
)
def test_a_mark_that_says_nothing_is_refused(properties: dict[str, str], said: str) -> None:
    field = {"type": "textfield", "key": "who", "label": "姓名", "properties": properties}
    (found,) = reasons({"type": "default", "components": [field]})
    assert said in found


def test_a_number_is_the_field_of_the_identity_card() -> None:
    who = {
        "type": "textfield",
        "key": "who",
        "label": "姓名",
        "properties": {"names": "person", "number": "id_number"},
    }
    number = {"type": "textfield", "key": "id_number", "label": "公民身份号码"}
    assert reasons({"type": "default", "components": [who, number]}) == []
