"""Whatever is written into a picture: it is refused in words, or runs and can be looked at."""

from collections.abc import Iterator
from pathlib import Path
from time import process_time

import pytest
from lxml import etree
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from engine import definitions
from engine.authority import CONSOLE
from engine.bpmn import read
from engine.errors import Invalid
from engine.layout import arrange
from engine.layout.diagram import without_picture
from engine.layout.kept import arranged
from engine.lint import lint
from engine.lint.house import known
from engine.lint.picture import FARTHEST
from engine.spiff.parsing import parse_sources
from tests.engine.bpmn.mutated_pictures import Mutant, mutants

HOUSE = known()
#: Models that call no other, with lanes, gateways, events on edges and a message.
PROCESSES = (
    *("case_closure", "case_investigation", "complaint_mediation", "listing_term"),
    *("payment_deferral", "rectification", "seizure_term"),
)
SOURCES = {name: definitions.shipped()[name] for name in PROCESSES}
COUNT = 40
SECONDS = 2
BPMN_JS = Path(__file__).parents[3] / "web" / "static" / "vendor" / "bpmn-js"
#: What web/static/diagrams.js does with a picture; the answer is what went wrong.
DRAW = """async (texts) => {
  const said = [];
  for (const text of texts) {
    const viewer = new BpmnJS({ container: "#place" });
    try {
      await viewer.importXML(text);
      viewer.get("canvas").zoom("fit-viewport", "auto");
      said.push("");
    } catch (error) { said.push(String(error)); }
    viewer.destroy();
  }
  return said;
}"""


@pytest.fixture(scope="module")
def all_mutants() -> list[Mutant]:
    return list(mutants(SOURCES, seed=1, count=COUNT))


@pytest.fixture(scope="module")
def passing(all_mutants: list[Mutant]) -> list[Mutant]:
    """Those that the linter lets pass."""
    return [one for one in all_mutants if not lint("m.bpmn", one.text.encode(), HOUSE)]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that has nothing but the viewer."""
    opened = browser.new_page()
    opened.set_content('<div id="place" style="width: 1000px; height: 700px"></div>')
    opened.add_script_tag(path=BPMN_JS / "bpmn-navigated-viewer.min.js")
    yield opened
    opened.close()


def test_the_draw_has_both_kinds(all_mutants: list[Mutant], passing: list[Mutant]) -> None:
    assert len(all_mutants) == len(PROCESSES) * COUNT
    assert len(all_mutants) // 4 < len(passing) < len(all_mutants) * 3 // 4


def test_nothing_but_our_own_refusal_leaves_a_deployment(
    session: Session, all_mutants: list[Mutant], passing: list[Mutant]
) -> None:
    deployed, refusals = [], []
    for one in all_mutants:
        try:
            definitions.deploy(session, CONSOLE, one.process, {one.process: one.text})
            deployed.append(one)
        except Invalid as refused:
            refusals.append(refused)
    assert deployed == passing
    assert {one.code for one in refusals} == {"model.refused"}
    for refusal in refusals:
        (problems,) = refusal.errors.values()
        assert all(problem["element"] and problem["line"] for problem in problems)


def test_what_passes_is_read_and_what_is_not_drawn_gets_a_place(passing: list[Mutant]) -> None:
    for one in passing:
        assert parse_sources(one.process, {one.process: one.text}).process == one.process
        whole = arrange(one.text.encode())
        assert lint("m.bpmn", whole, HOUSE) == [], one.said
        model = read(whole)
        assert set(model.elements) | set(model.flows) <= model.drawn, one.said


def test_what_passes_can_be_laid_out_again(passing: list[Mutant]) -> None:
    for one in passing[:: len(PROCESSES)]:
        again = arrange(one.text.encode(), again=True)
        assert without_picture(again).split() == without_picture(one.text.encode()).split()
        assert lint("m.bpmn", again, HOUSE) == [], one.said


def test_a_place_is_found_beside_the_highest_box_without_a_try_for_each_line() -> None:
    root = etree.fromstring(SOURCES["case_closure"].encode())
    plane = root.find(".//{*}BPMNPlane")
    assert plane is not None
    shapes = {one.get("bpmnElement", ""): one for one in plane}
    element = next(name for name in shapes if name.startswith("end_"))
    task = next(name for name in shapes if name.startswith("task_"))
    for name in ("width", "height"):
        shapes[task][0].set(name, "5e6")
    shapes[task][0].set("x", "-1e6")
    plane.remove(shapes[element])
    started = process_time()
    boxes, _routes = arranged(etree.fromstring(arrange(etree.tostring(root))))
    assert process_time() - started < SECONDS
    assert boxes[element].y > boxes[task].bottom > FARTHEST // 2


def test_what_passes_is_drawn_by_the_browser(page: Page, passing: list[Mutant]) -> None:
    said = page.evaluate(DRAW, [one.text for one in passing])
    wrong = [(one.said, words) for one, words in zip(passing, said, strict=True) if words]
    assert wrong == []
