"""`python -m tools.papers write [FORM…]`: make templates; `check`: prove all that are there."""

import sys
from pathlib import Path
from typing import Final

from engine import document_forms
from engine.document_templates import problems
from tools.papers import letters, measures, performance, records, tables

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDER: Final = ROOT / "workflows" / "documents"
FORMS: Final = {
    **records.FORMS,
    **tables.FORMS,
    **letters.FORMS,
    **measures.FORMS,
    **performance.FORMS,
}


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
    print(f"{failed} problems" if failed else "all templates can be filled in")
    return 1 if failed else 0


if __name__ == "__main__":
    act, *names = sys.argv[1:] or [""]
    sys.exit({"write": write, "check": check}[act](names))
