"""Pictures for models that have none: columns by longest path, rows by lane, straight flows."""

from engine.bpmn import bpmn, read_root, root_of
from engine.layout.diagram import completed_text, written
from engine.layout.grid import drawing_of
from engine.layout.nested import completed_picture, whole_picture

__all__ = ["arrange"]


def arrange(xml: bytes, *, again: bool = False) -> bytes:
    """Return the file with a diagram part; one that a person has drawn stays, unless `again`."""
    root = root_of(xml)
    model = read_root(root)
    wanted = set(model.elements) | set(model.flows)
    if not model.elements or (wanted <= model.drawn and not again):
        return xml
    drawing = drawing_of(model)
    if set(model.elements) & model.drawn and not again:
        taken = {node.get("id", "") for node in root.iter()}
        return completed_text(xml, drawing, completed_picture(model, root), taken)
    pool = root.find(f"{bpmn('collaboration')}/{bpmn('participant')}")
    collaboration = root.find(bpmn("collaboration"))
    plane = model.process if collaboration is None else collaboration.get("id", "")
    return written(
        xml,
        drawing,
        whole_picture(model),
        pool="" if pool is None else pool.get("id", ""),
        plane=plane,
    )
