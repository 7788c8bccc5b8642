"""The words of publicity: what is refused, done, hidden, and why something is not public."""

from typing import Final

from flask_babel import lazy_gettext as _l

PUBLICITY_ERRORS: Final = {
    "publication.unknown": _l("There is no such publication."),
    "publication.not_public": _l("The penalty of the case %(number)s is not public."),
    "publication.no_ground": _l("Choose why the publication is withdrawn (L7 art 11)."),
    "publication.wrong_day": _l(
        "The day of the change lies between the publication and today (%(rule)s)."
    ),
    "publication.restriction_over": _l("The restriction must last beyond today (%(article)s)."),
    "publication.never_early": _l(
        "The publication of such a penalty is never stopped early (%(article)s)."
    ),
    "publication.remedy_pending": _l(
        "A review or an action about the case %(number)s is still running."
    ),
    "publication.too_early": _l(
        "The party may ask for this after %(earliest)s (%(rule)s), and not for a day to come."
    ),
    "publication.condition_missing": _l("All four conditions must be met (L7 art 14)."),
    "publication.listed": _l("The party stands on the list of serious violations (L7 art 14(4))."),
    "publication.repeated": _l(
        "The party was punished again for the same kind of act: %(number)s (L7 art 14(3))."
    ),
}
PUBLICITY_DEEDS: Final = {
    "publication:withdraw": _l("Publication withdrawn"),
    "publication:withhold": _l("Not published"),
    "publication:stop_early": _l("Publication stopped early"),
    "publication:end": _l("Publicity period over"),
}
#: Why something is not public; any other reason is in a person's own words.
REASONS: Final = {
    "publication.mere_warning": _l("A warning alone is not published (L7 art 2)."),
    "publication.period_over": _l("The publicity period is over (L7 art 13)."),
    "publication.stopped_early": _l("Stopped early on the party's application (L7 art 14)."),
    "listing.expired": _l("The term of the list is over."),
    "listing.removed": _l("Let off the list before the end of its term."),
    "listing.annulled": _l("The penalty behind the listing was annulled."),
    "publication.decision_changed": _l("The decision was changed before it was published."),
    "publication.decision_annulled": _l("The decision was annulled before it was published."),
}
PUBLICITY_SENTENCES: Final = {
    "publication.withdrawn": _l(
        "The publication of the case %(number)s, %(subject)s, was withdrawn."
    ),
    "listing.annulled": _l(
        "The penalty behind the listing %(number)s, %(subject)s, was annulled; the listing fell."
    ),
    "listing.ground_changed": _l(
        "The penalty behind the listing %(number)s, %(subject)s, was changed; look at it again."
    ),
    "publication.stopped_early": _l(
        "The publication of the case %(number)s, %(subject)s, was stopped early."
    ),
}
HIDDEN: Final = {
    "id_number": _l("identity card number"),
    "account": _l("account or other long number"),
    "phone": _l("telephone number"),
    "email": _l("e-mail address"),
    "plate": _l("number plate"),
    "address": _l("home address"),
    "health": _l("health"),
    "name": _l("name of a person"),
    "secret": _l("marked with 〖…〗"),
}
GROUNDS: Final = {
    "changed": _l("the decision was changed"),
    "annulled": _l("the decision was annulled"),
    "unlawful": _l("the decision was confirmed to be unlawful"),
    "void": _l("the decision was confirmed to be void"),
}
CONDITIONS: Final = {
    "performed": _l("The party performed what the decision demands"),
    "harm_removed": _l("It removed the harm and the bad effects"),
    "not_repeated": _l("It was not punished again for the same kind of act"),
    "not_listed": _l("It is on no list of abnormal operation or serious violation"),
}


def reason(code: str) -> str:
    """Return the sentence of a reason, or the person's own words."""
    return str(REASONS.get(code, code))
