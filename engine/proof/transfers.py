"""The order of a transfer to the police (移送涉嫌犯罪案件): L8 arts 5-12; L9 arts 180-181."""

from typing import Final

from engine.proof.events import called, done, ended, fired
from engine.proof.rules import Before, Follows, Rule

_APPROVED = done("task_decide_transfer", transfer_decision="approved")
_REFUSED = done("task_decide_transfer", transfer_decision="refused")
_FILED = done("task_record_answer", police_answer="filed")
_NOT_FILED = done("task_record_answer", police_answer="not_filed")
_SUPPLEMENT = done("task_record_answer", police_answer="supplement")
_ACCEPTED = done("task_choose_step", police_step="accept")
_APPEALED = done("task_choose_step", police_step=("reconsider", "supervision"))
_OVERDUE = done("task_record_answer", police_answer="overdue")
_TERM_OVER = fired("timer_reconsider_due")

TRANSFERS: Final[tuple[Rule, ...]] = (
    Before(
        "transfer.group_first",
        "L8 art 5 (P32)",
        "The report of a crime is made by a group of two that was appointed for it.",
        done("task_report_crime"),
        ((called("transfer.group"),),),
        once=True,
    ),
    Before(
        "transfer.reported_first",
        "L8 art 5 (P32, T47)",
        "The head decides on a written report, within three days that run.",
        done("task_decide_transfer"),
        ((done("task_report_crime"),), (called("transfer.report"),)),
        once=True,
    ),
    Before(
        "transfer.approved_first",
        "L8 art 5 (T48)",
        "Only what the head approved is transferred.",
        called("transfer.issue"),
        ((_APPROVED,),),
        once=True,
    ),
    Before(
        "transfer.refused_first",
        "L8 art 5",
        "A transfer counts as refused only when the head refused it.",
        called("transfer.refuse"),
        ((_REFUSED,),),
        once=True,
    ),
    Before(
        "transfer.letter_first",
        "L8 art 6",
        "A case goes to the police with its letter.",
        done("task_send_transfer"),
        ((called("transfer.issue"),),),
        once=True,
    ),
    Follows(
        "transfer.is_sent",
        "L8 art 5 (T48)",
        "What the head approved goes to the police.",
        _APPROVED,
        (called("transfer.send"),),
    ),
    Follows(
        "transfer.is_answered",
        "L8 art 8 (T50)",
        "What the police answer is recorded.",
        called("transfer.send"),
        (called("police.answer"),),
    ),
    Follows(
        "transfer.supplemented",
        "L9 art 180 (T49)",
        "What the police miss is supplied, and they answer again.",
        _SUPPLEMENT,
        (done("task_supplement"),),
    ),
    Follows(
        "transfer.supplement_is_answered",
        "L9 art 180 (T49)",
        "After a supplement the police answer again.",
        done("task_supplement"),
        (done("task_record_answer"),),
    ),
    Follows(
        "transfer.supplement_begins_the_term",
        "L8 art 8 (T50)",
        "What was supplied begins the term of the police again.",
        done("task_supplement"),
        (called("police.supplemented"),),
    ),
    Follows(
        "transfer.silence_is_answered",
        "L8 arts 8-9 (T50)",
        "When the police do not answer in time, somebody is written to about it.",
        _OVERDUE,
        (called("police.urge"),),
    ),
    Before(
        "transfer.urged_after_silence",
        "L8 arts 8-9 (T50)",
        "Nobody is written to about a silence that was not found.",
        called("police.urge"),
        ((_OVERDUE,),),
        once=True,
    ),
    Follows(
        "transfer.silence_ends",
        "L8 art 8 (T50)",
        "After a letter about their silence the police answer.",
        called("police.urge"),
        (done("task_record_answer"),),
    ),
    Follows(
        "transfer.goods_follow",
        "L8 art 12 (T52)",
        "When the police have filed, goods and file are handed over.",
        _FILED,
        (called("police.hand_over"),),
    ),
    Before(
        "transfer.goods_after_filing",
        "L8 art 12 (T52)",
        "Goods and file are handed over when the police have filed.",
        done("task_hand_over"),
        ((_FILED,),),
        once=True,
    ),
    Follows(
        "transfer.not_filed_is_considered",
        "L8 art 9 (T51)",
        "When the police do not file, it is decided in time whether to go on.",
        _NOT_FILED,
        (done("task_choose_step"), _TERM_OVER),
    ),
    Follows(
        "transfer.appeal_is_made",
        "L8 art 9 (T51)",
        "A reconsideration or supervision that was chosen is asked for.",
        _APPEALED,
        (called("police.appeal"),),
    ),
    Before(
        "transfer.appeal_was_chosen",
        "L8 art 9 (T51)",
        "Nothing is asked for that was not chosen.",
        called("police.appeal"),
        ((_APPEALED,),),
        once=True,
    ),
    Follows(
        "transfer.appeal_is_answered",
        "L8 art 9 (T51)",
        "A reconsideration or supervision is answered.",
        called("police.appeal"),
        (done("task_record_answer"),),
    ),
    Before(
        "transfer.taken_back_for_cause",
        "L8 art 10 (P35)",
        "A case is taken back when the police did not file and nothing more is asked for.",
        called("police.take_back"),
        ((_NOT_FILED,), (_ACCEPTED, _TERM_OVER)),
        since=called("transfer.send"),
        once=True,
    ),
    Before(
        "transfer.referred_end_was_filed",
        "L8 arts 8, 12",
        "A transfer ends as filed only when goods and file were handed over.",
        ended("end_police_filed"),
        ((called("police.hand_over"),),),
    ),
)
