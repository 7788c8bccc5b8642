"""Which outcomes of an inspection the law allows for what was found (L6 arts 31-33)."""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.checklists import Answer, Checklist, Result


class Outcome(enum.StrEnum):
    """检查结果: what follows from a visit (rules.md 4.2)."""

    NO_PROBLEM = "NO_PROBLEM"
    RECTIFY_ON_SPOT = "RECTIFY_ON_SPOT"
    RECTIFY_BY_DATE = "RECTIFY_BY_DATE"
    INVESTIGATE_GENERAL = "INVESTIGATE_GENERAL"
    INVESTIGATE_KEY = "INVESTIGATE_KEY"
    STOP = "STOP"
    NOT_PERFORMED = "NOT_PERFORMED"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """What the answers of a checklist come to, as far as the outcome depends on it."""

    answered: int = 0
    #: 不符合 of 重点项目 and of 一般项目.
    key_failed: int = 0
    general_failed: int = 0
    #: Of those, the ones that affect food safety.
    key_unsafe: int = 0
    general_unsafe: int = 0

    @property
    def failed(self) -> int:
        """All items that were not met."""
        return self.key_failed + self.general_failed

    @property
    def unsafe(self) -> int:
        """All failed items that affect food safety."""
        return self.key_unsafe + self.general_unsafe

    @property
    def gap(self) -> bool:
        """A failed key item that does not affect safety: L6 states no outcome for it."""
        return self.key_failed > self.key_unsafe

    def facts(self) -> dict[str, int | bool]:
        """What a form's condition may ask, for example `checklist.gap`."""
        return {
            "answered": self.answered,
            "failed": self.failed,
            "key_failed": self.key_failed,
            "general_failed": self.general_failed,
            "unsafe": self.unsafe,
            "gap": self.gap,
        }


def tally(checklist: Checklist, answers: Mapping[str, Answer]) -> Tally:
    """Count the answers of a checklist."""
    failed = [
        (checklist.item(no).key, answer.affects_safety is True)
        for no, answer in answers.items()
        if answer.result is Result.NOT_MET and checklist.has(no)
    ]
    return Tally(
        answered=len(answers),
        key_failed=_count(key for key, _ in failed),
        general_failed=_count(not key for key, _ in failed),
        key_unsafe=_count(key and unsafe for key, unsafe in failed),
        general_unsafe=_count(not key and unsafe for key, unsafe in failed),
    )


def _count(flags: Iterable[bool]) -> int:
    return sum(1 for flag in flags if flag)


def allowed_outcomes(found: Tally, *, performed: bool = True) -> frozenset[Outcome]:
    """Return the outcomes that the officers may choose for what they found.

    STOP needs a risk of an accident (L6 art 31), hence a failed item that affects safety. Where
    the law leaves a gap (a key item failed, safety not affected) the officers choose with a reason.
    """
    if not performed:
        return frozenset({Outcome.NOT_PERFORMED})
    if not found.failed:
        return frozenset({Outcome.NO_PROBLEM})
    if found.key_unsafe:
        return frozenset({Outcome.INVESTIGATE_KEY, Outcome.STOP})
    if found.general_unsafe:
        stricter = {Outcome.INVESTIGATE_KEY} if found.gap else set()
        return frozenset({Outcome.INVESTIGATE_GENERAL, Outcome.STOP} | stricter)
    lenient = {Outcome.RECTIFY_ON_SPOT, Outcome.RECTIFY_BY_DATE}
    return frozenset(lenient | ({Outcome.INVESTIGATE_KEY} if found.gap else set()))


def needs_reason(found: Tally, outcome: Outcome) -> bool:
    """Whether the choice closes the gap of L6 and so must give its reason."""
    if not found.gap or outcome is Outcome.STOP:
        return False
    return not (outcome is Outcome.INVESTIGATE_KEY and found.key_unsafe)
