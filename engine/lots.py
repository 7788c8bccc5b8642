"""The draw of officers (双随机) as pure arithmetic: the same seed and inputs, the same pairs.

The method, so that anyone can repeat it with a pocket calculator for SHA-256:

1. The rank of a thing is SHA-256 over ``seed:word:number``, read as a hexadecimal text.
2. Cases are served in the order of their ranks (word ``case``).
3. For each case the officers of its office who are not recused and have room under the load limit
   are sorted by their load (fewest cases first) and then by their rank (word ``case 12 officer``);
   the first two are the pair and each carries one case more.
4. Where fewer than two officers are left, the case gets the reason instead of a pair.

Flight checks draw their subjects first (`draw_subjects`) and then the pairs, with the subject's
number in the place of the case's, since there is no case yet.

No random generator of a language or library takes part, so that no later version of one can
change what was drawn.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

#: Two officers a visit (L6 art 23).
PAIR: Final = 2

TOO_FEW: Final = "draw.too_few_officers"


@dataclass(frozen=True, order=True)
class Lot:
    """A case that wants a pair; without an office every officer may be drawn."""

    case_id: int
    subject_id: int
    office_id: int | None


@dataclass(frozen=True, order=True)
class Candidate:
    """An officer who may be drawn, with the open cases that he or she carries already."""

    user_id: int
    #: The offices whose cases the officer may take.
    office_ids: tuple[int, ...]
    load: int


@dataclass(frozen=True)
class Urn:
    """Everything that a draw depends on beside its seed."""

    lots: tuple[Lot, ...]
    candidates: tuple[Candidate, ...]
    #: (officer, subject) pairs that must not meet (L1 art 43).
    recusals: frozenset[tuple[int, int]]
    #: Open cases that one officer may carry; a setting.
    limit: int

    def as_json(self) -> dict[str, Any]:
        """The form in which a draw is recorded."""
        return {
            "cases": [asdict(lot) for lot in sorted(self.lots)],
            "officers": [asdict(candidate) for candidate in sorted(self.candidates)],
            "recusals": [list(pair) for pair in sorted(self.recusals)],
            "limit": self.limit,
        }


def urn_of(recorded: Mapping[str, Any]) -> Urn:
    """Read a recorded draw back."""
    return Urn(
        lots=tuple(Lot(**lot) for lot in recorded["cases"]),
        candidates=tuple(
            Candidate(one["user_id"], tuple(one["office_ids"]), one["load"])
            for one in recorded["officers"]
        ),
        recusals=frozenset((user, subject) for user, subject in recorded["recusals"]),
        limit=recorded["limit"],
    )


def draw_subjects(seed: str, subject_ids: Iterable[int], count: int) -> list[int]:
    """The first `count` subjects in the order of their ranks (word ``subject``), by their ids."""
    ranked = sorted(set(subject_ids), key=lambda one: (_rank(seed, "subject", one), one))
    return sorted(ranked[:count])


def draw_pairs(seed: str, urn: Urn) -> dict[str, list[int] | str]:
    """Case id -> the two officers drawn, or the code of the reason why none could be."""
    loads = {candidate.user_id: candidate.load for candidate in urn.candidates}
    answer: dict[str, list[int] | str] = {}
    for lot in sorted(urn.lots, key=lambda lot: (_rank(seed, "case", lot.case_id), lot.case_id)):
        pair = _pair(seed, lot, urn, loads)
        if pair is None:
            answer[str(lot.case_id)] = TOO_FEW
            continue
        for user_id in pair:
            loads[user_id] += 1
        answer[str(lot.case_id)] = pair
    return answer


def _pair(seed: str, lot: Lot, urn: Urn, loads: Mapping[int, int]) -> list[int] | None:
    word = f"case {lot.case_id} officer"
    eligible: Sequence[tuple[int, str, int]] = sorted(
        (loads[one.user_id], _rank(seed, word, one.user_id), one.user_id)
        for one in urn.candidates
        if (lot.office_id is None or lot.office_id in one.office_ids)
        and (one.user_id, lot.subject_id) not in urn.recusals
        and loads[one.user_id] < urn.limit
    )
    return sorted(user for _, _, user in eligible[:PAIR]) if len(eligible) >= PAIR else None


def _rank(seed: str, word: str, number: int) -> str:
    return hashlib.sha256(f"{seed}:{word}:{number}".encode()).hexdigest()
