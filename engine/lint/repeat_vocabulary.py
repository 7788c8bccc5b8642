"""The part of the allow-list that says how often an activity is done."""

from collections.abc import Mapping

from engine.lint.supported import TEXT, Supported

_FEEL = frozenset({"language"})
CHARACTERISTICS = frozenset({"standardLoopCharacteristics", "multiInstanceLoopCharacteristics"})
REPEATS: Mapping[str, Supported] = {
    "standardLoopCharacteristics": Supported(
        what="done in turns, each with the data of the last one, while its condition is true",
        children=TEXT | {"loopCondition"},
        attributes=frozenset({"testBefore", "loopMaximum"}),
    ),
    "multiInstanceLoopCharacteristics": Supported(
        what="done once for each item of a list or so many times, at once or one after the other; "
        "only what `collects` names comes back",
        children=TEXT | {"loopCardinality", "completionCondition"},
        attributes=frozenset({"isSequential", "behavior"}),
        camunda=frozenset({"collection", "elementVariable"}),
    ),
    "loopCondition": Supported(what="FEEL: true for another turn", attributes=_FEEL),
    "loopCardinality": Supported(what="FEEL: how many instances, at most 100", attributes=_FEEL),
    "completionCondition": Supported(
        what="FEEL, asked after each instance: true ends the others; it knows `numberOfInstances`, "
        "`numberOfActiveInstances`, `numberOfCompletedInstances` and what is collected so far",
        attributes=_FEEL,
    ),
}
