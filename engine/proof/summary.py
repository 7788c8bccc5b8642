"""The law of on-the-spot penalties as rules on paths (P23-P24; L1 arts 51-52, 68-71; L5 66-73)."""

from typing import Final

from engine.proof.events import called, done, ended
from engine.proof.rules import Before, Follows, Rule

_EXAMINED = done("task_examine_on_spot")
_IMPOSED = called("summary.impose")
_REFUSED = called("decision:summary_allowed", allowed=False)

SUMMARY: Final[tuple[Rule, ...]] = (
    Before(
        "summary.was_allowed",
        "L1 art 51; L5 art 66 (P23)",
        "Nothing is imposed on the spot that the conditions of the newest examination forbid.",
        _IMPOSED,
        ((called("decision:summary_allowed", allowed=True),),),
        since=_EXAMINED,
    ),
    Before(
        "summary.party_was_heard",
        "L1 arts 44-45; L5 art 69 (P23)",
        "Nothing is imposed on the spot before the party was told and heard.",
        _IMPOSED,
        ((done("task_hear_on_spot", spot_answer="impose"),),),
        since=_EXAMINED,
    ),
    Before(
        "summary.told_what_was_examined",
        "L5 arts 66, 69 (P23)",
        "The party is told of a penalty that may be imposed on the spot.",
        done("task_hear_on_spot"),
        ((called("decision:summary_allowed", allowed=True),),),
        since=_EXAMINED,
    ),
    Follows(
        "summary.refused_goes_ordinary",
        "L1 arts 51, 54; L5 art 66 (P23)",
        "What may not be punished on the spot goes to the ordinary procedure.",
        _REFUSED,
        (called("ordinary.open"),),
    ),
    Follows(
        "summary.disputed_goes_ordinary",
        "L1 arts 51, 54 (P23)",
        "What is disputed on the spot goes to the ordinary procedure.",
        done("task_hear_on_spot", spot_answer="ordinary"),
        (called("ordinary.open"),),
    ),
    Follows(
        "summary.adopted_is_examined_anew",
        "L1 art 45; L5 art 69",
        "What the party convinced the officers of is examined anew.",
        done("task_hear_on_spot", spot_answer="reexamine"),
        (_EXAMINED,),
    ),
    Follows(
        "summary.agreed_is_imposed",
        "L1 art 52; L5 art 67",
        "What stands after the party was heard is imposed at once.",
        done("task_hear_on_spot", spot_answer="impose"),
        (_IMPOSED,),
    ),
    Follows(
        "summary.is_filed",
        "L1 art 52; L5 art 70 (T33)",
        "The material of an on-the-spot penalty is handed in and reported.",
        _IMPOSED,
        (called("summary.file"),),
    ),
    Follows(
        "summary.is_published_where_due",
        "L1 art 48; L5 art 63",
        "An on-the-spot penalty with an effect on society is published.",
        called("summary.impose", publishable=True),
        (called("publication.publish"),),
    ),
    Follows(
        "cash.is_handed_in",
        "L1 art 71; L5 art 73 (T35)",
        "Money collected on the spot is handed in.",
        called("summary.impose", collected=True),
        (called("fine.hand_in"),),
    ),
    Follows(
        "cash.is_deposited",
        "L1 art 71; L5 art 73 (T35)",
        "Money that was handed in goes to the bank.",
        called("fine.hand_in"),
        (called("fine.deposit"),),
    ),
    Before(
        "cash.was_collected",
        "L1 arts 68-71; L5 arts 72-73 (P24)",
        "Only what was collected on the spot is handed in.",
        done("task_hand_in_fine"),
        ((called("summary.impose", collected=True),),),
    ),
    Before(
        "deposit.was_handed_in",
        "L1 art 71; L5 art 73 (T35)",
        "The bureau pays in what the officers handed in.",
        done("task_deposit_fine"),
        ((called("fine.hand_in"),),),
    ),
    Before(
        "material.of_a_decision",
        "L5 art 70 (T33)",
        "Material is filed of a penalty that was imposed.",
        done("task_submit_material"),
        ((_IMPOSED,),),
    ),
    Before(
        "ordinary.was_opened",
        "L1 art 54",
        "A case counts as handed to the ordinary procedure only when that was opened.",
        ended("end_ordinary_procedure"),
        ((called("ordinary.open"),),),
    ),
    Before(
        "ordinary.has_ground",
        "L1 arts 51, 54",
        "The ordinary procedure is opened when the summary one is not allowed or disputed.",
        called("ordinary.open"),
        ((_REFUSED, done("task_hear_on_spot", spot_answer="ordinary")),),
        since=_EXAMINED,
    ),
    Before(
        "summary_end.was_imposed",
        "L1 art 52; L5 arts 67, 70",
        "An on-the-spot case counts as closed only when its penalty was imposed and it was closed.",
        ended("end_summary_closed"),
        ((_IMPOSED,), (called("summary.close"),)),
    ),
    Follows(
        "imposed.ends_closed",
        "L1 art 52",
        "A penalty imposed on the spot is not handed to the ordinary procedure.",
        _IMPOSED,
        (ended("end_summary_closed"),),
    ),
)
