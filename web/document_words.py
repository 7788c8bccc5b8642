"""The words about papers (文书): what is missing in one, what is wrong with its template."""

from typing import Final

from flask_babel import lazy_gettext as _l

DOCUMENT_ERRORS: Final = {
    "document.incomplete": _l("“%(form)s” cannot be issued; it does not say: %(missing)s."),
    "document.field_missing": _l("%(field)s is missing (%(article)s)."),
    "document.wrong_fields": _l("“%(form)s” is not right; see the marked fields."),
    "document.unknown_field": _l("“%(form)s” has no field %(name)s."),
    "document.no_text": _l("%(field)s is no text, or too long."),
    "document.no_day": _l("%(field)s is no date."),
    "document.no_moment": _l("%(field)s is no time."),
    "document.no_rows": _l("%(field)s is no list, or too long."),
    "document.no_parts": _l("%(field)s has other parts."),
    "document.not_on_demand": _l("This paper is issued by a step of the process."),
    "document.no_reason": _l("Say why the paper is corrected."),
    "document.replaced_already": _l(
        "“%(title)s” was corrected before; version %(version)s stands now."
    ),
    "document.other_kind_of_case": _l("There is no such paper in a case of this kind."),
    "document.file_changed": _l("The stored file of this paper was changed; do not use it."),
    "document.not_genuine": _l(
        "The stored words of “%(number)s” are not the ones that were issued."
    ),
    "template.refused": _l("The template of “%(form)s” cannot be used; see the reasons."),
    "office.missing": _l(
        "LibreOffice is not installed on this machine, so no PDF can be made. DOCX and the page for"
        " printing work."
    ),
    "office.no_shelf": _l("This process does not know where files lie."),
    "case_file.none": _l("No file of the case %(number)s was made yet, or it is not for you."),
    "case_file.not_yours": _l("The file of this case is for its officers and their superiors."),
}
