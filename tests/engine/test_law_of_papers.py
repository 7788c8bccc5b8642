"""What the papers tell the party, as the law of their day has it."""

import datetime as dt
import io
from typing import Any

import pytest
from docx import Document
from sqlalchemy.orm import Session

from engine import document_forms, document_templates, forms
from engine.papers.penalty import remedies


@pytest.mark.law("T37", "T38")
def test_a_decision_tells_where_and_how_long_it_can_be_contested(session: Session) -> None:
    told = remedies(session, dt.date(2026, 3, 2))
    assert (told["review_days"], told["litigation_months"]) == (60, 6)


@pytest.mark.law("T37")
def test_only_the_government_reviews_since_2024(session: Session) -> None:
    assert len(remedies(session, dt.date(2023, 12, 31))["review_bodies"]) == 2
    assert len(remedies(session, dt.date(2024, 1, 1))["review_bodies"]) == 1


@pytest.mark.law("P41")
def test_what_is_not_paid_goes_to_the_court_and_nowhere_else() -> None:
    offered = forms.load("demand_payment").fields["overdue_step"].choices
    assert {one.value for one in offered} == {"paid", "demand", "annulled"}
    court = forms.load("record_court").fields["court_result"].choices
    assert {one.value for one in court} == {"enforced", "refused", "ended"}


@pytest.mark.law("T04")
def test_the_record_of_a_visit_tells_how_long_it_is_displayed() -> None:
    template = document_templates.shipped(document_forms.form("result_record"))
    document: Any = Document(io.BytesIO(template))
    words = "".join(node.text or "" for node in document.element.body.iter())
    assert "张贴或者公开展示本记录表，并保持至下次监督检查" in words
