"""Small models as other tools write them: the same process in each dialect, drawn by us."""

from dataclasses import dataclass
from typing import Final

_MODEL: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
#: What every tool writes about the picture; nothing of it runs.
_PICTURE: Final = """<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
 xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
 xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="dia">
<bpmndi:BPMNPlane id="plane" bpmnElement="p"><bpmndi:BPMNShape id="s1" bpmnElement="start">
<dc:Bounds x="1" y="1" width="36" height="36"/><bpmndi:BPMNLabel/></bpmndi:BPMNShape>
<bpmndi:BPMNEdge id="e1" bpmnElement="f1"><di:waypoint x="1" y="1"/><di:waypoint x="2" y="2"/>
</bpmndi:BPMNEdge></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"""


@dataclass(frozen=True)
class Dialect:
    """A file of a tool, and what is refused in it: (element, words); nothing when it deploys."""

    xml: str
    refused: frozenset[tuple[str, str]] = frozenset()


def _file(spaces: str, process: str, *, around: str = "", tail: str = _PICTURE) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<bpmn:definitions xmlns:bpmn="{_MODEL}" xmlns:xsi="{_XSI}" {spaces} id="defs"'
        f' targetNamespace="http://bpmn.io/schema/bpmn">{around}{process}{tail}</bpmn:definitions>'
    )


def _process(task: str, *, attributes: str = "", more: str = "") -> str:
    """Start, the given task `t`, a gateway with a condition, end."""
    return f"""<bpmn:process id="p" name="审批" isExecutable="true" {attributes}>
<bpmn:laneSet id="ls"><bpmn:lane id="leader" name="负责人">
<bpmn:flowNodeRef>t</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>
<bpmn:startEvent id="start" name="开始"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
{task}
<bpmn:exclusiveGateway id="gate" name="通过？" default="f3"/>
<bpmn:endEvent id="end" name="结束"/><bpmn:endEvent id="end_no" name="未通过"/>
<bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="t"/>
<bpmn:sequenceFlow id="f2" sourceRef="t" targetRef="gate"/>
<bpmn:sequenceFlow id="f3" sourceRef="gate" targetRef="end_no"/>
<bpmn:sequenceFlow id="f4" name="是" sourceRef="gate" targetRef="end">
<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">decision = "yes"
</bpmn:conditionExpression></bpmn:sequenceFlow>{more}</bpmn:process>"""


def _task(attributes: str = "", inside: str = "", kind: str = "userTask") -> str:
    return f'<bpmn:{kind} id="t" name="决定" {attributes}>{inside}</bpmn:{kind}>'


def _extended(inside: str) -> str:
    return f"<bpmn:extensionElements>{inside}</bpmn:extensionElements>"


_CAMUNDA: Final = 'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
_ZEEBE: Final = (
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    ' xmlns:modeler="http://camunda.org/schema/modeler/1.0"'
    ' modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.5.0"'
    ' exporter="Camunda Modeler" exporterVersion="5.22.0"'
)
_FLOWABLE: Final = 'xmlns:flowable="http://flowable.org/bpmn"'
_ACTIVITI: Final = 'xmlns:activiti="http://activiti.org/bpmn"'
_JBPM: Final = 'xmlns:drools="http://www.jboss.org/drools"'
_BIZAGI: Final = 'xmlns:bizagi="http://www.bizagi.com/bpmn20"'
_SIGNAVIO: Final = 'xmlns:signavio="http://www.signavio.com"'
_ADONIS: Final = 'xmlns:adonis="http://www.boc-eu.com/boc-is/adonis"'
_VISIO: Final = 'exporter="Microsoft Visio" exporterVersion="16"'
_FORM: Final = f'{_CAMUNDA} camunda:formRef="decide"'

DIALECTS: Final[dict[str, Dialect]] = {
    "Camunda 7 that follows the house": Dialect(
        _file(
            f'{_CAMUNDA} exporter="Camunda Modeler" exporterVersion="5.22.0"',
            _process(
                _task(
                    'camunda:formRef="decide"',
                    _extended(
                        '<camunda:properties><camunda:property name="outcomes" value="decision"/>'
                        "</camunda:properties>"
                    ),
                ),
                attributes='camunda:historyTimeToLive="180" camunda:versionTag="1"',
            ),
        )
    ),
    "Camunda 7 with its own form, assignee and listener": Dialect(
        _file(
            _CAMUNDA,
            _process(
                _task(
                    'camunda:assignee="${boss}" camunda:formKey="embedded:app:decide.html"',
                    _extended('<camunda:taskListener class="com.example.Notify" event="create"/>'),
                )
            ),
        ),
        frozenset(
            {
                ("t", "the attribute camunda:assignee"),
                ("t", "the attribute camunda:formKey"),
                ("t", "camunda:taskListener is not an element"),
            }
        ),
    ),
    "Camunda 7 with a Java delegate": Dialect(
        _file(_CAMUNDA, _process(_task('camunda:class="com.example.Decide"', kind="serviceTask"))),
        frozenset({("t", "the attribute camunda:class")}),
    ),
    "Camunda 8": Dialect(
        _file(
            _ZEEBE,
            _process(
                _task(
                    "",
                    _extended(
                        '<zeebe:userTask/><zeebe:formDefinition formId="decide"/>'
                        '<zeebe:assignmentDefinition candidateGroups="leader"/>'
                    ),
                )
            ),
        ),
        frozenset(
            {
                ("t", "{http://camunda.org/schema/zeebe/1.0}userTask is not an element"),
                ("t", "the user task has no form"),
            }
        ),
    ),
    "Camunda 8 with a job and a FEEL mapping": Dialect(
        _file(
            _ZEEBE,
            _process(
                _task(
                    "",
                    _extended(
                        '<zeebe:taskDefinition type="decide" retries="3"/><zeebe:ioMapping>'
                        '<zeebe:output source="=a" target="b"/></zeebe:ioMapping>'
                    ),
                    kind="serviceTask",
                )
            ),
        ),
        frozenset({("t", "{http://camunda.org/schema/zeebe/1.0}ioMapping is not an element")}),
    ),
    "Flowable": Dialect(
        _file(
            f'{_FLOWABLE} typeLanguage="http://www.w3.org/2001/XMLSchema"'
            ' expressionLanguage="http://www.w3.org/1999/XPath"',
            _process(
                _task('flowable:assignee="$INITIATOR" flowable:formKey="decide"'),
                attributes='flowable:candidateStarterGroups="flowableUser"',
            ),
        ),
        frozenset({("t", "the attribute assignee"), ("t", "the user task has no form")}),
    ),
    "Flowable with a condition of JUEL": Dialect(
        _file(f"{_FLOWABLE} {_CAMUNDA}", _process(_task('camunda:formRef="decide"'))).replace(
            'decision = "yes"', "${decision == 'yes'}"
        ),
        frozenset({("f4", "the condition is no FEEL")}),
    ),
    "Flowable with a mail task": Dialect(
        _file(_FLOWABLE, _process(_task('flowable:type="mail"', kind="serviceTask"))),
        frozenset({("t", "the attribute type")}),
    ),
    "Activiti": Dialect(
        _file(
            _ACTIVITI,
            _process(
                _task(
                    'activiti:candidateGroups="leader"',
                    _extended('<activiti:formProperty id="decision" type="string"/>'),
                )
            ),
        ),
        frozenset({("t", "the attribute candidateGroups")}),
    ),
    "Activiti with a script": Dialect(
        _file(
            _ACTIVITI,
            _process(
                _task('scriptFormat="groovy"', "<bpmn:script>x = 1</bpmn:script>", "scriptTask")
            ),
        ),
        frozenset({("t", "scriptTask is not supported: a model holds no code")}),
    ),
    "jBPM": Dialect(
        _file(
            _JBPM,
            _process(
                _task(
                    "",
                    _extended('<drools:metaData name="elementname"/>')
                    + '<bpmn:ioSpecification id="io"/><bpmn:potentialOwner id="po"/>',
                ),
                attributes='drools:packageName="com.example" drools:adHoc="false"',
            ),
            around='<bpmn:itemDefinition id="i" structureRef="String"/>',
        ),
        frozenset({("po", "potentialOwner is not supported: the lane says who may do it")}),
    ),
    "jBPM with scripts on entry": Dialect(
        _file(
            f"{_JBPM} {_CAMUNDA}",
            _process(
                _task(
                    'camunda:formRef="decide"',
                    _extended(
                        '<drools:onEntry-script scriptFormat="http://www.java.com/java">'
                        "<drools:script>1</drools:script></drools:onEntry-script>"
                    ),
                )
            ),
        ),
        frozenset({("t", "{http://www.jboss.org/drools}onEntry-script is not an element")}),
    ),
    "Bizagi": Dialect(
        _file(
            _BIZAGI,
            _process(
                _task(
                    "",
                    _extended(
                        "<bizagi:BizagiExtensions><bizagi:BizagiProperties>"
                        '<bizagi:BizagiProperty name="bgColor" value="#ECEFFF"/>'
                        "</bizagi:BizagiProperties></bizagi:BizagiExtensions>"
                    ),
                    kind="task",
                )
            ),
        ),
        frozenset({("t", "task is not supported: it says neither who does it nor how")}),
    ),
    "Bizagi with numbers for ids": Dialect(
        _file(_FORM.split(" ")[0], _process(_task('camunda:formRef="decide"'))).replace(
            'id="gate"', 'id="1f0e-44"'
        ),
        frozenset({("1f0e-44", "the id 1f0e-44 is not plain")}),
    ),
    "Signavio": Dialect(
        _file(
            f'{_SIGNAVIO} exporter="Signavio Process Editor, http://www.signavio.com"'
            ' expressionLanguage="http://www.w3.org/TR/XPath"',
            _process(
                _task(
                    'completionQuantity="1" isForCompensation="false" startQuantity="1"',
                    _extended(
                        '<signavio:signavioMetaData metaKey="bgcolor" metaValue="#ffffcc"/>'
                    ),
                    kind="manualTask",
                )
            ),
        ),
        frozenset({("t", "manualTask is not supported")}),
    ),
    "Signavio with the defaults of the standard": Dialect(
        _file(
            f'{_CAMUNDA} exporter="Signavio Process Editor, http://www.signavio.com"',
            _process(
                _task(
                    'camunda:formRef="decide" completionQuantity="1" isForCompensation="false"'
                    ' startQuantity="1" implementation="##unspecified"'
                ),
                attributes='processType="None" isClosed="false"',
            ).replace('id="gate"', 'gatewayDirection="Diverging" id="gate"'),
        )
    ),
    "ADONIS": Dialect(
        _file(
            _ADONIS,
            _process(
                _task("", _extended("<adonis:modelattributes/>")),
                more='<bpmn:dataObject id="do"/><bpmn:dataObjectReference id="dr"/>',
            ),
        ),
        frozenset(
            {
                ("t", "{http://www.boc-eu.com/boc-is/adonis}modelattributes is not an element"),
                ("t", "the user task has no form"),
            }
        ),
    ),
    "Visio": Dialect(
        _file(_VISIO, _process(_task("", kind="task")).replace('isExecutable="true"', "")),
        frozenset(
            {
                ("p", "the process is not executable"),
                ("t", "task is not supported: it says neither who does it nor how"),
            }
        ),
    ),
    "Visio with a picture of its own": Dialect(
        _file(
            f'{_VISIO} {_CAMUNDA} xmlns:v="http://schemas.microsoft.com/visio/2003/SVGExtensions/"',
            _process(_task('camunda:formRef="decide"')),
            tail='<v:documentProperties v:langID="2052"/>',
        ),
        frozenset({("defs", "v:documentProperties is not an element")}),
    ),
    "two pools that talk": Dialect(
        _file(
            _CAMUNDA,
            _process(_task('camunda:formRef="decide"')) + '<bpmn:process id="other"/>',
        ),
        frozenset({("", "there are 2 processes; one file holds one")}),
    ),
    "BPMN 1.1": Dialect(
        f'<definitions xmlns="http://schema.omg.org/spec/BPMN/1.1">{_process("")}</definitions>'
        .replace("bpmn:", "").replace("xsi:type", "type"),
        frozenset({("", "not a BPMN 2.0 definitions element")}),
    ),
    "XPDL": Dialect(
        '<Package xmlns="http://www.wfmc.org/2008/XPDL2.1" Id="p"/>',
        frozenset({("", "not a BPMN 2.0 definitions element")}),
    ),
    "draw.io": Dialect(
        '<mxfile host="app.diagrams.net"><diagram id="x">jVLb</diagram></mxfile>',
        frozenset({("", "not a BPMN 2.0 definitions element")}),
    ),
    "ARIS": Dialect(
        '<AML><Header-Info DatabaseName="x"/></AML>',
        frozenset({("", "not a BPMN 2.0 definitions element")}),
    ),
}  # fmt: skip
