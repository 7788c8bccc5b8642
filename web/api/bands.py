"""/work-items/{id}/bands: what the law and the records say about charges, before they are sent."""

from dataclasses import asdict
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from engine import charges, crimes, similar, visibility
from engine.charges import Assessment
from engine.errors import NotFound
from engine.forms.charges import read_row
from models.processes import WorkItem
from web import database, security
from web.api.access import authenticated
from web.api.schemas import Strict

blueprint = Blueprint("bands_api", __name__, description="罚款幅度")


class Charges(Strict):
    """Charges as the form of the report holds them."""

    charges = fields.List(fields.Dict(), required=True)


class Problem(Schema):
    """Why a cell is not lawful."""

    cell = fields.String()
    code = fields.String()
    params = fields.Dict()


class PastChargeAnswer(Schema):
    """A charge of a penalty that was decided."""

    case_id = fields.Integer()
    number = fields.String()
    decided_at = fields.AwareDateTime()
    provision = fields.String()
    goods_value_fen = fields.Integer()
    fine_fen = fields.Integer()


class ChargeAnswer(Schema):
    """A charge with its band; `band` is null as long as something is missing."""

    band = fields.Dict(allow_none=True)
    serious = fields.Boolean()
    grounds = fields.List(fields.Dict())
    crimes = fields.List(fields.Dict())
    absorbed_by = fields.String()
    penalties_in_year = fields.Integer()
    repeats = fields.List(fields.Nested(PastChargeAnswer))
    similar = fields.List(fields.Nested(PastChargeAnswer))
    problems = fields.List(fields.Nested(Problem))


class BandsAnswer(Schema):
    """All charges, and the fine of all together."""

    charges = fields.List(fields.Nested(ChargeAnswer))
    total_fine_fen = fields.Integer()
    #: The case goes to the police before anything else (L1 art 27), and why.
    transfer_due = fields.Boolean()
    transfer_grounds = fields.List(fields.Dict())


@blueprint.post("/work-items/<int:work_item_id>/bands")
@blueprint.arguments(Charges)
@blueprint.response(200, BandsAnswer)
@authenticated
def bands(asked: dict[str, Any], work_item_id: int) -> dict[str, Any]:
    """Compute the bands of charges; nothing is saved."""
    session, actor = database.session(), security.actor()
    item = session.get(WorkItem, work_item_id)
    if item is None or not visibility.may_read(actor, item.case):
        raise NotFound("work_item.unknown", id=work_item_id)
    read = [read_row(raw, number) for number, raw in enumerate(asked["charges"])]
    assessed = charges.assess(session, item.case, [row for row, _problems in read])
    answers = []
    for one, (row, problems) in zip(assessed, read, strict=True):
        answer = _answer(one)
        for cell, said in problems.items():
            answer["problems"] += [{"cell": cell, **problem.as_json()} for problem in said]
        if one.band is not None:
            goods = int(row.get("goods_value_fen") or 0)
            answer["similar"] = similar.similar(session, actor, item.case, row["provision"], goods)
        answers.append(answer)
    total = charges.total_fine(row for row, _problems in read)
    facts = crimes.facts_of(session, item.case, [row for row, _problems in read])
    return {
        "charges": answers,
        "total_fine_fen": total,
        "transfer_due": crimes.is_due(facts),
        "transfer_grounds": [dict(one) for one in crimes.grounds_of(facts)],
    }


def _answer(one: Assessment) -> dict[str, Any]:
    return {
        "band": asdict(one.band) if one.band is not None else None,
        "serious": one.serious,
        "grounds": [asdict(ground) for ground in one.grounds],
        "crimes": [dict(crime) for crime in one.crimes],
        "absorbed_by": one.absorbed_by,
        "penalties_in_year": one.penalties_in_year,
        "repeats": one.repeats,
        "similar": [],
        "problems": [{"cell": found.cell, **found.problem.as_json()} for found in one.found],
    }
