"""Every shipped model is opened and saved by bpmn-js in a browser, and nothing of it is lost."""

from importlib.resources import files

import pytest
from lxml import etree
from playwright.sync_api import Browser, Page

from engine.lint.house import shipped

VIEWER = files("web") / "static" / "vendor" / "bpmn-js" / "bpmn-navigated-viewer.min.js"
SAVE = """async (xml) => {
  const viewer = new BpmnJS({ container: document.getElementById('canvas') });
  const { warnings } = await viewer.importXML(xml);
  const saved = await viewer.saveXML({ format: true });
  viewer.destroy();
  return { xml: saved.xml, warnings: warnings.map((one) => one.message) };
}"""


def canonical(xml: str) -> bytes:
    """The canonical form (C14N) without the white space between elements."""
    root = etree.fromstring(xml.encode(), etree.XMLParser(remove_blank_text=True))
    for element in root.iter():
        element.text = (element.text or "").strip() or None
        element.tail = None
    canonical_form: bytes = etree.tostring(root, method="c14n")
    return canonical_form


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    """An empty page with bpmn-js."""
    opened = browser.new_page()
    opened.set_content('<div id="canvas" style="width:800px;height:600px"></div>')
    opened.add_script_tag(path=str(VIEWER))
    return opened


@pytest.mark.parametrize("file", sorted(shipped()))
def test_bpmn_js_opens_and_saves_a_model_without_losing_anything(page: Page, file: str) -> None:
    before = shipped()[file].decode()
    answer = page.evaluate(SAVE, before)
    assert answer["warnings"] == []
    assert canonical(answer["xml"]) == canonical(before)
