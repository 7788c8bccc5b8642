"""What the public reads of a penalty (L7 art 4), and of an entry of the list (Order 44)."""

from typing import Any

from engine.papers.wording import choice, day_words
from models.credit import Listing
from models.documents import Document


def summary(decision: Document, licence: str) -> dict[str, Any]:
    """Number, party, kind of violation, content, bureau and day (L7 art 4)."""
    said = decision.content
    return {
        "number": decision.number,
        "party": said["party"]["name"],
        "licence": licence,
        # A decision on the spot states the act and no nature of its own (L5 art 68).
        "violation": said.get("nature") or said["facts"],
        "content": said["penalty"]["words"],
        "bureau": said["bureau"],
        "date": said["date"],
    }


def words(decision: Document) -> str:
    """The decision as it was served (L7 art 7), before anything is hidden."""
    said = decision.content
    party = said["party"]
    parts = (
        f"{decision.title}　{decision.number}",
        f"当事人：{party['name']}",
        f"许可证编号：{party['licence']}",
        f"住所：{party['address']}",
        said.get("source", ""),
        f"经查明：{said['facts']}",
        said.get("nature", ""),
        _defence(said["defence"]) if "defence" in said else said.get("statement", ""),
        f"裁量理由：{said['discretion']}" if said.get("discretion") else "",
        f"依据{said['article']}，决定对当事人处罚如下：{said['penalty']['words']}。",
        said.get("correct", ""),
        f"{said['bureau']}　{day_words(said['date'])}",
    )
    return "\n".join(part for part in parts if part)


def listing_summary(listing: Listing, decision: Document) -> dict[str, Any]:
    """Party, what it did, the penalty behind it, who listed it and when; the term may move."""
    said = decision.content
    return {
        "number": decision.number,
        "party": said["party"]["name"],
        "licence": said["party"]["licence"],
        "conduct": _conduct(listing),
        "penalty": said["penalty"]["words"],
        "bureau": said["bureau"],
        "consented_by": listing.consented_by,
        "listed_on": listing.listed_on.isoformat(),
    }


def listing_words(listing: Listing, decision: Document) -> str:
    """Why the party is listed, before anything is hidden."""
    said = decision.content
    return "\n".join(
        (
            f"列入事由：{_conduct(listing)}。",
            f"综合情况：{listing.weighing}",
            f"处罚决定：{decision.number}，{said['penalty']['words']}。",
        )
    )


def _conduct(listing: Listing) -> str:
    return choice("propose_listing", "conduct", listing.conduct)


def _defence(defence: dict[str, Any]) -> str:
    if not defence.get("made"):
        return "当事人未提出陈述、申辩意见，也未要求举行听证。"
    adopted = defence.get("adopted") or {}
    answer = "：".join(filter(None, (adopted.get("choice", ""), adopted.get("words", ""))))
    return f"当事人陈述、申辩：{defence['content']}" + (f"本局复核意见：{answer}" if answer else "")
