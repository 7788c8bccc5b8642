"""Templates as papers used them: what a paper is printed with is fixed when it is issued."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from engine import document_forms, document_templates
from engine.document_forms import Form
from models import clock, fixed
from models.documents import Document, DocumentTemplate

#: Under this key the sessions of a process know the folder with the bureau's own templates.
FOLDER: Final = "templates"

_KNOWN: Final = "SELECT id FROM document_template WHERE form = %(form)s AND sha256 = %(sha256)s"


def current(session: Session, form: Form) -> bytes:
    """The template in use: the bureau's own if it has one, else the one that is shipped."""
    folder = session.info.get(FOLDER)
    return in_folder(folder, form) if isinstance(folder, Path) else _shipped(form.id)[0]


def in_folder(folder: Path, form: Form) -> bytes:
    """The bureau's own template if the folder has one, else the one that is shipped."""
    own = folder / f"{form.id}.docx"
    return own.read_bytes() if own.is_file() else _shipped(form.id)[0]


def fix(session: Session, form: Form) -> int:
    """Keep the template in use byte by byte; returns its key, for the paper that is issued."""
    content = current(session, form)
    shipped, digest = _shipped(form.id)
    sha256 = digest if content is shipped else hashlib.sha256(content).hexdigest()
    question = {"form": form.id, "sha256": sha256}
    for (known,) in fixed.ask(session, _KNOWN, question):
        return int(known)
    row = {"form": form.id, "sha256": sha256, "content": content, "first_used_at": clock.now()}
    # Two that issue the first paper at the same time keep one row.
    session.execute(insert(DocumentTemplate).values(row).on_conflict_do_nothing())
    ((kept,),) = fixed.ask(session, _KNOWN, question)
    return int(kept)


def of(session: Session, document: Document) -> bytes:
    """What the paper is printed with; papers of old take the template of today."""
    if document.template is None:
        return current(session, document_forms.form(document.form))
    return document.template.content


@cache
def _shipped(form: str) -> tuple[bytes, str]:
    content = document_templates.shipped(document_forms.form(form))
    return content, hashlib.sha256(content).hexdigest()
