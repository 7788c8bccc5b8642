"""The store of evidence files that the app was created with."""

from flask import current_app

from engine.evidence_store import EvidenceStore


def store() -> EvidenceStore:
    """Return the store in the folder of the app's settings."""
    return EvidenceStore(current_app.config["EVIDENCE_FOLDER"])
