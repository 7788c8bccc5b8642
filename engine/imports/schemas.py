"""What a row of each kind of file must hold: premises, offices, officers."""

from typing import Final

from marshmallow import Schema

from engine.imports.rows import Cell, DayCell
from models.accounts import ROLES
from models.subjects import SubjectKind

KINDS: Final = {
    **{kind.value: kind.value for kind in SubjectKind},
    **dict.fromkeys(("学校", "学校食堂", "幼儿园", "children's services facility"), "school"),
    **dict.fromkeys(("食品生产", "生产", "食品生产者", "生产企业"), "maker"),
    **dict.fromkeys(("食品销售", "销售", "食品销售者", "grocery store"), "seller"),
    **dict.fromkeys(("餐饮", "餐饮服务", "餐饮服务提供者", "restaurant"), "caterer"),
}
#: The four grades of risk (L6 art 21).
GRADES: Final = {grade.lower(): grade for grade in ("A", "B", "C", "D")} | {
    f"{grade.lower()}级": grade for grade in ("A", "B", "C", "D")
}
ROLE_NAMES: Final = {
    **{role: role for role in ROLES},
    "执法人员": "inspector",
    "检查人员": "inspector",
    "办案机构负责人": "supervisor",
    "科长": "supervisor",
    "法制审核人员": "legal_reviewer",
    "负责人": "leader",
    "局领导": "leader",
    "食安办": "committee_office",
    "系统管理员": "administrator",
    "管理员": "administrator",
}
YES_NO: Final = {
    **dict.fromkeys(("是", "有", "yes", "true", "1"), "yes"),
    **dict.fromkeys(("否", "无", "no", "false", "0"), "no"),
}


class SubjectRow(Schema):
    """检查对象."""

    name = Cell(required=True, headings=("名称", "单位名称", "经营者名称", "主体名称"))
    licence = Cell(
        120, required=True, headings=("许可证编号", "许可证号", "许可证", "license", "licence no")
    )
    kind = Cell(choices=KINDS, headings=("类别", "主体业态", "类型"))
    address = Cell(headings=("地址", "经营场所", "住所"))
    street = Cell(headings=("街道",))
    operator = Cell(headings=("经营者", "经营单位", "承包经营企业"))
    legal_representative = Cell(headings=("法定代表人", "负责人", "法定代表人（负责人）"))
    phone = Cell(60, headings=("电话", "联系电话"))
    risk_grade = Cell(choices=GRADES, headings=("风险等级",))
    office = Cell(120, headings=("监管科室", "监管机构", "机构"))


class RehearsedRow(SubjectRow):
    """A visit of another bureau's records: the premises, the outcome and the day."""

    outcome = Cell(120)
    date = DayCell()


class OfficeRow(Schema):
    """机构."""

    code = Cell(120, required=True, headings=("机构代码", "代码"))
    name = Cell(required=True, headings=("机构名称", "名称"))
    parent = Cell(120, headings=("上级机构", "上级机构代码", "上级"))


class OfficerRow(Schema):
    """用户; an officer (执法人员) when there is a certificate number."""

    username = Cell(80, required=True, headings=("用户名", "登录名", "工号"))
    name = Cell(required=True, headings=("姓名",))
    office = Cell(120, headings=("机构", "所属机构", "科室"))
    certificate_no = Cell(60, headings=("执法证号", "执法证编号", "执法证件号"))
    roles = Cell(headings=("角色", "职务"))
    #: 法律职业资格, without which nobody reviews grave cases (L1 art 58).
    legal_qualification = Cell(20, choices=YES_NO, headings=("法律职业资格",))
