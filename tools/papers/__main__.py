"""`python -m tools.papers write [FORM…]`: make templates; `check` all; `table`: docs/documents.md."""

import sys
from pathlib import Path
from typing import Final

from engine import document_forms
from engine.document_forms import Form
from engine.document_templates import problems
from tools.papers import letters, measures, performance, records, tables

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDER: Final = ROOT / "workflows" / "documents"
PAGE: Final = ROOT / "docs" / "documents.md"
FORMS: Final = {
    **records.FORMS,
    **tables.FORMS,
    **letters.FORMS,
    **measures.FORMS,
    **performance.FORMS,
}
BEGIN: Final = "<!-- forms: written by `python -m tools.papers table` -->\n"
END: Final = "<!-- end of forms -->\n"
PLACES: Final = {"main": "正卷", "side": "副卷"}


def write(names: list[str]) -> int:
    """Write the templates that are missing, and those that are named, over a clerk's own."""
    FOLDER.mkdir(exist_ok=True)
    for name, build in FORMS.items():
        path = FOLDER / f"{name}.docx"
        if name in names or not path.exists():
            build().save(str(path))
            print(path.relative_to(ROOT))
    return 0


def check(_names: list[str]) -> int:
    """Name every placeholder that no paper fills in and every mandatory field that is not there."""
    failed = 0
    for form in document_forms.forms().values():
        path = FOLDER / f"{form.id}.docx"
        found = problems(form, path.read_bytes()) if path.exists() else [("template.missing", {})]
        for code, params in found:
            print(f"{path.name}: {code} {params}")
        failed += len(found)
    if PAGE.read_text(encoding="utf-8") != _page():
        print("docs/documents.md is not what `python -m tools.papers table` writes")
        failed += 1
    print(f"{failed} problems" if failed else "all templates can be filled in")
    return 1 if failed else 0


def table(_names: list[str]) -> int:
    """Write the table of forms into the page."""
    PAGE.write_text(_page(), encoding="utf-8")
    return 0


def _page() -> str:
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    rows = "".join(_row(form) for form in document_forms.forms().values())
    head = "| No. | Form | English | Step | Articles | Number | Place | Mandatory content |\n"
    return f"{before}{BEGIN}{head}{'|---' * 8}|\n{rows}{END}{after}"


def _row(form: Form) -> str:
    kind, _, item = form.place.partition(" ")
    place = f"{PLACES[kind]} {item}" if kind in PLACES else form.place
    needs = "; ".join(f"{form.label(need.path)} ({need.article})" for need in form.needs)
    name = f"{form.title} `{form.id}`"
    cells = (form.samr, name, form.english, form.step, form.law, form.word or "-", place, needs)
    return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    act, *names = sys.argv[1:] or [""]
    sys.exit({"write": write, "check": check, "table": table}[act](names))
