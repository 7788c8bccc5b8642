"""/campaigns: the drives that opened, with their coverage."""

from typing import Any

from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from engine.errors import NotFound
from models.campaigns import Campaign, Coverage, Target
from web import database
from web.api import schemas
from web.api.access import Area, authenticated, page

blueprint = Area("campaigns_api", __name__, description="专项行动")


@blueprint.get("/campaigns")
@blueprint.arguments(schemas.CampaignQuery, location="query")
@blueprint.response(200, schemas.CampaignPage)
@authenticated
def campaigns(asked: dict[str, Any]) -> ResponseReturnValue:
    """List campaigns, newest first."""
    query = select(Campaign)
    if "state" in asked:
        query = query.where(Campaign.state == asked["state"])
    return page(query, Campaign.id, lambda one: one.id, asked)


@blueprint.get("/campaigns/<int:campaign_id>")
@blueprint.response(200, schemas.CampaignDetail)
@authenticated
def campaign(campaign_id: int) -> dict[str, Any]:
    """Read one campaign; the four numbers of its coverage add up to the targets."""
    session = database.session()
    found = session.get(Campaign, campaign_id)
    if found is None:
        raise NotFound("campaign.unknown", id=campaign_id)
    counted = dict(
        session.execute(
            select(Target.coverage, func.count())
            .where(Target.campaign_id == campaign_id)
            .group_by(Target.coverage)
        )
        .tuples()
        .all()
    )
    coverage = {one.value: counted.get(one, 0) for one in Coverage}
    names = schemas.Campaign().fields
    return {name: getattr(found, name) for name in names} | {
        "coverage": coverage | {"targets": sum(coverage.values())}
    }
