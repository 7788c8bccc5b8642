"""An on-the-spot penalty (当场处罚) carried to where a test begins, each deed through the door."""

import datetime as dt
from typing import Any

from engine.commands import summary
from models import clock
from models.cases import Case
from tests.bureau import SIGNED, Bureau

#: A label flaw that was not corrected: up to 2,000 yuan (L3 art 125).
FLAW: dict[str, Any] = {"provision": "F125.2", "circumstances": ["refused"]}
HEARD: dict[str, Any] = {
    "content_told": True,
    "rights_told": True,
    "statement": "当事人不陈述、不申辩。",
    "answer": "无需复核。",
}


def opened(bureau: Bureau) -> Case:
    """A case that the pair of an inspection began during the visit."""
    parent = bureau.assigned()
    return summary.begin_in(bureau.session, bureau.actor(bureau.pair[0]), parent.id)


def found(fine_fen: int = 0, **more: Any) -> dict[str, Any]:
    """What the officers found: a warning, or a fine for a label flaw."""
    now = clock.now().astimezone(clock.ZONE) - dt.timedelta(minutes=20)
    charge = FLAW | {"fine_fen": fine_fen} if fine_fen else {"provision": "F126.1", "item": "12"}
    return {
        "found_at": now.isoformat(),
        "place": "学校食堂",
        "certificate_shown": True,
        "party_name": "李园长",
        "party_kind": "organisation",
        "facts": "预包装食品标签有瑕疵，责令改正后拒不改正。",
        "facts_certain": "yes",
        "charges": [charge],
        "penalty_kinds": ["fine"] if fine_fen else ["warning"],
        "violated_article": "《食品安全法》第七十一条",
    } | more


def examine(bureau: Bureau, case: Case, fine_fen: int = 0, **more: Any) -> None:
    """Both officers sign what they found."""
    bureau.sign(case, "task_examine_on_spot", **found(fine_fen, **more))


def hear(bureau: Bureau, case: Case, answer: str = "impose", **more: Any) -> None:
    """The party is told and heard, and both officers say what follows."""
    bureau.sign(case, "task_hear_on_spot", **(told(answer) | more))


def told(answer: str = "impose") -> dict[str, Any]:
    """What both officers write when the party was told and heard."""
    said: dict[str, Any] = HEARD | {"spot_answer": answer}
    return said | ({"public_impact": "no", "party_signature": SIGNED} if answer == "impose" else {})


def imposed(bureau: Bureau, fine_fen: int = 0, **heard: Any) -> Case:
    """A penalty that was imposed and served on the spot."""
    case = opened(bureau)
    examine(bureau, case, fine_fen)
    hear(bureau, case, **({"collection": "bank"} if fine_fen else {}) | heard)
    return case


#: How a fine of a hundred yuan is taken in cash.
CASH: dict[str, Any] = {
    "collection": "on_the_spot",
    "collection_ground": "small",
    "receipt_no": "津A00000001",
}


def file(bureau: Bureau, case: Case) -> None:
    """The material goes to the bureau."""
    bureau.do(
        case,
        "task_submit_material",
        bureau.pair[0],
        submitted_on=clock.today().isoformat(),
        material="决定书存根、现场笔录。",
        material_complete=True,
        received_by="档案员",
    )
