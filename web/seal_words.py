"""The words of seals on unannounced checks."""

from typing import Final

from flask_babel import lazy_gettext as _l

SEAL_ERRORS: Final = {
    "seal.changed": _l("What lies under the seal is not what was sealed."),
    "seal.how_many": _l("Choose between one and %(most)s subjects."),
    "seal.invalid": _l("The unannounced check cannot be sealed like this."),
    "seal.is_open": _l("The seal is open already."),
    "seal.missing": _l("The case %(case)s grew out of no seal."),
    "seal.name_or_draw": _l("Either choose subjects or have them drawn."),
    "seal.no_target": _l(
        "One of these subjects is not in your offices, takes no part, or you are recused from it."
    ),
    "seal.opens_in_the_past": _l("The hour must lie ahead."),
    "seal.too_few_targets": _l(
        "Only %(found)s subjects fit, %(wanted)s are to be drawn; widen the choice."
    ),
    "seal.unknown": _l("There is no such unannounced check."),
    "seal.withdrawn": _l("The unannounced check was withdrawn."),
    "form.no_checklist": _l("The process does not say which checklist %(form)s takes."),
}
