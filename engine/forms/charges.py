"""The widget that holds charges (案由): one act under one provision a row, shape only."""

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from marshmallow import ValidationError

from engine.forms.problems import Problem
from engine.forms.values import Value, wrong
from models.provisions import provisions

MOST_CHARGES: Final = 20
#: A hundred billion yuan: more is a slip of the finger.
MOST_FEN: Final = 10**13

#: Facts that are ticked, in the order of the page: refusal, then those of L4 art 67, then grave
#: consequences (L3 arts 128, 130, 131), then signs of a crime (criminal law arts 140-144, 225).
SERIOUS_MARKS: Final = ("false_facts", "evades", "repeat", "criminal", "other_serious")
CRIME_MARKS: Final = (
    "severe",
    "additive",
    "toxic",
    "illegal_trade",
    "large_quantity",
    "infant",
    "near_school",
    "prior",
)
CIRCUMSTANCES: Final = ("refused", *SERIOUS_MARKS, "grave", *CRIME_MARKS)
#: 一般、从轻、减轻、从重 (L1 art 32; L4 arts 67, 76).
DISCRETION: Final = ("normal", "lighter", "mitigated", "heavier")
#: L1 art 32 (1)-(5) and L4 art 76.
GROUNDS: Final = (
    "harm_removed",
    "coerced",
    "self_reported",
    "merit",
    "other_mitigating",
    "recalled",
)


class Charges(Value[list[dict[str, Any]]]):
    """Rows of charges; what is wrong is named by row and cell."""

    def read(self, value: Any) -> list[dict[str, Any]]:
        """Return the rows as they are stored."""
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise wrong("form.not_a_list")
        if len(value) > MOST_CHARGES:
            raise wrong("form.too_many_rows", most=MOST_CHARGES)
        problems: dict[str, dict[str, list[Problem]]] = {}
        rows = []
        for number, raw in enumerate(value):
            row, found = read_row(raw, number)
            rows.append(row)
            if found:
                problems[str(number)] = found
        if problems:
            raise ValidationError(problems)
        return rows


def read_row(
    raw: Mapping[str, Any], number: int
) -> tuple[dict[str, Any], dict[str, list[Problem]]]:
    """One row as it is stored, as far as it can be read, and what is wrong in which cell."""
    problems = {key: [Problem("form.unknown_field")] for key in map(str, raw) if key not in _CELLS}
    row: dict[str, Any] = {"act": number + 1, "fine_fen": 0, "gains_fen": 0}
    for key, read in _CELLS.items():
        value = raw.get(key)
        if value is None or value in ("", []) or (isinstance(value, str) and not value.strip()):
            if key == "provision":
                problems[key] = [Problem("form.required")]
            continue
        try:
            row[key] = read(value)
        except ValidationError as error:
            problems[key] = [one for one in error.messages if isinstance(one, Problem)]
    if "provision" in row and "item" not in problems:
        problems.update(_item(row))
    return row, problems


def _item(row: Mapping[str, Any]) -> dict[str, list[Problem]]:
    """A provision with numbered cases asks which."""
    items = provisions()[row["provision"]].items
    given = row.get("item")
    if items and given is None:
        return {"item": [Problem("charge.item_missing")]}
    if given is not None and given not in items:
        return {"item": [Problem("form.not_a_choice", {"value": given})]}
    return {}


def _whole(least: int, most: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
            raise wrong("form.not_a_number")
        try:
            number = Decimal(str(value).strip())
        except InvalidOperation as error:
            raise wrong("form.not_a_number") from error
        if not number.is_finite():
            raise wrong("form.not_a_number")
        if number < least:
            raise wrong("form.too_small", min=least)
        if number > most:
            raise wrong("form.too_large", max=most)
        if number != number.to_integral_value():
            raise wrong("form.too_many_digits", digits=0)
        return int(number)

    return read


def _money(value: Any) -> int:
    """Fen; what people read is yuan."""
    try:
        return _whole(0, MOST_FEN)(value)
    except ValidationError as error:
        (problem,) = error.messages
        code = problem.code if isinstance(problem, Problem) else ""
        if code == "form.too_large":
            raise wrong("form.too_large", max=MOST_FEN // 100) from error
        if code == "form.too_many_digits":
            raise wrong("form.too_many_digits", digits=2) from error
        raise


def _one_of(*known: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in known:
            raise wrong("form.not_a_choice", value=str(value))
        return str(value)

    return read


def _several(*known: str) -> Callable[[Any], list[str]]:
    def read(value: Any) -> list[str]:
        if not isinstance(value, list):
            raise wrong("form.not_a_list")
        for one in value:
            if one not in known:
                raise wrong("form.not_a_choice", value=str(one))
        return [one for one in known if one in value]

    return read


def _provision(value: Any) -> str:
    return _one_of(*provisions())(value)


def _day(value: Any) -> str:
    try:
        return dt.date.fromisoformat(str(value)).isoformat()
    except ValueError as error:
        raise wrong("form.not_a_date") from error


_CELLS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "provision": _provision,
    "item": str,
    "act": _whole(1, MOST_CHARGES),
    #: The day of the act, or the end of a continuing one (L1 arts 36-37).
    "acted_on": _day,
    "goods_value_fen": _money,
    "gains_fen": _money,
    "income_fen": _money,
    "months": _whole(0, 1200),
    "deaths": _whole(0, 10**6),
    "ill": _whole(0, 10**6),
    "circumstances": _several(*CIRCUMSTANCES),
    "discretion": _one_of(*DISCRETION),
    "grounds": _several(*GROUNDS),
    "fine_fen": _money,
}
