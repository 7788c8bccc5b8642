"""The marshmallow field of every kind of value that a form may ask for."""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from marshmallow import ValidationError, fields

from engine.checklists import Answer, Checklist, Result
from engine.forms.model import Component
from engine.forms.problems import Problem
from models.clock import ZONE

_T = TypeVar("_T")


def wrong(code: str, **params: Any) -> ValidationError:
    """One problem of the field at hand."""
    return ValidationError([Problem(code, params)])


class Value(fields.Field[_T]):
    """A value of a component; blank is nothing at all."""

    def __init__(self, component: Component) -> None:
        super().__init__(allow_none=True)
        self.component = component

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        if value in ("", [], {}):
            return None
        return self.read(value)

    def read(self, value: Any) -> Any:
        """Return the value as it is stored, or raise what is wrong with it."""
        raise wrong("form.unreadable", value=str(value))


class Text(Value[str]):
    """textfield, textarea."""

    def read(self, value: Any) -> str | None:
        if not isinstance(value, str):
            raise wrong("form.not_a_text")
        text = value.replace("\r\n", "\n").strip()
        limits = self.component.limits
        if text and limits.min_length is not None and len(text) < limits.min_length:
            raise wrong("form.too_short", min=limits.min_length)
        if limits.max_length is not None and len(text) > limits.max_length:
            raise wrong("form.too_long", max=limits.max_length)
        if text and limits.pattern and not re.fullmatch(limits.pattern, text):
            raise wrong("form.wrong_pattern")
        if "\x00" in text:
            raise wrong("form.not_a_text")
        return text or None


class Number(Value[Decimal]):
    """number; an integer unless the form allows decimal digits."""

    def read(self, value: Any) -> int | Decimal:
        if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
            raise wrong("form.not_a_number")
        try:
            number = Decimal(str(value).strip())
        except InvalidOperation as error:
            raise wrong("form.not_a_number") from error
        if not number.is_finite():
            raise wrong("form.not_a_number")
        self._check_range(number)
        digits = self.component.decimal_digits
        if number != round(number, digits):
            raise wrong("form.too_many_digits", digits=digits)
        return number if digits else int(number)

    def _check_range(self, number: Decimal) -> None:
        limits = self.component.limits
        # PostgreSQL's bigint ends here; a longer number is a slip of the finger.
        most = limits.maximum if limits.maximum is not None else Decimal(10) ** 15
        least = limits.minimum if limits.minimum is not None else -(Decimal(10) ** 15)
        if number < least:
            raise wrong("form.too_small", min=_plain(least))
        if number > most:
            raise wrong("form.too_large", max=_plain(most))


class Money(Number):
    """money: yuan on the page, fen (an integer) in the data."""


def _plain(number: Decimal) -> str:
    return f"{number:f}"


class Date(Value[dt.date]):
    """datetime with subtype date."""

    def read(self, value: Any) -> dt.date:
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return value
        try:
            return dt.date.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise wrong("form.not_a_date") from error


class Moment(Value[dt.datetime]):
    """datetime; without a zone it is the time on the wall in the plan's zone."""

    def read(self, value: Any) -> dt.datetime:
        try:
            moment = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise wrong("form.not_a_moment") from error
        return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


class Flag(Value[bool]):
    """checkbox; when it is required it must be ticked."""

    def read(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise wrong("form.not_a_flag")
        return value


class OneOf(Value[str]):
    """radio, select."""

    def read(self, value: Any) -> str:
        if value not in [choice.value for choice in self.component.choices]:
            raise wrong("form.not_a_choice", value=str(value))
        return str(value)


class Several(Value[list[str]]):
    """checklist of form-js: any number of choices."""

    def read(self, value: Any) -> list[str]:
        if not isinstance(value, list):
            raise wrong("form.not_a_list")
        known = [choice.value for choice in self.component.choices]
        for one in value:
            if one not in known:
                raise wrong("form.not_a_choice", value=str(one))
        least = int(self.component.properties.get("minItems", 0))
        if len(set(value)) < least:
            raise wrong("form.too_few", min=least)
        return [one for one in known if one in value]


class Ids(Value[list[int]]):
    """evidence: ids of files that were uploaded before."""

    def read(self, value: Any) -> list[int]:
        if not isinstance(value, list):
            raise wrong("form.not_a_list")
        ids = [_id(one) for one in value]
        if len(set(ids)) != len(ids):
            raise wrong("form.twice")
        return ids


class Person(Value[int]):
    """person: one user, for example the chair of a hearing."""

    def read(self, value: Any) -> int:
        return _id(value)


class Officers(Ids):
    """officers: the pair of a visit (L6 art 23, L5 art 22)."""

    def read(self, value: Any) -> list[int]:
        ids = super().read(value)
        if len(ids) != 2:  # noqa: PLR2004  # the pair that the articles above ask for
            raise wrong("form.two_officers")
        return ids


def _id(value: Any) -> int:
    if isinstance(value, bool) or not str(value).isdecimal() or not str(value).isascii():
        raise wrong("form.not_an_id", value=str(value))
    return int(value)


class PartySignature(Value[dict[str, str]]):
    """signature: the party signed, or refused and why, before whom (L6 art 34)."""

    def read(self, value: Any) -> dict[str, str]:
        if not isinstance(value, dict):
            raise wrong("form.not_a_signature")
        said = {key: text.strip() for key, text in value.items() if isinstance(text, str)}
        said = {key: text for key, text in said.items() if text}
        problems: dict[str, list[Problem]] = {
            str(key): [Problem("form.unknown_field")]
            for key in value
            if key not in {"status", "name", "reason", "witness"}
        }
        needed = {"signed": "name", "refused": "reason"}.get(said.get("status", ""))
        if needed is None:
            problems["status"] = [Problem("form.required")]
        elif needed not in said:
            problems[needed] = [Problem("form.required")]
        if any(len(text) > _SIGNATURE_LENGTH for text in said.values()):
            raise wrong("form.too_long", max=_SIGNATURE_LENGTH)
        if problems:
            raise ValidationError(problems)
        return said


_SIGNATURE_LENGTH = 500


class Answers(Value[dict[str, Answer]]):
    """checklist: the answer to every item; a failed one says what is wrong."""

    def __init__(self, component: Component, checklist: Checklist) -> None:
        super().__init__(component)
        self.checklist = checklist

    def read(self, value: Any) -> dict[str, Answer]:
        if not isinstance(value, dict):
            raise wrong("form.not_a_checklist")
        problems: dict[str, Any] = {
            str(no): {"": [Problem("checklist.unknown_item", {"no": str(no)})]}
            for no in value
            if not self.checklist.has(str(no))
        }
        answers: dict[str, Answer] = {}
        for item in self.checklist:
            found = value.get(item.no)
            if self.component.partial and _unanswered(found):
                continue
            try:
                answers[item.no] = _answer(found)
            except ValidationError as error:
                problems[item.no] = error.messages
        if problems:
            raise ValidationError(problems)
        if not answers:
            raise wrong("form.required")
        return answers


def _unanswered(raw: Any) -> bool:
    """Whether nothing at all is said of an item, which then was not checked."""
    return raw is None or (isinstance(raw, dict) and not any(raw.values()))


def _answer(raw: Any) -> Answer:
    """Read one answer; every item must have one (L6 art 27)."""
    if not isinstance(raw, dict) or raw.get("result") in (None, ""):
        raise ValidationError({"": [Problem("checklist.unanswered")]})
    unknown = set(raw) - {"result", "note", "affects_safety", "evidence"}
    if unknown:
        raise ValidationError({key: [Problem("form.unknown_field")] for key in unknown})
    if str(raw["result"]) not in {"1", "2", "3"}:
        raise ValidationError({"result": [Problem("form.not_a_choice", {"value": raw["result"]})]})
    result = Result(int(raw["result"]))
    note, unsafe = raw.get("note") or "", raw.get("affects_safety")
    problems: dict[str, list[Problem]] = {}
    if not isinstance(note, str) or len(note) > _NOTE_LENGTH:
        problems["note"] = [Problem("form.too_long", {"max": _NOTE_LENGTH})]
    elif result is Result.NOT_MET and not note.strip():
        problems["note"] = [Problem("checklist.note_required")]
    if result is Result.NOT_MET and not isinstance(unsafe, bool):
        problems["affects_safety"] = [Problem("checklist.safety_unknown")]
    evidence = raw.get("evidence") or []
    if not isinstance(evidence, list) or any(not str(one).isdecimal() for one in evidence):
        problems["evidence"] = [Problem("form.not_a_list")]
    if problems:
        raise ValidationError(problems)
    return Answer(
        result=result,
        note=note.strip(),
        affects_safety=unsafe if result is Result.NOT_MET else None,
        evidence=tuple(int(one) for one in evidence),
    )


_NOTE_LENGTH = 2000
