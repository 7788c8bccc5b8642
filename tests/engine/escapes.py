"""Attempts to get out of a model: XML, code in the dialects of engines, paths, sheer size."""

from typing import Final

BPMN: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DMN: Final = "https://www.omg.org/spec/DMN/20230324/MODEL/"
_LAUGHS: Final = '<!ENTITY l0 "ha">' + "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 9}">' for n in range(1, 12)
)
_OPEN: Final = (
    f'<definitions xmlns="{BPMN}" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:evil="urn:evil" id="d" targetNamespace="urn:t">'
)


def model(inside: str = "", head: str = "", *, task: str = "", condition: str = "true") -> str:
    """A model that would pass but for what is put into it."""
    return f"""{head}{_OPEN}<process id="p" name="过程" isExecutable="true">
<laneSet id="lanes"><lane id="leader" name="负责人"><flowNodeRef>t</flowNodeRef></lane></laneSet>
<startEvent id="start" name="开始"/>
<userTask id="t" name="决定" camunda:formRef="decide" {task}>{inside}</userTask>
<exclusiveGateway id="gate" name="通过？" default="f3"/><endEvent id="end" name="结束"/>
<sequenceFlow id="f1" sourceRef="start" targetRef="t"/>
<sequenceFlow id="f2" sourceRef="t" targetRef="gate"/>
<sequenceFlow id="f3" sourceRef="gate" targetRef="end"/>
<sequenceFlow id="f4" sourceRef="gate" targetRef="t">
<conditionExpression xsi:type="tFormalExpression">{condition}</conditionExpression></sequenceFlow>
</process></definitions>"""


def extended(inside: str) -> str:
    """A model whose user task has an extension."""
    return model(f"<extensionElements>{inside}</extensionElements>")


def beside(inside: str) -> str:
    """A model with something more in its process."""
    return model().replace("<startEvent", f"{inside}<startEvent", 1)


def served(attributes: str) -> str:
    """A model with a service task of that kind behind its start."""
    extra = f'<serviceTask id="s" name="操作" {attributes}/>'
    text = beside(extra + '<sequenceFlow id="f0" sourceRef="s" targetRef="t"/>')
    return text.replace('sourceRef="start" targetRef="t"', 'sourceRef="start" targetRef="s"')


def timed(text: str) -> str:
    """A model whose timer says this."""
    return beside(
        '<boundaryEvent id="b" name="逾期" attachedToRef="t"><timerEventDefinition id="td">'
        f'<timeDate xsi:type="tFormalExpression">{text}</timeDate></timerEventDefinition>'
        '</boundaryEvent><sequenceFlow id="f9" sourceRef="b" targetRef="end"/>'
    )


def decision(logic: str, head: str = "", *, more: str = "") -> str:
    """A decision model with that logic."""
    return (
        f'{head}<definitions xmlns="{DMN}" name="x" namespace="n" id="dd">{more}'
        f'<decision id="fine" name="fine"><variable name="fine"/>{logic}</decision></definitions>'
    )


def literal(text: str) -> str:
    """A decision that is one expression."""
    return decision(f"<literalExpression><text>{text}</text></literalExpression>")


#: What the reader of XML refuses; each is tried as a process and as a decision.
DOCUMENTS: Final[dict[str, str]] = {
    "external entity": '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "external entity by http": '<!DOCTYPE d [<!ENTITY x SYSTEM "http://127.0.0.1:1/x">]>',
    "external entity by ftp": '<!DOCTYPE d [<!ENTITY x SYSTEM "ftp://127.0.0.1:1/x">]>',
    "external entity by php filter": '<!DOCTYPE d [<!ENTITY x SYSTEM "php://filter/x">]>',
    "public entity": '<!DOCTYPE d [<!ENTITY x PUBLIC "-//X//Y" "file:///etc/hosts">]>',
    "parameter entity": '<!DOCTYPE d [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]>',
    "parameter entity that declares": "<!DOCTYPE d [<!ENTITY % p '<!ENTITY x \"y\">'> %p;]>",
    "external subset": '<!DOCTYPE d SYSTEM "http://127.0.0.1:1/x.dtd">',
    "public external subset": '<!DOCTYPE d PUBLIC "-//X//Y" "file:///etc/passwd">',
    "billion laughs": f"<!DOCTYPE d [{_LAUGHS}]>",
    "quadratic growth": f'<!DOCTYPE d [<!ENTITY q "{"q" * 50_000}">]>',
    "entity that names itself": '<!DOCTYPE d [<!ENTITY a "&b;"><!ENTITY b "&a;">]>',
    "unparsed entity": '<!DOCTYPE d [<!NOTATION n SYSTEM "sh"><!ENTITY x SYSTEM "y" NDATA n>]>',
    "default attributes": f'<!DOCTYPE d [<!ATTLIST d a CDATA "{"a" * 9_000}">]>',
    "element declarations": "<!DOCTYPE d [<!ELEMENT d ANY>]>",
    "conditional sections": "<!DOCTYPE d [<![INCLUDE[<!ELEMENT d ANY>]]>]>",
}
#: Bytes that are no XML, or XML in disguise.
BYTES: Final[dict[str, bytes]] = {
    "nothing": b"",
    "white space": b" \n" * 1_000,
    "zero bytes": b"\x00" * 1_000,
    "a ZIP": b"PK\x03\x04" + b"\x00" * 100,
    "gzip": b"\x1f\x8b\x08" + b"\x00" * 100,
    "a program": b"\x7fELF" + b"\x00" * 100,
    "UTF-7": b'<?xml version="1.0" encoding="utf-7"?>+ADw-definitions/+AD4-',
    "an encoding that nobody knows": b'<?xml version="1.0" encoding="klingon"?><d/>',
    "EBCDIC": '<?xml version="1.0" encoding="cp037"?><d/>'.encode("cp037"),
    "half a UTF-16": b"\xff\xfe<\x00d\x00",
    "another encoding than declared": b'<?xml version="1.0" encoding="UTF-16"?><d/>',
    "overlong UTF-8": model().encode().replace(b"<process", b"\xc0\xbcprocess", 1),
    "invalid UTF-8": model().encode().replace(b"</process>", b"\xff</process>", 1),
    "document type in UTF-16": f"<!DOCTYPE d [{_LAUGHS}]>{model()}".encode("utf-16"),
    "half a surrogate": model("<documentation>&#xD800;</documentation>").encode(),
    "a zero character": model("<documentation>&#0;</documentation>").encode(),
    "an entity of HTML": model("<documentation>&nbsp;</documentation>").encode(),
    "unfinished": model().encode()[:-40],
    "unclosed character data": model("<documentation><![CDATA[").encode(),
    "two roots": model().encode() * 2,
    "an attribute twice": model(task='name="a"').encode(),
    "a prefix of nobody": model("<nobody:x/>").encode(),
    "the prefix xmlns bound": model('<x xmlns:xmlns="urn:x"/>').encode(),
    "nesting": (_OPEN + "<process>" * 200_000).encode(),
    "many elements": (_OPEN + "<process/>" * 100_000).encode(),
    "many attributes": model(" ".join(f"<x a{n}='1'/>" for n in range(3))).encode()
    + b"<a " + b" ".join(b"x%d='1'" % n for n in range(50_000)) + b"/>",
    "a huge attribute": model(f'<documentation id="{"x" * 3_000_000}"/>').encode(),
    "a huge text": model(f"<documentation>{'字' * 1_500_000}</documentation>").encode(),
    "a huge comment": model(f"<!--{'x' * 12_000_000}-->").encode(),
    "many name spaces": model("".join(f'<x{n} xmlns="urn:{n}"/>' for n in range(30_000))).encode(),
}  # fmt: skip
#: Code and names in the places of a process where other engines look for them.
PROCESSES: Final[dict[str, str]] = {
    "script task": beside('<scriptTask id="x" name="y"><script>1</script></scriptTask>'),
    "script task of Groovy": beside(
        '<scriptTask id="x" name="y" scriptFormat="groovy"><script>1</script></scriptTask>'
    ),
    "script in another prefix": beside(f'<b:scriptTask xmlns:b="{BPMN}" id="x" name="y"/>'),
    "task in a foreign name space": beside('<evil:userTask id="x" name="y"/>'),
    "task without a name space": beside('<userTask xmlns="" id="x" name="y"/>'),
    "name space with a space": beside(f'<userTask xmlns="{BPMN} " id="x" name="y"/>'),
    "XInclude": beside(
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'
    ),
    "XInclude of text": model(
        '<documentation><xi:include xmlns:xi="http://www.w3.org/2001/XInclude"'
        ' parse="text" href="/etc/passwd"/></documentation>'
    ),
    "XSLT": beside('<xsl:value-of xmlns:xsl="http://www.w3.org/1999/XSL/Transform" select="x"/>'),
    "SVG with a script": beside('<s:svg xmlns:s="http://www.w3.org/2000/svg"/>'),
    "HTML in a documentation": model(
        '<documentation><h:script xmlns:h="http://www.w3.org/1999/xhtml"/></documentation>'
    ),
    "import of another file": model().replace(
        "<process", f'<import importType="{BPMN}" location="file:///x" namespace="n"/><process', 1
    ),
    "extension that must be understood": model().replace(
        "<process", '<extension mustUnderstand="true" definition="evil:x"/><process', 1
    ),
    "Java class": served('camunda:class="java.lang.Runtime"'),
    "Java expression": served('camunda:expression="${runtime.exec(1)}"'),
    "Java delegate": served('camunda:delegateExpression="${bean}"'),
    "Java type": served('camunda:type="java" camunda:topic="case.close"'),
    "mail task": served('camunda:type="mail"'),
    "shell task": served('camunda:type="shell"'),
    "operation of the system": served('camunda:type="external" camunda:topic="os.system"'),
    "operation by dunder": served('camunda:type="external" camunda:topic="__import__"'),
    "web service": served('implementation="http://127.0.0.1:1/soap" operationRef="x"'),
    "result variable": served(
        'camunda:type="external" camunda:topic="case.close" camunda:resultVariable="x"'
    ),
    "execution listener": extended('<camunda:executionListener event="start" class="Evil"/>'),
    "listener with an expression": extended(
        '<camunda:executionListener event="end" expression="${x}"/>'
    ),
    "listener with a script": extended(
        '<camunda:executionListener event="end"><camunda:script scriptFormat="js">1'
        "</camunda:script></camunda:executionListener>"
    ),
    "task listener": extended('<camunda:taskListener event="create" delegateExpression="${x}"/>'),
    "connector": extended("<camunda:connector><camunda:connectorId/></camunda:connector>"),
    "input by script": extended(
        '<camunda:inputOutput><camunda:inputParameter name="a"><camunda:script/>'
        "</camunda:inputParameter></camunda:inputOutput>"
    ),
    "field injection": extended('<camunda:field name="a" expression="${x}"/>'),
    "form data": extended("<camunda:formData/>"),
    "script of Spiff before a task": extended(
        '<s:preScript xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core">import os'
        "</s:preScript>"
    ),
    "script of Spiff after a task": extended(
        '<s:postScript xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core">1</s:postScript>'
    ),
    "operator of Spiff": extended(
        '<s:serviceTaskOperator xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core" id="x"/>'
    ),
    "template of Spiff": extended(
        '<s:instructionsForEndUser xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core">'
        "{{ x.__class__ }}</s:instructionsForEndUser>"
    ),
    "script of jBPM": extended(
        '<d:onEntry-script xmlns:d="http://www.jboss.org/drools" scriptFormat="java"/>'
    ),
    "script of Zeebe": extended(
        '<z:script xmlns:z="http://camunda.org/schema/zeebe/1.0" expression="1"/>'
    ),
    "job of Zeebe": extended(
        '<z:taskDefinition xmlns:z="http://camunda.org/schema/zeebe/1.0" type="http"/>'
    ),
    "start of another engine": model(task='evil:class="x"'),
    "form by path": model().replace('"decide"', '"../../../etc/passwd"', 1),
    "form by address": model().replace('"decide"', '"http://127.0.0.1:1/form"', 1),
    "form by dunder": model().replace('"decide"', '"__init__"', 1),
    "form key of Camunda": model(task='camunda:formKey="embedded:app:x.html"'),
    "candidates by expression": model(task='camunda:candidateUsers="${x}"'),
    "assignee by expression": model(task='camunda:assignee="${x}"'),
    "asynchronous": model(task='camunda:asyncBefore="true"'),
    "skip expression": model(task='camunda:skipExpression="${true}"'),
    "process by path": beside('<callActivity id="x" name="y" calledElement="../../etc/passwd"/>'),
    "process by expression": beside('<callActivity id="x" name="y" calledElement="${x}"/>'),
    "decision by path": beside(
        '<businessRuleTask id="x" name="y" camunda:decisionRef="../fine"/>'
    ),
    "process that calls itself": beside('<callActivity id="x" name="y" calledElement="p"/>'),
    "outcome by dunder": extended(
        '<camunda:properties><camunda:property name="outcomes" value="__class__"/>'
        "</camunda:properties>"
    ),
    "outcome by path": extended(
        '<camunda:properties><camunda:property name="outcomes" value="../x"/></camunda:properties>'
    ),
    "property that nobody knows": extended(
        '<camunda:properties><camunda:property name="script" value="x"/></camunda:properties>'
    ),
    "property with a body": extended(
        '<camunda:properties><camunda:property name="outcomes" value="decision"><x/>'
        "</camunda:property></camunda:properties>"
    ),
    "condition of JUEL": model(condition="${execution.setVariable(1)}"),
    "condition of Python": model(condition="__import__('os').system('id')"),
    "condition of JavaScript": model(condition="(function(){return 1})()"),
    "condition by a lambda": model(condition="lambda: 1"),
    "condition of Groovy": model(condition="def x = 1; x"),
    "condition with a comment only": model(condition="/* 1 */"),
    "condition that nests": model(condition="(" * 3_000 + "1" + ")" * 3_000),
    "condition that is long": model(condition="true and " * 9_000 + "true"),
    "condition in JavaScript's language": model().replace(
        '<conditionExpression xsi:type="tFormalExpression">',
        '<conditionExpression xsi:type="tFormalExpression" language="javascript">',
    ),
    "condition in Python's language": model().replace(
        '<conditionExpression xsi:type="tFormalExpression">',
        '<conditionExpression xsi:type="tFormalExpression" language="python">',
    ),
    "condition by resource": model().replace(
        '<conditionExpression xsi:type="tFormalExpression">',
        '<conditionExpression xsi:type="tFormalExpression" camunda:resource="x.groovy">',
    ),
    "language of all expressions": model().replace(
        'id="d"', 'id="d" expressionLanguage="http://www.java.com/java"', 1
    ),
    "timer by call": timed("__import__('os')"),
    "timer by expression": timed("${now()}"),
    "timer by attribute": timed("case_due.__class__"),
    "timer of FEEL": timed("now()"),
    "timer without end": timed("R/PT0S"),
    "id with a path": model().replace('id="gate"', 'id="../gate"'),
    "id with HTML": model().replace('id="gate"', 'id="&lt;img src=x onerror=1&gt;"'),
    "id with a line break": model().replace('id="gate"', 'id="a&#10;b"'),
    "id that turns the writing": model().replace('id="gate"', 'id="\u202egate"'),
    "id of half a million letters": model().replace('id="gate"', f'id="{"g" * 500_000}"'),
    "id twice": model().replace('id="gate"', 'id="t"'),
    "name without end": model().replace("通过？", "通" * 300_000),
    "flow to itself": model().replace(
        'sourceRef="gate" targetRef="t"', 'sourceRef="gate" targetRef="gate"'
    ),
    "flow to nowhere": model().replace('targetRef="end"', 'targetRef="nowhere"'),
    "thousands of starts": beside(
        "".join(f'<startEvent id="s{n}" name="始"/>' for n in range(3_000))
    ),
    "thousands of flows from one gateway": beside(
        "".join(
            f'<sequenceFlow id="g{n}" sourceRef="gate" targetRef="end"/>' for n in range(3_000)
        )
    ),
    "thousands of lanes": model().replace(
        "</laneSet>",
        "".join(f'<lane id="l{n}" name="道"/>' for n in range(3_000)) + "</laneSet>",
    ),
    "an endless circle": beside(
        "".join(f'<exclusiveGateway id="c{n}"/>' for n in range(500))
        + "".join(
            f'<sequenceFlow id="k{n}" sourceRef="c{n}" targetRef="c{(n + 1) % 500}"/>'
            for n in range(500)
        )
    ),
}  # fmt: skip
#: The same in decision models.
DECISIONS: Final[dict[str, str]] = {
    "function of Java": decision(
        '<context><contextEntry><variable name="f"/><functionDefinition kind="Java"><context>'
        '<contextEntry><variable name="class"/><literalExpression><text>"java.lang.Runtime"</text>'
        "</literalExpression></contextEntry></context></functionDefinition></contextEntry>"
        "<contextEntry><literalExpression><text>f(1)</text></literalExpression></contextEntry>"
        "</context>"
    ),
    "function of PMML": decision(
        '<context><contextEntry><variable name="f"/><functionDefinition kind="PMML"><context/>'
        "</functionDefinition></contextEntry><contextEntry><literalExpression><text>f(1)</text>"
        "</literalExpression></contextEntry></context>"
    ),
    "external function in FEEL": literal(
        'function(x) external {{ java: {{ class: "java.lang.Math", method signature: "x" }} }}'
        .replace("{{", "{").replace("}}", "}")
    ),
    "another language": decision(
        '<literalExpression expressionLanguage="javascript"><text>1</text></literalExpression>'
    ),
    "Python": literal("__import__('os')"),
    "nesting": literal("(" * 3_000 + "1" + ")" * 3_000),
    "length": literal("1 + " * 9_000 + "1"),
    "script element": decision("<script>1</script>"),
    "XInclude": decision(
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'
    ),
    "import by address": literal("1").replace(
        "<decision ",
        f'<import name="i" importType="{DMN}" namespace="n2" locationURI="file:///etc/x"/>'
        "<decision ", 1,
    ),
    "a policy that nobody knows": decision('<decisionTable hitPolicy="RANDOM"/>'),
    "a table of a thousand rules": decision(
        '<decisionTable hitPolicy="UNIQUE"><input><inputExpression><text>x</text>'
        "</inputExpression></input><output/>"
        + "<rule><inputEntry><text>&gt; 1</text></inputEntry><outputEntry><text>1</text>"
        "</outputEntry></rule>" * 1_000 + "</decisionTable>"
    ),
}  # fmt: skip
#: Expressions that reach for the machine, or for more of it than there is.
EXPRESSIONS: Final[tuple[str, ...]] = (
    "x.__class__.__mro__", "x.__subclasses__()", "x.__init__.__globals__", "x.func_globals",
    "__builtins__", "__loader__", "__spec__", "__file__", "self", "os.environ", "sys.modules",
    "().__class__.__bases__[0]", '"a".join(x)', '"a".encode()', 'x["__class__"]', "x.keys()",
    'getattr(x, "a")', "setattr(x, 1, 2)", "type(x)", "super()", "breakpoint()", "input()",
    "exit()", "quit()", "help()", "memoryview(x)", "bytes(99999999999)", '__import__("os")',
    'open("/etc/passwd")', "print(1)", "dir(x)", "id(x)", "hash(x)", "iter(x)", "next(x)",
    "{% import os %}", "{{ 7 * 7 }}", "${7*7}", "#{7*7}", "<%= 1 %>", "`id`", "$(id)", ";", "\\",
    "1; 2", "x := 1", "x = 1 = 1 = 1", "a -> b", "async x", "await x", "yield x", "raise x",
    "with x as y", "try x", "del x", "global x", "@x", "x!", "~x", "x << 99999999",
    "2 ** 99999999999", "string(0 ** -1)", "99 ** 99 ** 99", "1e999999999", "-(10 ** 9999)",
    "0 ** -1", "1 / 0",
    "sqrt(-1)", "log(0)", "decimal(1, 99999999)", "decimal(1, -99999999)", "exp(99999999)",
    'replace("a", "(", "b")', 'matches("a", "[")', 'matches("a", "(?P<x>a)(?P=x)")',
    'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a*)*b")',
    'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(.*a){25}b")',
    'split("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a|aa)+$")[9]',
    'replace("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a|aa)+$", "$9")',
    'number("1e999999999", ",", ".")', 'number("0x10", ",", ".")', 'date("9999999999-01-01")',
    'time("99:99:99")', 'duration("P99999999999999Y")', 'date and time("x")',
    'years and months duration(@"0001-01-01", null)', 'string join(for i in 1..9e9 return "x")',
    "for i in 1..9e9 return i", "sum(for i in 1..9e9 return i)", "[1..9e99].x",
    "some i in 1..9e9, j in 1..9e9 satisfies i + j < 0",
    "{f: function(x) f(x), r: f(1)}.r", "{f: function(x) f(f(x)), r: f(1)}.r",
    "{f: function(g) g(g), r: f(f)}.r", "count(sort([2, 1], function(a, b) a.b.c < 1)[3])",
    '{f: function(x) external {java: {class: "java.lang.Runtime"}}, r: f(1)}.r',
    '{f: function(x) external {pmml: {document: "file:///etc/passwd"}}, r: f(1)}.r',
    "{a: a}.a", "{a: b, b: a}.a", "flatten([[[[[[1]]]]]][[[[[[1]]]]]])", "[1, 2][99999999999]",
    'substring("abc", 99999999999)', 'substring("abc", -99999999999)',
    "insert before([1], 9, 2)",
)  # fmt: skip
