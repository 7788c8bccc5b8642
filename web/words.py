"""The words of the engine's error codes; engine and models never translate, this room does."""

from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engine.errors import Invalid, YanchaError
from web import file_words, texts
from web.beside_words import BESIDE_ERRORS
from web.charge_words import CHARGE_ERRORS, PARAMETERS
from web.command_words import COMMAND_ERRORS
from web.complaint_words import COMPLAINT_ERRORS
from web.credit_words import CREDIT_ERRORS
from web.deed_words import DEED_ERRORS
from web.document_words import DOCUMENT_ERRORS
from web.form_words import FORM_ERRORS
from web.languages import language
from web.model_words import LINT, MODEL_ERRORS
from web.person_words import PERSON_ERRORS
from web.publicity_words import PUBLICITY_ERRORS
from web.seal_words import SEAL_ERRORS
from web.spot_words import SPOT_ERRORS
from web.transfer_words import TRANSFER_ERRORS

#: Code -> sentence; the parameters are those that the error carries.
ERRORS: Final = {
    "data.invalid": _l("Some of the entries are not right; see the marked fields."),
    "role.missing": _l("Your role does not allow this."),
    "office.other": _l("This belongs to another office."),
    "user.disabled": _l("The account is disabled."),
    "case.recused": _l("You are recused from everything of this subject."),
    "case.not_assigned": _l("Only the two officers of the case may do this."),
    "case.handled_by_you": _l(
        "You handled this case, so you may neither review, approve nor decide it."
    ),
    "case.approved_by_you": _l("You approved it before; somebody else must decide."),
    "work_item.claimed": _l("Somebody else has taken this item."),
}
_WORDS: Final = (
    ERRORS,
    COMMAND_ERRORS,
    FORM_ERRORS,
    DEED_ERRORS,
    DOCUMENT_ERRORS,
    CHARGE_ERRORS,
    BESIDE_ERRORS,
    COMPLAINT_ERRORS,
    CREDIT_ERRORS,
    PERSON_ERRORS,
    TRANSFER_ERRORS,
    SEAL_ERRORS,
    PUBLICITY_ERRORS,
    SPOT_ERRORS,
    MODEL_ERRORS,
    LINT,
)


class _Said(dict[str, str]):
    """What a sentence mentions; a page that only asks why something is barred knows less."""

    def __missing__(self, key: str) -> str:
        return "…"


def known(code: str) -> bool:
    """Whether somebody wrote words for the code."""
    return code in file_words.FILE_WORDS or any(code in words for words in _WORDS)


def by_field(error: Invalid | None) -> dict[str, list[str]]:
    """Return what is wrong beside each field; nothing without an error."""
    return {
        field: [of_code(str(one["code"]), _params(one)) for one in problems]
        for field, problems in (error.errors if error else {}).items()
    }


def _params(problem: dict[str, object]) -> dict[str, object]:
    params = problem.get("params")
    return params if isinstance(params, dict) else {}


def of_code(code: str, params: dict[str, object]) -> str:
    """Return the sentence for a code, or the code itself when nobody wrote one."""
    sentence = next((one[code] for one in _WORDS if code in one), None)
    if sentence is None and code in file_words.FILE_WORDS:
        return file_words.say(code, params, language())
    if sentence is None:
        return str(_("The request was refused (%(code)s).", code=code))
    said = _Said({key: _plain(key, value) for key, value in params.items()})
    if "title_zh" in said:
        said["title"] = said["title_zh"] if language() == "zh" else said["title_en"]
    return str(sentence) % said


def of_error(error: YanchaError) -> str:
    """Return the sentence for an error of the engine."""
    return of_code(error.code, error.params)


def _plain(key: str, value: object) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        return "、".join(_plain(key, one) for one in value)
    if key.endswith("_fen") and isinstance(value, int):
        return texts.money(value)
    return str(PARAMETERS.get(key, {}).get(str(value), value))
