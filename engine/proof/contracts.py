"""What operations may return, as far as a diagram can tell the difference.

A test compares these with what the operations return in a whole rehearsal.
"""

import itertools
from collections.abc import Callable, Mapping
from typing import Any, Final

Data = Mapping[str, Any]
Results = list[dict[str, Any]]

#: Any moment: whether a timer has fired is explored and not computed.
SOMETIME: Final = "2999-01-01T00:00:00+08:00"


def _recorded(data: Data) -> Results:
    performed = data.get("performed") != "no"
    return [{"outcome": data.get("outcome") if performed else "NOT_PERFORMED"}]


def _served(data: Data) -> Results:
    if data.get("case_decision") != "penalise":
        unpublished = {"publishable": False, "publication_due": None}
        return [_settled() | unpublished]
    publications = [
        {"publishable": True} | _dates("publication_due"),
        {"publishable": False, "publication_due": None},
    ]
    payments = [{"payable": True} | _dates("payment_due"), _settled()]
    return [payment | publication for payment in payments for publication in publications]


def _imposed(_data: Data) -> Results:
    """A fine is taken on the spot or paid at the bank, or there is none; some are published."""
    nothing = dict.fromkeys(("hand_in_due", "payment_due", "publication_due"))
    cash = {"collected": True, "payable": False} | _dates("hand_in_due")
    bank = {"collected": False, "payable": True} | _dates("payment_due")
    warned = {"collected": False, "payable": False}
    publications = [
        {"publishable": True} | _dates("publication_due"),
        {"publishable": False, "publication_due": None},
    ]
    return [
        nothing | money | publication | _dates("material_due")
        for money in (cash, bank, warned)
        for publication in publications
    ]


def _tracked(_data: Data) -> Results:
    """The two ways of review, with or without discussion and a higher level.

    Whether a hearing is due decides no path: the operation refuses the request of one that is not.
    """
    return [
        {"track": track, "needs_discussion": discussed, "decided_by": level}
        for track in ("audit", "legal")
        for discussed in (True, False)
        for level in ("bureau", "upper")
    ]


def _said(data: Data) -> Results:
    """What became of the party's answer to the notice."""
    spoken = data.get("defence") in {"made", "hearing"}
    changed = spoken and data.get("reconsideration") == "change"
    heard = data.get("defence") == "hearing" and data.get("hearing_result") == "held"
    return [{"informed": "change" if changed else "keep", "heard": heard}]


def _decided(name: str) -> Callable[[Data], Results]:
    """What the leader decided, and the paper that is served if there is one."""
    return lambda data: [
        {"case_decision": data.get(name)} | _dates("service_document", "service_due")
    ]


def _replied(data: Data) -> Results:
    """Who took the case over lets it be closed; who did not lets its days run on."""
    if data.get("referral_reply") == "accepted":
        return [_dates("closure_due") | {"case_due": None}]
    return [_dates("case_due") | {"closure_due": None}]


def _settled() -> dict[str, Any]:
    """Nothing is to be paid, so that the term for closing the case begins."""
    return {"payable": False, "payment_due": None} | _dates("closure_due")


def _taken(data: Data) -> Results:
    """A measure: which term it has depends on the process that called."""
    unapproved = data.get("urgent") == "yes"
    return [{"unapproved": unapproved} | _dates("approval_due", "preservation_due", "seizure_due")]


def _acted(_data: Data) -> Results:
    """What was done with seized things ends the seizure, or it goes on until its date."""
    return [{"in_force": True} | _dates("seizure_due"), {"in_force": False}]


def _instalments(_data: Data) -> Results:
    return [
        {"more_instalments": True} | _dates("instalment_due"),
        {"more_instalments": False, "instalment_due": None},
    ]


def _dates(*names: str) -> dict[str, Any]:
    return dict.fromkeys(names, SOMETIME)


def _given_back(_data: Data) -> Results:
    return [{"referral_reply": "refused", "closure_due": None} | _dates("case_due")]


def _answered(data: Data) -> Results:
    """The one term that begins with what the police answered."""
    terms = {
        "filed": "handover_due",
        "not_filed": "reconsider_due",
        "supplement": "supplement_due",
    }
    none: dict[str, Any] = dict.fromkeys(terms.values())
    begun = terms.get(data.get("police_answer", "not_filed"))
    return [none | _dates(begun) if begun else none]


def _appealed(data: Data) -> Results:
    """A reconsideration has a term, a supervision none."""
    due = SOMETIME if data.get("police_step") == "reconsider" else None
    return [{"police_due": due, "referral_reply": None}]


#: Topic -> process data that its results depend on.
READS: Final[Mapping[str, frozenset[str]]] = {
    "inspection.record": frozenset({"performed", "outcome"}),
    "rectification.close": frozenset({"reinspection"}),
    "decision.serve": frozenset({"case_decision"}),
    "defence.settle": frozenset({"defence", "reconsideration", "hearing_result"}),
    "outcome.decide": frozenset({"outcome_decision"}),
    "penalty.decide": frozenset({"penalty_decision"}),
    "referral.record": frozenset({"referral_reply"}),
    "measure.take": frozenset({"urgent"}),
    "police.answer": frozenset({"police_answer"}),
    "police.appeal": frozenset({"police_step"}),
}

#: Topic -> process data before -> everything that it may return.
RESULTS: Final[dict[str, Callable[[Data], Results]]] = {
    "inspection.record": _recorded,
    "enforcement.open": lambda _data: [{"enforcement_opened": True}],
    "ordinary.open": lambda _data: [{"enforcement_opened": True}],
    "rectification.close": lambda data: [{"rectified": data.get("reinspection") == "passed"}],
    "decision.serve": _served,
    "defence.settle": _said,
    "hearing.notify": lambda _data: [{"notified_in_time": one} for one in (True, False)],
    "notice.serve": lambda _data: [
        _dates("defence_due") | dict.fromkeys(("defence", "reconsideration", "hearing_result"))
    ],
    "outcome.decide": _decided("outcome_decision"),
    "penalty.decide": _decided("penalty_decision"),
    "penalty.propose": lambda _data: [_dates("review_due") | {"case_decision": "pending"}],
    "referral.record": _replied,
    "decision:review_track": _tracked,
    "decision:transfer_trigger": lambda _data: [{"transfer": one} for one in (True, False)],
    "decision:summary_allowed": lambda _data: [{"allowed": one} for one in (True, False)],
    "summary.impose": _imposed,
    "measure.take": _taken,
    "police.answer": _answered,
    "police.appeal": _appealed,
    "police.hand_over": lambda _data: [
        {"referral_reply": "accepted", "case_due": None} | _dates("closure_due")
    ],
    "police.take_back": _given_back,
    "transfer.refuse": _given_back,
    "preservation.lapse": lambda _data: [{"lapsed": True}],
    "seizure.act": _acted,
    "seizure.lapse": lambda _data: [{"lapsed": True}],
    "seal.open": lambda _data: [
        {"assigned": one, "checklist": "producer"} for one in (True, False)
    ],
    "extension.request": lambda _data: [{"by_discussion": one} for one in (False, True)],
    "deferral.grant": _instalments,
    "deferral.settle": _instalments,
}
#: Topic -> the dates that it computes; what it computes later decides no path.
DATES: Final[dict[str, tuple[str, ...]]] = {
    "ban.impose": (),
    "ban.propose": (),
    "case.close": (),
    "clue.transfer": (),
    "closure.check": (),
    "complaint.accept": ("mediation_due",),
    "complaint.end": ("told_due",),
    "complaint.mediate": (),
    "complaint.refuse": (),
    "complaint.register": ("acceptance_due",),
    "court.apply": (),
    "court.open": ("court_due",),
    "demand.issue": ("service_document", "service_due"),
    "demand.serve": ("demand_due", "court_opens_at"),
    "defence.record": (),
    "discussion.record": (),
    "enforcement.register": ("filing_due",),
    "filing.record": ("case_due",),
    "fine.deposit": (),
    "fine.hand_in": ("deposit_due",),
    "hearing.open": ("chair_due", "case_due"),
    "hearing.record": ("hearing_report_due", "case_due"),
    "hearing.report": (),
    "hearing.schedule": ("chair_id", "hearing_at", "service_document", "service_due"),
    "inspection.not_performed": (),
    "interview.record": (),
    "listing.check": (),
    "listing.enter": ("listing_ends", "publication_due"),
    "listing.expire": (),
    "listing.remove": (),
    "notice.issue": ("service_document", "service_due"),
    "service.announce": ("public_notice_due", "case_due"),
    "service.record": (),
    "summary.close": (),
    "summary.file": (),
    "officers.assign": (),
    "payment.overdue": (),
    "person.open": (),
    "police.supplemented": ("police_due",),
    "police.urge": (),
    "payment.record": ("closure_due",),
    "publication.publish": (),
    "publication.schedule": ("publication_due",),
    "referral.issue": (),
    "removal.register": ("removal_due",),
    "report.close": (),
    "report.open": ("answer_due",),
    "review.record": (),
    "transfer.group": (),
    "transfer.issue": ("send_due",),
    "transfer.report": ("transfer_due",),
    "transfer.send": ("police_due",),
    "rectification.order": ("rectification_due", "reminder_due"),
    "rectification.remind": (),
}


def results(topic: str, data: Data, sets: tuple[str, ...]) -> Results:
    """All results of an operation; those without a contract set dates only."""
    contract = RESULTS.get(topic)
    return contract(data) if contract else [_dates(*DATES.get(topic, sets))]


def with_lists(result: dict[str, Any], lists: frozenset[str]) -> Results:
    """A result with nobody, one and two in each list of which nothing else is known."""
    unknown = [name for name in result if name in lists and result[name] == SOMETIME]
    sizes = itertools.product(range(3), repeat=len(unknown))
    return [
        result | {name: list(range(1, size + 1)) for name, size in zip(unknown, one, strict=True)}
        for one in sizes
    ]


def names(topic: str) -> frozenset[str] | None:
    """The variables that an operation writes; None when nothing is known of it."""
    if topic in DATES:
        return frozenset(DATES[topic])
    if topic not in RESULTS:
        return None
    cases: list[Data] = [{"case_decision": one} for one in ("penalise", "no_penalty_must")]
    return frozenset(name for data in cases for one in RESULTS[topic](data) for name in one)
