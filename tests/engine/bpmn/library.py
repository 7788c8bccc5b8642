"""SpiffWorkflow as it is, without anything of ours: to show where it departs from BPMN."""

from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState


class Plain:
    """A process `p` under way in the plain library; conditions are Python there."""

    def __init__(self, *sources: str, **data: Any) -> None:
        parser = BpmnParser()
        for number, source in enumerate(sources):
            tree = etree.fromstring(source.encode()).getroottree()
            parser.add_bpmn_xml(tree, filename=f"{number}.bpmn")
        self.workflow = BpmnWorkflow(parser.get_spec("p"), parser.get_subprocess_specs("p"))
        self.workflow.task_tree.data.update(data)
        self.passed: list[str] = []
        self.go_on()

    def go_on(self) -> None:
        for _ in range(2):
            self.workflow.do_engine_steps(did_complete_task=self._pass)
            self.workflow.refresh_timers()

    def _pass(self, task: Any) -> None:
        if task.task_spec.bpmn_id:
            self.passed.append(task.task_spec.bpmn_id)

    def tasks(self) -> list[Any]:
        return list(self.workflow.get_tasks(state=TaskState.READY, manual=True))

    def waiting(self) -> list[str]:
        return sorted(one.task_spec.name for one in self.tasks())

    def complete(self, element: str, **outcomes: Any) -> "Plain":
        task = next(one for one in self.tasks() if one.task_spec.name == element)
        task.data.update(outcomes)
        task.run()
        self.go_on()
        return self

    def data(self) -> dict[str, Any]:
        return dict(self.workflow.last_task.data)

    @property
    def ended(self) -> bool:
        return bool(self.workflow.is_completed())
