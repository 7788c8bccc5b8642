"""Where files lie: the store of evidence and papers that the app was created with."""

from typing import Final

from flask import current_app

from engine import document_files
from engine.document_files import Shelf
from engine.evidence_store import EvidenceStore

#: A file never changes under its number, but only people of the office may keep a copy.
PRIVATE: Final = "private, max-age=86400, immutable"


def store() -> EvidenceStore:
    """Return the store in the folder of the app's settings."""
    return EvidenceStore(current_app.config["EVIDENCE_FOLDER"])


def shelf() -> Shelf:
    """Return the store with the bureau's own templates beside it."""
    folder = current_app.config["EVIDENCE_FOLDER"]
    return Shelf(EvidenceStore(folder), folder.parent / document_files.TEMPLATES)
