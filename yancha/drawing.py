"""Pictures of models, drawn by bpmn-js in a headless Chromium."""

import json
import math
import shutil
import subprocess
import tempfile
from importlib.resources import files
from pathlib import Path

from lxml import etree
from PIL import Image

from engine.bpmn import DC, BpmnNotReadable, root_of
from engine.lint.picture import expect_drawable

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SECONDS = 60
_PAGE = """<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8">
<link rel="stylesheet" href="{vendor}/assets/diagram-js.css">
<link rel="stylesheet" href="{vendor}/assets/bpmn-js.css">
<style>
body {{ margin: 0; background: #fff; }}
#canvas {{ width: {wide}px; height: {high}px; overflow: hidden; }}
</style>
</head><body><div id="canvas"></div><script src="{vendor}/bpmn-navigated-viewer.min.js"></script>
<script>
const viewer = new BpmnJS({{ container: "#canvas", textRenderer: {{
  defaultStyle: {{ fontFamily: "WenQuanYi Micro Hei, Noto Sans CJK SC, sans-serif" }} }} }});
viewer.importXML({xml}).then(() => {{
  viewer.get("canvas").viewbox({{ x: {x}, y: {y}, width: {width}, height: {height} }});
  document.title = "drawn";
}});
</script></body></html>
"""
_MARGIN = 20
#: Room under the picture for the mark of bpmn.io, which stays visible.
_MARK = 40
#: What a headless window takes away for a frame that nobody sees.
_FRAME = 200
#: A larger picture is drawn smaller: the browser has no larger window, nobody a larger screen.
_LONGEST = 8_000
_LARGEST = 16_000_000


class NoBrowser(RuntimeError):
    """There is no Chromium on this machine."""


def draw(xml: bytes, target: Path, *, scale: int = 2) -> None:
    """Write a PNG of a model that has a diagram part.

    Raises BpmnNotReadable when there is none, or none that can be drawn.
    """
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        raise NoBrowser
    wide, high = _shown(*_extent(xml)[2:])
    with tempfile.TemporaryDirectory(prefix="yancha-draw-") as folder:
        page = Path(folder) / "model.html"
        page.write_text(_page(xml, wide, high), encoding="utf-8")
        subprocess.run(  # noqa: S603  the browser found above, with a page of ours
            [
                browser,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--allow-file-access-from-files",
                f"--user-data-dir={folder}/profile",
                f"--force-device-scale-factor={scale}",
                f"--window-size={wide},{high + _FRAME}",
                "--virtual-time-budget=10000",
                f"--screenshot={target.resolve()}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=SECONDS,
        )
    with Image.open(target) as shot:
        cut = shot.crop((0, 0, wide * scale, high * scale))
        cut.convert("P", palette=Image.Palette.ADAPTIVE, colors=64).save(target, optimize=True)


def _page(xml: bytes, wide: int, high: int) -> str:
    """A page that draws the model in a place of this size."""
    x, y, width, height = _extent(xml)
    return _PAGE.format(
        vendor=Path(str(files("web"))).joinpath("static", "vendor", "bpmn-js").as_uri(),
        xml=json.dumps(_text(xml)).replace("</", "<\\/"),
        x=x,
        y=y,
        width=width,
        height=height,
        wide=wide,
        high=high,
    )


def _text(xml: bytes) -> str:
    """The file in the characters that it declares."""
    return etree.tostring(root_of(xml).getroottree(), encoding="unicode")


def _extent(xml: bytes) -> tuple[int, int, int, int]:
    """Return the corner and the size of the picture, with a margin."""
    root = root_of(xml)
    expect_drawable(root)
    corners: list[tuple[float, float, float, float]] = []
    for box in root.iter(f"{{{DC}}}Bounds"):
        left, top = float(box.get("x", "0")), float(box.get("y", "0"))
        right, bottom = float(box.get("width", "0")), float(box.get("height", "0"))
        corners.append((left, top, left + right, top + bottom))
    if not corners:
        raise BpmnNotReadable("picture.missing")
    left = min(corner[0] for corner in corners) - _MARGIN
    top = min(corner[1] for corner in corners) - _MARGIN
    right = max(corner[2] for corner in corners) + _MARGIN
    bottom = max(corner[3] for corner in corners) + _MARGIN + _MARK
    return int(left), int(top), int(right - left), int(bottom - top)


def _shown(width: int, height: int) -> tuple[int, int]:
    """Return how large a picture of this extent is drawn."""
    less = min(1, _LONGEST / max(width, height), math.sqrt(_LARGEST / (width * height)))
    return math.ceil(width * less), math.ceil(height * less)
