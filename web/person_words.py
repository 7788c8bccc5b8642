"""The words of persons: fined in cases of their own, and banned."""

from typing import Final

from flask_babel import lazy_gettext as _l

PERSON_ERRORS: Final = {
    "ban.imposed_already": _l("The people of the case %(number)s are banned already."),
    "ban.nothing_revoked": _l(
        "No licence was revoked in the case %(number)s, so nobody is banned (%(article)s)."
    ),
    "ban.unknown_duty": _l("Write one of: %(duties)s."),
    "charge.income_differs": _l(
        "The income of the year before is %(income_fen)s according to the file (%(article)s)."
    ),
    "charge.person_only": _l("A case of a person is about nothing but this fine (%(article)s)."),
    "charge.person_own_case": _l(
        "Who is responsible in the unit is fined in a case of its own, "
        "with its own notice, defence and hearing (%(article)s)."
    ),
    "closure.ban_missing": _l(
        "A licence was revoked: ban its people before the case is closed (%(article)s)."
    ),
    "person.case_of_person": _l("This case is about a person already."),
    "person.charged_already": _l("There is a case about %(name)s already."),
    "person.invalid": _l("The person cannot be recorded like this."),
    "person.no_income": _l(
        "Write the income from the unit in the year before; the fine is one to ten times of it "
        "(%(article)s)."
    ),
    "person.other_name": _l("This identity number is on record with another name."),
    "person.spared": _l(
        "The unit is penalised under article 125 paragraph 2 only, which spares its persons."
    ),
    "person.unit_not_penalised": _l("The unit's penalty is not approved yet."),
    "person.wrong_number": _l("This is no identity number; check its eighteen characters."),
}
PERSON_DEEDS: Final = {
    "ban:flag": _l("Somebody banned turned up"),
    "ban:impose": _l("Industry ban imposed"),
    "ban:lift": _l("Industry ban lifted"),
    "ban:propose": _l("Industry ban proposed"),
    "person:open": _l("Case about a responsible person opened"),
}
#: The rules of engine/proof/persons.py: their words are their message ids.
PERSON_RULES: Final = (
    _l("Who is to be fined as a person gets a case with a notice and a defence of its own."),
    _l("Only a person whose case was opened counts as prosecuted."),
    _l("The leader decides on a ban whose people were checked."),
    _l("Nobody is banned before the leader decided."),
    _l("A ban that was proposed is decided."),
    _l("A list that the leader returned is written anew."),
    _l("A ban that was decided is imposed."),
    _l("A ban counts as imposed only when it was."),
)
