"""The words about data files (plans, holiday notices): every mistake with its line and field."""

from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engine.data_files import DataFileError, Problem

DATA_FILE_WORDS: Final = {
    "notice.malformed": _l("The holiday notice cannot be used:"),
    "notice.empty": _l("it names no days; the notice of this year is not published yet"),
    "notice.other_year": _l("the day belongs to another year"),
    "notice.twice": _l("the day stands there twice"),
    "plan.malformed": _l("The plan cannot be used:"),
    "plan.chapter_unknown": _l("the plan has no such chapter"),
    "plan.measure_unknown": _l("the plan has no such measure"),
    "plan.process_unknown": _l("there is no such process"),
    "plan.unknown": _l("there is no such plan to roll on"),
    "plan.twice": _l("the key stands there twice"),
    "plan.window": _l("the window ends before it begins"),
    "file.syntax": _l("the file is broken here"),
    "file.encoding": _l("the file is not UTF-8"),
    "file.shape": _l("the file does not hold fields and their values"),
    "field.missing": _l("the field is missing"),
    "field.unknown": _l("there is no field of this name"),
    "field.twice": _l("the field stands there twice"),
    "field.invalid": _l("the value is not right"),
}
#: Mistakes whose reason says more than our words.
_WITH_REASON: Final = ("field.invalid", "file.syntax", "plan.window")
#: A page shows so much of a reason.
_LONGEST: Final = 200
#: A page shows so many mistakes at once.
_SHOWN: Final = 8


def lines(error: DataFileError) -> list[str]:
    """Return a heading and one sentence for each mistake."""
    said = [str(DATA_FILE_WORDS.get(error.code, error.code))]
    said += [_sentence(one) for one in error.problems[:_SHOWN]]
    more = len(error.problems) - _SHOWN
    if more > 0:
        said.append(_("… and %(count)s more.", count=more))
    return said


def _sentence(problem: Problem) -> str:
    words = str(DATA_FILE_WORDS.get(problem.code, problem.code))
    if problem.code in _WITH_REASON and problem.reason:
        words = _("%(words)s (%(reason)s)", words=words, reason=problem.reason[:_LONGEST])
    place = _("line %(line)s", line=problem.line or 1)
    field = f" {problem.field}" if problem.field else ""
    return str(_("%(place)s%(field)s: %(words)s", place=place, field=field, words=words))
