"""The pages, one file an area."""

from typing import Final

from flask import Blueprint

from web.pages import (
    account,
    campaigns,
    cases,
    charges,
    corrections,
    desk,
    documents,
    draws,
    evidence,
    health,
    imports,
    inbox,
    incidents,
    models,
    more,
    notices,
    people,
    plan,
    search,
    settings,
    start,
    subjects,
    work,
    year,
)

PAGES: Final[tuple[Blueprint, ...]] = (
    account.blueprint,
    health.blueprint,
    start.blueprint,
    inbox.blueprint,
    work.blueprint,
    charges.blueprint,
    desk.blueprint,
    corrections.blueprint,
    evidence.blueprint,
    documents.blueprint,
    campaigns.blueprint,
    draws.blueprint,
    cases.blueprint,
    year.blueprint,
    search.blueprint,
    notices.blueprint,
    incidents.blueprint,
    models.blueprint,
    subjects.blueprint,
    imports.blueprint,
    plan.blueprint,
    people.blueprint,
    settings.blueprint,
    more.blueprint,
)
