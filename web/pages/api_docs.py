"""The API as a page: every path with what it takes and gives, from its own OpenAPI description."""

from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from web.api import EXTENSION

blueprint = Blueprint("api_docs", __name__, url_prefix="/api")

METHODS: Final = ("get", "put", "post", "delete")
#: An example goes no deeper into what refers to itself.
DEEPEST: Final = 4


@dataclass(frozen=True)
class Operation:
    """One path with one method."""

    method: str
    path: str
    summary: str
    description: str
    parameters: list[dict[str, Any]]
    takes: dict[str, Any] | None
    gives: dict[str, Any] | None


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Show the API to whoever writes a program for it."""
    spec: dict[str, Any] = current_app.extensions[EXTENSION].spec.to_dict()
    schemas = spec["components"]["schemas"]
    operations = [
        _operation(method, path, item[method], schemas)
        for path, item in spec["paths"].items()
        for method in METHODS
        if method in item
    ]
    areas = {tag["name"]: tag.get("description", "") for tag in spec.get("tags", [])}
    return render_template(
        "api/index.html",
        operations=operations,
        areas=areas,
        version=spec["info"]["version"],
        source=url_for("api-docs.openapi_json"),
    )


def _operation(method: str, path: str, said: dict[str, Any], schemas: dict[str, Any]) -> Operation:
    body = said.get("requestBody", {}).get("content", {}).get("application/json")
    answer = said.get("responses", {}).get("200", {}).get("content", {}).get("application/json")
    return Operation(
        method=method.upper(),
        path=path,
        summary=said.get("summary", ""),
        description=said.get("description", ""),
        parameters=said.get("parameters", []),
        takes=_shape(body["schema"], schemas) if body else None,
        gives=_shape(answer["schema"], schemas) if answer else None,
    )


def _shape(schema: dict[str, Any], schemas: dict[str, Any], depth: int = 0) -> Any:
    """The schema as an example: names with the kinds of their values."""
    reference = schema.get("$ref")
    if reference:
        schema = schemas[reference.rpartition("/")[2]]
    kind = schema.get("type", "any")
    kinds = [one for one in kind if one != "null"] if isinstance(kind, list) else [kind]
    if "properties" in schema and depth < DEEPEST:
        return {name: _shape(one, schemas, depth + 1) for name, one in schema["properties"].items()}
    if kinds == ["array"]:
        return [_shape(schema.get("items", {}), schemas, depth + 1)]
    known = [one for one in schema.get("enum", ()) if one is not None]
    return " | ".join(known or [schema.get("format") or kinds[0]])
