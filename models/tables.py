"""All tables in one place, for migrations and tests: importing this file fills the metadata."""

from models import (
    accounts,
    audit,
    campaigns,
    cases,
    clocks,
    clues,
    complaints,
    documents,
    findings,
    hearings,
    holidays,
    measures,
    notices,
    penalties,
    persons,
    plans,
    processes,
    remedies,
    seals,
    settings,
    subjects,
)
from models.base import Base

METADATA = Base.metadata

__all__ = [
    "METADATA",
    "accounts",
    "audit",
    "campaigns",
    "cases",
    "clocks",
    "clues",
    "complaints",
    "documents",
    "findings",
    "hearings",
    "holidays",
    "measures",
    "notices",
    "penalties",
    "persons",
    "plans",
    "processes",
    "remedies",
    "seals",
    "settings",
    "subjects",
]
