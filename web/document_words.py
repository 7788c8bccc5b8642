"""The words about papers (文书): what is missing in one, what is wrong with its template."""

from typing import Final

from flask_babel import lazy_gettext as _l

DOCUMENT_ERRORS: Final = {
    "document.incomplete": _l("“%(form)s” cannot be issued; it does not say: %(missing)s."),
    "document.field_missing": _l("%(field)s is missing (%(article)s)."),
}
