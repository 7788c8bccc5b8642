"""The words of the errors of everyday acts: assigning, drawing, correcting, deciding, ending."""

from typing import Final

from flask_babel import lazy_gettext as _l

DEED_ERRORS: Final = {
    "reason.missing": _l("Please give a reason."),
    "campaign.unknown": _l("There is no such campaign."),
    "campaign.not_open": _l("The campaign “%(title)s” is not open."),
    "case.unknown": _l("There is no such case."),
    "case.not_open": _l("The case %(number)s is no longer open."),
    "case.not_to_assign": _l("One of the cases is not waiting for officers any more."),
    "case.not_assigned_yet": _l("Nobody is assigned to the case %(number)s yet."),
    "case.not_visited": _l("The case %(number)s was not visited yet; cancel it instead."),
    "case.closed_by_process_only": _l(
        "The penalty case %(number)s is closed by the approval of its closure only."
    ),
    "draw.seed": _l("A seed has 1 to 64 letters, digits, hyphens or underscores."),
    "draw.nothing_to_draw": _l("No case of “%(title)s” is waiting for officers."),
    "work_item.not_yours": _l("“%(item)s” is not yours."),
    "work_item.not_claimed": _l("Nobody has taken “%(item)s”."),
    "work_item.cannot_be_withdrawn": _l(
        "“%(item)s” can no longer be withdrawn: something followed from it."
    ),
    "submission.unknown": _l("There is no such submission."),
    "correction.superseded": _l("There is a newer version (%(version)s); correct that one."),
    "correction.not_this_form": _l("This form is not corrected; the deed is done again instead."),
    "correction.already_moved": _l(
        "This has already moved the case or started a term and cannot be corrected."
    ),
    "correction.nothing_changed": _l("Nothing was changed."),
    "penalty.not_proposed": _l("No penalty was proposed; return the case instead."),
    "penalty.not_agreed": _l(
        "The leaders did not agree to this penalty when they discussed the case; return it."
    ),
    "penalty.above_limit": _l("A fine of this amount must be decided by a higher bureau."),
    "payment.invalid": _l("The amounts do not agree with the decision."),
    "payment.not_the_amount": _l("This is not the amount of the decision."),
    "payment.surcharge_too_high": _l("This is more than 3 % a day or more than the fine."),
    "penalty.heavier_after_notice": _l(
        "After the notice nothing may become heavier without new facts (Penalty Law, art. 45)."
    ),
    "defence.too_late": _l(
        "The five working days for a statement, a defence or a hearing ended on %(due_on)s "
        "(%(statute)s, Penalty Procedure, art. 57)."
    ),
    "defence.before_service": _l("The notice was served on %(served_on)s and not before."),
    "hearing.not_due": _l(
        "This penalty gives no right to a hearing (%(rule)s, Penalty Law, art. 63)."
    ),
    "hearing.too_soon": _l(
        "The party must be notified %(days)s working days before the hearing "
        "(%(statute)s, Penalty Law, art. 64)."
    ),
    "hearing.before_its_time": _l("The hearing was announced for %(hold_at)s."),
    "hearing.chair_unfit": _l("This person cannot chair a hearing."),
    "hearing.chair_handled": _l(
        "%(name)s handled this case and may not chair its hearing (Penalty Law, art. 64)."
    ),
    "hearing.chair_recused": _l("%(name)s is recused from everything of this subject."),
    "discussion.chair_no_leader": _l("A leader of the bureau chairs the discussion."),
    "discussion.chair_handled": _l("%(name)s handled this case and may not chair its discussion."),
    "payment.not_annulled": _l("No review and no court has annulled the decision."),
    "court.remedy_pending": _l(
        "A review or litigation since %(applied_on)s is pending; no court can be asked "
        "(Coercion Law, art. 53)."
    ),
    "court.too_early": _l("The court can be asked after %(after)s only (Coercion Law, art. 53)."),
    "closure.ground_does_not_fit": _l(
        "This ground does not fit the case (Penalty Procedure, art. 77)."
    ),
    "remedy.unknown": _l("There is no such review or litigation."),
    "remedy.one_runs": _l("A review or litigation of the case %(number)s is pending already."),
    "remedy.ended": _l("This review or litigation has ended."),
    "remedy.no_penalty": _l("No penalty was imposed in the case %(number)s."),
    "remedy.wrong_day": _l("This day does not fit the course of the case."),
    "remedy.too_late": _l("The time for it ended on %(due_on)s (%(statute)s)."),
    "service.before_issue": _l("The paper was issued on %(issued_on)s and not served before."),
    "service.address_unconfirmed": _l(
        "Electronic service needs the signed confirmation of the address (Penalty Law, art. 61)."
    ),
    "incident.unknown": _l("There is no such incident."),
    "incident.not_open": _l("The incident is no longer open."),
    "incident.only_by_hand": _l("The system cannot repeat this; the person has to try again."),
}
