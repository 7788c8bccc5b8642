"""Process models (流程模型): deployed by administrators, only when nothing speaks against them."""

from collections.abc import Mapping
from dataclasses import asdict

from sqlalchemy.orm import Session

from engine import audit, definitions
from engine.authority import Actor, require_role
from engine.errors import Invalid
from engine.examination import Examination, affected, examine
from models.processes import Definition

#: More files at once than a bureau has models are no upload.
MOST_FILES = 50


def deploy_model(session: Session, actor: Actor, files: Mapping[str, bytes]) -> list[Definition]:
    """Lint, prove and deploy changed models with all that runs them; nothing forces a refused one.

    Raises Invalid: `model.refused` with the elements, `model.disproved` with the paths,
    `model.rule_lost` or `model.people_missing`.
    """
    require_role(actor, "administrator")
    if not files:
        raise Invalid("model.no_file")
    if len(files) > MOST_FILES:
        raise Invalid("model.too_many_files", limit=MOST_FILES)
    examination = examine(session, files)
    expect_deployable(examination)
    deployed = [
        definitions.deploy(session, actor, root, dict(examination.sources))
        for root in affected(dict(examination.sources), set(examination.uploaded))
    ]
    audit.record(
        session,
        actor,
        "model:deploy",
        chain="definitions",
        files=sorted(files),
        deployed={one.process: one.version for one in deployed},
        proofs={
            proof.process: {"states": proof.states, "rules": len(proof.verdicts)}
            for proof in examination.proofs
        },
    )
    return deployed


def expect_deployable(examination: Examination) -> None:
    """Raise Invalid with every reason against these models."""
    if examination.problems:
        raise Invalid("model.refused", definitions.problems_by_file(examination.problems))
    broken = [proof for proof in examination.proofs if not proof.holds]
    if broken:
        raise Invalid(
            "model.disproved",
            {
                proof.process: [
                    {
                        "code": f"proof.{found.rule}",
                        "params": {"words": found.words},
                        "reason": found.words,
                        "path": list(found.path),
                        "places": list(found.places),
                    }
                    for found in proof.violations
                ]
                for proof in broken
            },
        )
    if examination.lost:
        raise Invalid(
            "model.rule_lost",
            {
                one.process: [{"code": f"proof.{one.rule}", "params": {}, "reason": one.words}]
                for one in examination.lost
            },
        )
    if examination.shortages:
        raise Invalid(
            "model.people_missing",
            {
                f"{one.process}:{one.element}": [{"code": "model.people", "params": asdict(one)}]
                for one in examination.shortages
            },
        )
