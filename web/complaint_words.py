"""The words of complaints and of who stands behind them."""

from typing import Final

from flask_babel import lazy_gettext as _l

COMPLAINT_ERRORS: Final = {
    "complaint.in_future": _l("The day of receipt has not come yet."),
    "complaint.invalid": _l("The complaint cannot be taken down like this."),
    "confidential.no_key": _l(
        "This process has no key to identities; see “Identities” in the operating guide."
    ),
    "confidential.other_key": _l(
        "The identity was sealed with another key; bring back the key of that time."
    ),
    "informant.named": _l(
        "The text names the person. Write what happened; the identity is kept in its own field."
    ),
    "informant.needed": _l("Name and contact are needed, so that the answer reaches the person."),
    "informant.no_reader": _l("%(name)s handles no cases and may not read an identity."),
    "informant.no_amount": _l("Write the amount of the reward."),
    "informant.not_verified": _l("A report is rewarded when it was verified by a penalty."),
    "informant.unknown": _l("There is no identity that you may read."),
}
COMPLAINT_DEEDS: Final = {
    "complaint:accept": _l("Complaint accepted"),
    "complaint:end": _l("Mediation ended without agreement"),
    "complaint:mediate": _l("Complaint mediated"),
    "complaint:refuse": _l("Complaint refused"),
    "complaint:register": _l("Complaint taken down"),
    "report:begin": _l("Answer to the reporter due"),
    "report:close": _l("Reporter told"),
    "informant:look": _l("Identity of the informant read"),
    "informant:reward": _l("Reward of the report decided"),
    "informant:name_reader": _l("Reader of the identity named"),
}
#: The rules of engine/proof/complaints.py: their words are their message ids.
COMPLAINT_RULES: Final = (
    _l("Whoever reported under the own name is told whether a case is filed."),
    _l("A report counts as answered only when its answer was recorded."),
    _l("The term for accepting a complaint runs before anybody decides on it."),
    _l("A complaint is accepted or refused."),
    _l("Only a complaint that was accepted is mediated."),
    _l("A complaint counts as refused only when it was."),
    _l("A complaint ends as refused only when it was."),
    _l("An accepted complaint is mediated until there is a result or the term is over."),
    _l("A mediation ends without agreement only when it failed or its term is over."),
    _l("A complaint ends in agreement only when the parties agreed."),
    _l("When a mediation has ended without agreement, the parties are told."),
    _l("A complaint counts as ended without agreement only when it was, and no agreement stands."),
)
