"""The words of the transfer of a suspected crime to the police."""

from typing import Final

from flask_babel import lazy_gettext as _l

TRANSFER_ERRORS: Final = {
    "ban.for_life_already": _l("%(name)s is banned for life already in the case %(number)s."),
    "ban.unknown_person": _l(
        "Nobody of this name is on record; write the number of the identity card."
    ),
    "transfer.came_back_already": _l("The case came back already as %(number)s."),
    "transfer.in_future": _l("This day has not come yet."),
    "transfer.not_at_police": _l("The police do not have the case %(number)s."),
    "transfer.not_closed": _l("The case %(number)s is not closed yet."),
    "transfer.sent_already": _l(
        "The police sent this case back already; it is decided here (%(article)s)."
    ),
    "transfer.sign_left_out": _l(
        "The records know this: %(signs)s. Report it to the head (%(article)s)."
    ),
    "transfer.no_police_term": _l("No term of the police is running (%(article)s)."),
    "transfer.not_overdue": _l(
        "The police have until %(due_on)s to answer; nothing is overdue before (%(article)s)."
    ),
    "transfer.step_taken_already": _l("This was asked for already (%(article)s)."),
}
TRANSFER_DEEDS: Final = {
    "ban:for_life": _l("Banned for life after a sentence to prison"),
    "police:answer": _l("Answer of the police recorded"),
    "police:appeal": _l("Reconsideration or supervision asked for"),
    "police:hand_over": _l("Goods and file handed over to the police"),
    "police:overdue": _l("Silence of the police beyond their term noted"),
    "police:supplement": _l("Missing material handed in to the police"),
    "police:take_back": _l("Case taken back from the police"),
    "police:urge": _l("Letter about the silence of the police sent"),
    "transfer:group": _l("Group for the transfer appointed"),
    "transfer:issue": _l("Letter of transfer to the police issued"),
    "transfer:refuse": _l("Transfer to the police refused"),
    "transfer:reopen": _l("Case that came back opened again"),
    "transfer:report": _l("Transfer to the police reported"),
    "transfer:send": _l("Case sent to the police"),
}
#: The rules of engine/proof/transfers.py: their words are their message ids.
TRANSFER_RULES: Final = (
    _l("The report of a crime is made by a group of two that was appointed for it."),
    _l("The head decides on a written report, within three days that run."),
    _l("Only what the head approved is transferred."),
    _l("A transfer counts as refused only when the head refused it."),
    _l("A case goes to the police with its letter."),
    _l("What the head approved goes to the police."),
    _l("What the police answer is recorded."),
    _l("What the police miss is supplied, and they answer again."),
    _l("After a supplement the police answer again."),
    _l("What was supplied begins the term of the police again."),
    _l("When the police do not answer in time, somebody is written to about it."),
    _l("Nobody is written to about a silence that was not found."),
    _l("After a letter about their silence the police answer."),
    _l("When the police have filed, goods and file are handed over."),
    _l("Goods and file are handed over when the police have filed."),
    _l("When the police do not file, it is decided in time whether to go on."),
    _l("A reconsideration or supervision that was chosen is asked for."),
    _l("Nothing is asked for that was not chosen."),
    _l("A reconsideration or supervision is answered."),
    _l("A case is taken back when the police did not file and nothing more is asked for."),
    _l("A transfer ends as filed only when goods and file were handed over."),
    _l("A case in which the police filed ends as referred, without a penalty of this bureau."),
    _l("A case that does not go to the police after all is investigated on."),
)
