"""The look of official papers (公文) in DOCX: A4, its fonts, tables, seal and signatures."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from docx import Document
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

#: The fonts that the standard of official papers (GB/T 9704-2012) names.
TITLE: Final = "方正小标宋简体"
BODY: Final = "仿宋_GB2312"
HEADING: Final = "黑体"
TABLE: Final = "宋体"

CENTER: Final = WD_ALIGN_PARAGRAPH.CENTER
RIGHT: Final = WD_ALIGN_PARAGRAPH.RIGHT
LEFT: Final = WD_ALIGN_PARAGRAPH.LEFT
#: Parts of python-docx's own template that are of no use here, and the styles that are.
UNUSED: Final = frozenset({"stylesWithEffects", "thumbnail", "customXml", "numbering"})
STYLES: Final = frozenset({"Normal", "Default Paragraph Font", "Normal Table", "Table Grid"})
#: What every table adds up to: A4 without its margins.
WIDTH: Final = 160
OFFICERS: Final = (
    "{% for one in officers %}{{ one.name }}（执法证号：{{ one.certificate_no or '—' }}）"
    "{% if not loop.last %}、{% endif %}{% endfor %}"
)
Build = Callable[["Sheet"], None]


class Sheet:
    """One template, written from top to bottom."""

    def __init__(self, size: float = 16, line: float = 28) -> None:
        """Start an empty A4 page whose text has this size."""
        self.size, self.line = size, line
        self.document: Any = _bare()
        #: The paragraphs written last, which keep their distance from a table.
        self.last: list[Any] = []
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(30), Mm(25)
        section.left_margin = section.right_margin = Mm(25)
        section.footer_distance = Mm(15)
        normal = self.document.styles["Normal"]
        normal.font.size = Pt(size)
        _font(normal.element.get_or_add_rPr(), BODY)
        self._page_number(section.footer.paragraphs[0])

    def head(self, title: str, number: str = "{{ number }}") -> None:
        """Name of the bureau, of the paper, and its number."""
        self.line_of("{{ bureau }}", TITLE, 20, before=0, after=4, spacing=30)
        self.line_of(title, TITLE, 24, before=0, after=6, spacing=36)
        if number:
            self.line_of(number, BODY, min(self.size, 14), after=10, align=CENTER, spacing=22)

    def line_of(
        self,
        text: str,
        font: str = BODY,
        size: float | None = None,
        *,
        align: Any = CENTER,
        before: float = 0,
        after: float = 0,
        spacing: float | None = None,
    ) -> None:
        """Write one line without an indent."""
        paragraph = self.document.add_paragraph()
        paragraph.alignment = align
        self._space(paragraph, before, after, spacing or self.line)
        self._run(paragraph, text, font, size or self.size)
        self.last = [paragraph]

    def p(self, text: str, *, indent: bool = True, align: Any = None, before: float = 0) -> None:
        """Write a paragraph of the text; its first line begins two characters in."""
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY if align is None else align
        self._space(paragraph, before, 0, self.line)
        if indent:
            paragraph.paragraph_format.first_line_indent = Pt(self.size * 2)
        self._run(paragraph, text, BODY, self.size)
        if not text.startswith("{%p"):
            self.last = [paragraph]

    def flat(self, text: str, **more: Any) -> None:
        """Write a paragraph without an indent."""
        self.p(text, indent=False, **more)

    def to(self, text: str = "{{ party.name }}：") -> None:
        """Write whom the paper is for."""
        self.flat(text, align=LEFT, before=4)

    def h(self, text: str) -> None:
        """Write a heading within the text."""
        paragraph = self.document.add_paragraph()
        self._space(paragraph, 4, 0, self.line)
        paragraph.paragraph_format.first_line_indent = Pt(self.size * 2)
        paragraph.paragraph_format.keep_with_next = True
        self._run(paragraph, text, HEADING, self.size)

    def when(self, condition: str, *texts: str, otherwise: Sequence[str] = ()) -> None:
        """Write paragraphs only when the condition holds."""
        before = list(self.last)
        self.flat(f"{{%p if {condition} %}}")
        for text in texts:
            self.p(text)
        before += self.last
        if otherwise:
            self.flat("{%p else %}")
            for text in otherwise:
                self.p(text)
        self.flat("{%p endif %}")
        self.last = [*before, *self.last]

    def rows(self, *rows: Sequence[str], widths: Sequence[float] = (30, 50, 30, 50)) -> Any:
        """Draw a table of labels and values; a row of two spans the whole width."""
        table = self._table(len(widths), widths)
        for row in rows:
            self._row(table, row)
        return table

    def _row(self, table: Any, row: Sequence[str]) -> None:
        cells = table.add_row().cells
        if len(row) == 1:
            merged = cells[0].merge(cells[-1])
            self._cell(merged, row[0])
            return
        if len(row) < len(cells):
            cells[len(row) - 1].merge(cells[-1])
        for number, text in enumerate(row):
            self._cell(cells[number], text, label=number % 2 == 0)

    def grid(self, over: str, columns: Sequence[tuple[str, str, float]], name: str = "one") -> None:
        """Draw a list: heading, width and text of each column, a row for each of its members."""
        widths = [width for _heading, _text, width in columns]
        table = self._table(len(columns), widths)
        heads = table.add_row()
        for cell, (heading, _text, _width) in zip(heads.cells, columns, strict=True):
            self._cell(cell, heading, label=True)
        _repeat(heads)
        table.add_row().cells[0].paragraphs[0].add_run(f"{{%tr for {name} in {over} %}}")
        row = _whole(table.add_row())
        for cell, (_heading, text, _width) in zip(row.cells, columns, strict=True):
            self._cell(cell, text)
        table.add_row().cells[0].paragraphs[0].add_run("{%tr endfor %}")

    def things(self, over: str = "things") -> None:
        """Draw the list of things (清单)."""
        self.grid(
            over,
            [
                ("序号", "{{ loop.index }}", 15),
                ("名称", "{{ one.name }}", 43),
                ("规格（型号）", "{{ one.specification }}", 34),
                ("单位", "{{ one.unit }}", 14),
                ("数量", "{{ one.quantity }}", 18),
                ("备注", "{{ one.remark }}", 36),
            ],
        )

    def seal(self, *, day: str = "{{ date | day }}") -> None:
        """Leave the place of the seal over name and day."""
        for text in ("", "{{ bureau }}（印章）"):
            self.line_of(text, align=RIGHT)
            self.last[0].paragraph_format.keep_with_next = True
        self.line_of(day, align=RIGHT, after=6)

    def signatures(self, left: Sequence[str], right: Sequence[str]) -> None:
        """Write two columns of lines to sign on."""
        table = self._table(2, (80, 80), borders=False)
        row = _whole(table.add_row())
        for cell, lines in zip(row.cells, (left, right), strict=True):
            for number, text in enumerate(lines):
                paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
                self._space(paragraph, 0 if number else 8, 4, 22)
                self._run(paragraph, text, BODY, min(self.size, 14))

    def party_signature(self, who: str = "当事人") -> tuple[str, ...]:
        """The lines for who signed or refused."""
        signed = (
            "{% if party_signature.status == 'refused' %}"
            f"{who}拒绝签字，原因：{{{{ party_signature.reason }}}}"
            "{% if party_signature.witness %}；见证人：{{ party_signature.witness }}{% endif %}"
            f"{{% else %}}{who}（签名、盖章）：\n{{{{ party_signature.name }}}}{{% endif %}}"
        )
        return signed, "　　年　　月　　日"

    def officer_lines(self, who: str = "执法人员") -> tuple[str, ...]:
        """The lines on which the officers sign."""
        names = "{% for one in officers %}{{ one.name }}　　　　　{% endfor %}"
        return (f"{who}（签名）：", names, "　　年　　月　　日")

    def foot(self, text: str) -> None:
        """Write the small print under a line."""
        paragraph = self.document.add_paragraph()
        self._space(paragraph, 8, 0, 16)
        _line_above(paragraph)
        self._run(paragraph, text, BODY, 10.5)

    def save(self, path: str) -> None:
        """Write the file."""
        properties = self.document.core_properties
        properties.author, properties.title, properties.comments = "Yancha", "{{ title }}", ""
        self.document.save(path)

    def _table(self, columns: int, widths: Sequence[float], *, borders: bool = True) -> Any:
        for paragraph in self.last if borders else ():
            paragraph.paragraph_format.space_after = Pt(max(4, self.size / 3))
        table = self.document.add_table(rows=0, cols=columns)
        table.autofit = False
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        if borders:
            table.style = "Table Grid"
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        return table

    def _cell(self, cell: Any, text: str, *, label: bool = False) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.alignment = CENTER if label else LEFT
        self._space(paragraph, 2, 2, 17)
        self._run(paragraph, text, TABLE, min(self.size, 12))
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER

    def _run(self, paragraph: Any, text: str, font: str, size: float) -> None:
        run = paragraph.add_run(text)
        run.font.size = Pt(size)
        _font(run._element.get_or_add_rPr(), font)

    def _space(self, paragraph: Any, before: float, after: float, line: float) -> None:
        shape = paragraph.paragraph_format
        shape.space_before, shape.space_after = Pt(before), Pt(after)
        # At least so high, so that no line of a larger font is cut off.
        shape.line_spacing = Pt(line)
        shape.line_spacing_rule = 3
        shape.widow_control = True

    def _page_number(self, paragraph: Any) -> None:
        paragraph.alignment = CENTER
        for text in ("第 ", "PAGE", " 页　共 ", "NUMPAGES", " 页"):
            if text.isupper():
                self._counted(paragraph, text)
            else:
                self._run(paragraph, text, TABLE, 9)

    def _counted(self, paragraph: Any, what: str) -> None:
        for kind in ("begin", what, "end"):
            run = paragraph.add_run()
            run.font.size = Pt(9)
            if kind == what:
                element = OxmlElement("w:instrText")
                element.set(qn("xml:space"), "preserve")
                element.text = what
            else:
                element = OxmlElement("w:fldChar")
                element.set(qn("w:fldCharType"), kind)
            run._element.append(element)


def _bare() -> Any:
    """An empty document without the parts and styles that no paper needs."""
    document: Any = Document()
    for part in (document.part, document.part.package):
        for key, relation in list(part.rels.items()):
            if relation.reltype.rsplit("/", 1)[-1] in UNUSED:
                part.rels.pop(key)
    for style in list(document.styles):
        if style.name not in STYLES:
            document.styles.element.remove(style.element)
    return document


def _font(properties: Any, name: str) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), name)


def _whole(row: Any) -> Any:
    """Keep a row on one page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return row


def _repeat(row: Any) -> None:
    """Repeat the heading of a list on every page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))


def _line_above(paragraph: Any) -> None:
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for key, value in (("val", "single"), ("sz", "6"), ("space", "4"), ("color", "auto")):
        top.set(qn(f"w:{key}"), value)
    borders.append(top)
    properties = paragraph._p.get_or_add_pPr()
    # The schema wants the border before what python-docx put there already.
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
