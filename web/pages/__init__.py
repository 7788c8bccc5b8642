"""The pages, one file an area."""

from typing import Final

from flask import Blueprint

from web.pages import account, health, inbox, more, search, start

PAGES: Final[tuple[Blueprint, ...]] = (
    account.blueprint,
    health.blueprint,
    start.blueprint,
    inbox.blueprint,
    search.blueprint,
    more.blueprint,
)
