"""The words about files that people send: what was wrong with the file, and with each row."""

from collections.abc import Mapping
from typing import Any, Final

from engine.errors import YanchaError
from engine.imports.problems import Problem
from engine.imports.rows import REASON_HEADINGS
from web.languages import catalogue

#: Marks a sentence for the catalogue; these words are also needed outside of a request.
N_: Final = str

FILE_WORDS: Final = {
    "import.empty": N_("The file is empty."),
    "import.too_large": N_("The file is larger than %(limit)s MB."),
    "import.too_many_rows": N_("The file has more than %(limit)s rows; send it in parts."),
    "import.too_many_columns": N_("The file has more than %(limit)s columns."),
    "import.old_excel": N_("This is an old Excel file (.xls); save it as .xlsx or CSV."),
    "import.xlsx_broken": N_("The Excel file is damaged and cannot be read."),
    "import.encoding": N_(
        "Line %(line)s is neither UTF-8 nor GB18030; save the file as UTF-8 and send it again."
    ),
    "import.csv_broken": N_(
        "The CSV file is broken in the row that begins in line %(line)s: a quotation mark is"
        " not closed or stands in the wrong place."
    ),
    "import.duplicate_heading": N_("The heading “%(heading)s” stands over two columns."),
    "import.mapping": N_(
        "“%(part)s” is no mapping; write field=column, for example name=DBA_Name."
    ),
    "import.unknown_field": N_("There is no field “%(field)s”; known are: %(known)s."),
    "import.no_column": N_("The file has no column “%(heading)s”; it has: %(known)s."),
    "import.not_mapped": N_(
        "No column for the field “%(field)s”; name one with --map. The file has: %(known)s."
    ),
    "import.required": N_("%(column)s: is empty."),
    "import.control_character": N_("%(column)s: holds a character that cannot be printed."),
    "import.too_long": N_("%(column)s: is longer than %(limit)s characters."),
    "import.unknown_value": N_("%(column)s: “%(value)s” is not one of %(known)s."),
    "import.no_day": N_("%(column)s: “%(value)s” is no date; write 2026-03-01."),
    "import.too_many_cells": N_("The row has %(found)s cells, the heading only %(expected)s."),
    "import.duplicate": N_("%(column)s: “%(value)s” stands already in line %(line)s."),
    "import.no_kind": N_("It is not said what kind of subject this is."),
    "import.no_office": N_("There is no office “%(value)s”."),
    "import.circle": N_("The office “%(value)s” would stand above itself."),
    "import.certificate_taken": N_(
        "The certificate number “%(value)s” belongs to the user %(username)s."
    ),
    "user.name_taken": N_("The user name %(username)s is taken."),
    "user.certificate_taken": N_("The certificate number %(certificate_no)s is taken."),
    "user.unknown_name": N_("There is no user %(username)s."),
    "user.yourself": N_("Nobody can disable the own account."),
    "user.last_administrator": N_("%(username)s is the last administrator and must stay one."),
    "office.unknown": N_("There is no office “%(office)s”, or more than one of this name."),
    "role.unknown": N_("There is no role “%(role)s”; known are: %(known)s."),
    "subject.licence_taken": N_("Another subject has the licence %(licence)s."),
}
_NOTHING: Final = N_("The request was refused (%(code)s).")


def say(code: str, params: Mapping[str, Any], language: str) -> str:
    """Return the sentence for a code in a language."""
    translated = catalogue(language, "messages").gettext(FILE_WORDS.get(code, _NOTHING))
    return translated % ({"code": code, "column": "", "value": ""} | _plain(params))


def of_problem(problem: Problem, language: str) -> str:
    """Return the reason why a row was not taken."""
    return say(problem.code, problem.params, language)


def of_error(error: YanchaError, language: str) -> str:
    """Return what is wrong with the file as a whole; of other errors, code and facts."""
    if error.code not in FILE_WORDS:
        return str(error)
    return say(error.code, error.params, language)


def reason_heading(language: str) -> str:
    """Return the heading of the column of reasons in the returned file."""
    return REASON_HEADINGS[0 if language == "zh" else 1]


def _plain(params: Mapping[str, Any]) -> dict[str, str]:
    return {
        key: "、".join(str(one) for one in value) if isinstance(value, list | tuple) else str(value)
        for key, value in params.items()
    }
