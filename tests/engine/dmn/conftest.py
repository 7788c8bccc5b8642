"""Small DMN files for the tests of this folder, built from their parts."""

from dataclasses import dataclass
from xml.sax.saxutils import escape

import pytest

NAMESPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def cell(kind: str, text: str) -> str:
    return f"<{kind}><text>{escape(text)}</text></{kind}>"


@dataclass(frozen=True)
class Files:
    """Writes the parts of a DMN file."""

    def rule(self, inputs: tuple[str, ...], outputs: tuple[str, ...], note: str = "") -> str:
        cells = [cell("inputEntry", text) for text in inputs]
        cells += [cell("outputEntry", text) for text in outputs]
        if note:
            cells.append(cell("annotationEntry", note))
        return f'<rule id="r">{"".join(cells)}</rule>'

    def input(self, text: str, kind: str = "", values: str = "") -> str:
        given = f' typeRef="{kind}"' if kind else ""
        allowed = cell("inputValues", values) if values else ""
        expression = f"<inputExpression{given}><text>{escape(text)}</text></inputExpression>"
        return f"<input>{expression}{allowed}</input>"

    def output(self, name: str = "", kind: str = "", values: str = "", default: str = "") -> str:
        given = (f' name="{name}"' if name else "") + (f' typeRef="{kind}"' if kind else "")
        parts = cell("outputValues", values) if values else ""
        parts += cell("defaultOutputEntry", default) if default else ""
        return f"<output{given}>{parts}</output>"

    def table(self, policy: str, columns: str, rules: str, aggregation: str = "") -> str:
        extra = f' aggregation="{aggregation}"' if aggregation else ""
        return f'<decisionTable hitPolicy="{policy}"{extra}>{columns}{rules}</decisionTable>'

    def literal(self, text: str) -> str:
        return cell("literalExpression", text)

    def data(self, name: str, kind: str = "") -> str:
        given = f' typeRef="{kind}"' if kind else ""
        variable = f'<variable name="{name}"{given}/>'
        return f'<inputData id="in_{name}" name="{name}">{variable}</inputData>'

    def decision(self, name: str, logic: str, needs: tuple[str, ...] = (), kind: str = "") -> str:
        """`needs` are ids: in_… for input data, f_… for functions, others are decisions."""
        given = f' typeRef="{kind}"' if kind else ""
        parts = "".join(map(self._need, needs))
        variable = f'<variable name="{name}"{given}/>'
        return f'<decision id="{name}" name="{name}">{variable}{parts}{logic}</decision>'

    def _need(self, need: str) -> str:
        if need.startswith("f_"):
            target = f'<requiredKnowledge href="#{need}"/>'
            return f"<knowledgeRequirement>{target}</knowledgeRequirement>"
        tag = "requiredInput" if need.startswith("in_") else "requiredDecision"
        return f'<informationRequirement><{tag} href="#{need}"/></informationRequirement>'

    def model(self, *parts: str, namespace: str = "urn:test") -> bytes:
        head = f'<definitions xmlns="{NAMESPACE}" name="test" namespace="{namespace}">'
        return f"{head}{''.join(parts)}</definitions>".encode()


@pytest.fixture
def files() -> Files:
    return Files()
