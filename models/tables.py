"""All tables in one place, for migrations and tests: importing this file fills the metadata."""

from models import (
    accounts,
    audit,
    campaigns,
    cases,
    clocks,
    documents,
    findings,
    holidays,
    notices,
    penalties,
    plans,
    processes,
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
    "documents",
    "findings",
    "holidays",
    "notices",
    "penalties",
    "plans",
    "processes",
    "settings",
    "subjects",
]
