"""The words of what commands on campaigns, cases, items, people and models refuse."""

from typing import Final

from flask_babel import lazy_gettext as _l

COMMAND_ERRORS: Final = {
    "clock.needs_approver": _l("Only the leader may approve this."),
    "clock.needs_discussion": _l("This needs the decision of a collective discussion."),
    "definition.unknown": _l("There is no such process model."),
    "draw.unknown": _l("There is no such draw."),
    "instance.unknown": _l("There is no such process."),
    "key.used_for_something_else": _l("The key of the request was used for something else before."),
    "message.carries_nothing": _l("The message %(name)s carries nothing."),
    "message.not_yours": _l("The message %(name)s is not yours to hand over."),
    "message.unknown": _l("No process of this case that runs knows the message %(name)s."),
    "model.called_process_missing": _l(
        "The model %(process)s calls %(called)s, which is not there."
    ),
    "model.refused": _l("The model cannot be deployed; see the reasons."),
    "model.wrong_name": _l("The file name must be the id of the process."),
    "plan.campaign_unknown": _l("The plan announces no such campaign."),
    "plan.unknown": _l("There is no such plan."),
    "recusal.unknown": _l("There is no such recusal."),
    "subject.unknown": _l("There is no such subject."),
    "user.unknown": _l("There is no such person."),
    "work_item.not_waiting": _l("The process does not wait here any more."),
    "setting.wrong": _l("Nothing is saved: some values are not right; see the marked fields."),
    "setting.unknown": _l("There is no such setting."),
    "setting.no_text": _l("Write at most %(max)s characters."),
    "setting.no_number": _l("Write a whole number within the limits of this setting."),
    "setting.no_pair": _l("Write two numbers, the smaller one first."),
    "setting.no_flag": _l("Choose one of the two."),
    "import.gone": _l("This file is not here any more; send it again."),
    "import.unknown_kind": _l("Such files cannot be imported."),
}
