"""Files with premises: what is read, what is refused with which line, and what goes back."""

import csv
import io
from typing import Any

import openpyxl
import pytest

from engine.errors import Invalid
from engine.imports.problems import Problem
from engine.imports.returned import bad_rows
from engine.imports.rows import Checked, check_file, parse_mapping
from engine.imports.schemas import SubjectRow
from engine.imports.tables import read

HEAD = "名称,许可证编号,地址\n"
GOOD = HEAD + "河北区扶轮小学,JY001,宁园街道\n河北区昆一小学,JY002,王串场街道\n"


def checked(data: bytes, mapping: str | None = None) -> Checked:
    columns = parse_mapping(mapping) if mapping else None
    return check_file(data, SubjectRow(), columns, unique=("licence",))


def names(found: Checked) -> list[str]:
    return [row.values["name"] for row in found.good]


def workbook(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def problems_of(found: Checked) -> list[tuple[int, str]]:
    return [(bad.row.line, problem.code) for bad in found.bad for problem in bad.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_files_are_right_in_all_three_encodings(encoding: str) -> None:
    assert names(checked(GOOD.encode(encoding))) == ["河北区扶轮小学", "河北区昆一小学"]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (GOOD.encode("utf-16"), 1),
        (GOOD.encode("utf-8").replace("昆".encode(), b"\xe6\x98"), 3),
        ("name,licence\nCafé Rouge,1\n".encode("latin-1"), 2),
        ("name,licence\nSchool,1\nCampo Niño,2\n".encode("latin-1"), 3),
        ("名稱,許可證\n臺灣國語實驗學校,1\n".encode("big5"), 1),
        (HEAD.encode() + b"School\0,JY1,x\n", 2),
    ],
)
def test_a_wrong_encoding_is_refused_with_its_line(data: bytes, line: int) -> None:
    with pytest.raises(Invalid) as refused:
        read(data)
    assert refused.value.code == "import.encoding"
    assert refused.value.params == {"line": line}


def test_an_open_quotation_mark_is_refused_with_the_line_where_it_began() -> None:
    with pytest.raises(Invalid) as refused:
        read(b'name,licence\nFirst,1\n"Second,2\nThird,3\n')
    assert (refused.value.code, refused.value.params) == ("import.csv_broken", {"line": 3})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "import.empty"),
        (b" \n\n", "import.empty"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 50, "import.old_excel"),
        (b"PK\x03\x04" + b"x" * 50, "import.xlsx_broken"),
        (b"name,name\na,b\n", "import.duplicate_heading"),
    ],
)
def test_what_is_no_table_is_refused_by_name(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(data)
    assert refused.value.code == code


def test_a_file_is_refused_beyond_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.imports.tables.MAX_ROWS", 1)
    with pytest.raises(Invalid) as refused:
        read(GOOD.encode())
    assert (refused.value.code, refused.value.params) == ("import.too_many_rows", {"limit": 1})
    monkeypatch.setattr("engine.imports.tables.MAX_BYTES", 10)
    with pytest.raises(Invalid, match="too_large"):
        read(GOOD.encode())


def test_an_xlsx_file_reads_like_a_csv_file() -> None:
    data = workbook(
        ["名称", "许可证编号", "电话"], ["河北区扶轮小学", 23161.0, "022-26"], [None] * 3
    )
    found = checked(data)
    assert [row.values["licence"] for row in found.good] == ["23161"]
    assert found.good[0].row.line == 2


def test_formulas_are_harmless_both_ways() -> None:
    formula = '=HYPERLINK("http://example.invalid","x")'
    found = checked(workbook(["名称", "许可证编号"], ["学校", "=1+1"], [formula, ""]))
    assert problems_of(found)[0] == (2, "import.required")
    returned = bad_rows(found.table, found.bad, lambda problem: problem.code, "未导入原因")
    sheet = openpyxl.load_workbook(io.BytesIO(returned)).active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


def test_a_formula_in_csv_goes_back_as_text() -> None:
    found = checked("名称,许可证编号,电话\n=cmd|calc,,-5\n".encode())
    returned = bad_rows(found.table, found.bad, lambda problem: problem.code, "未导入原因")
    assert returned.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(returned.decode("utf-8-sig"))))
    assert rows == [
        ["名称", "许可证编号", "电话", "未导入原因"],
        ["'=cmd|calc", "", "-5", "import.required"],
    ]


def test_a_returned_file_can_be_corrected_and_sent_again() -> None:
    first = checked((HEAD + ",JY9,x\n").encode())
    returned = bad_rows(first.table, first.bad, lambda problem: problem.code, "未导入原因")
    corrected = returned.decode("utf-8-sig").replace(",JY9", "新开河小学,JY9").encode()
    second = checked(corrected)
    assert names(second) == ["新开河小学"]
    assert second.good[0].extra == {}


def test_a_duplicate_licence_names_the_first_line() -> None:
    found = checked((GOOD + "另一所学校,JY001,x\n").encode())
    assert len(found.good) == 2
    expected = {"column": "许可证编号", "value": "JY001", "line": 2}
    assert found.bad[0].problems == (Problem("import.duplicate", expected),)


def test_each_bad_row_says_what_is_wrong_and_good_rows_are_kept() -> None:
    text = "名称,许可证编号,类别,风险等级\n"
    text += "好学校,1,学校,A\n"
    text += ",2,学校,A\n"
    text += f"{'长' * 401},3,学校,A\n"
    text += "奇怪,4,飞机场,A\n"
    text += "多余,5,学校,A,b,c\n"
    text += "无等级,6,餐饮服务,E\n"
    found = checked(text.encode())
    assert names(found) == ["好学校"]
    assert problems_of(found) == [
        (3, "import.required"),
        (4, "import.too_long"),
        (5, "import.unknown_value"),
        (6, "import.too_many_cells"),
        (7, "import.unknown_value"),
    ]
    assert found.bad[0].problems[0].params["column"] == "名称"


def test_lines_count_on_after_a_cell_of_several_lines() -> None:
    found = checked(b'name,licence\n"A\nschool",1\n,2\n')
    assert names(found) == ["A school"]
    assert problems_of(found) == [(4, "import.required")]


def test_columns_are_mapped_and_the_rest_is_kept_beside() -> None:
    data = b"campaign,DBA_Name,License\n2012-spring,OGLESBY,24741.0\n"
    found = checked(data, "name=DBA_Name,licence=License")
    assert found.good[0].values == {"name": "OGLESBY", "licence": "24741.0"}
    assert found.good[0].extra == {"campaign": "2012-spring"}


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        ("name=DBA_Name,licence", "import.mapping"),
        ("name=DBA_Name,name=License", "import.mapping"),
        ("name=Nope,licence=License", "import.no_column"),
        ("colour=DBA_Name,licence=License", "import.unknown_field"),
        ("name=DBA_Name", "import.not_mapped"),
    ],
)
def test_a_wrong_mapping_is_refused_by_name(mapping: str, code: str) -> None:
    data = b"campaign,DBA_Name,Number,License\n"
    with pytest.raises(Invalid) as refused:
        checked(data if code != "import.not_mapped" else b"DBA_Name,No\nx,1\n", mapping)
    assert refused.value.code == code
