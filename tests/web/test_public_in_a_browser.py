"""Publishing in a real browser: the public's view follows the words as they are typed."""

from collections.abc import Callable

from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.commands import papers
from models.documents import Publication
from tests.browser import DESKTOP, PHONE, Visitor
from tests.bureau import Bureau
from tests.dockets import decided, serve
from tests.web.conftest import PASSWORD

PHONE_NUMBER = "13812345678"


def test_the_publics_view_follows_what_is_typed_and_everybody_reads_it(
    new_visitor: Callable[..., Visitor], bureau: Bureau, session: Session
) -> None:
    case = decided(bureau)
    serve(bureau, case)
    session.commit()
    item = bureau.item(case, "task_publish_penalty")
    head = new_visitor(DESKTOP).log_in(bureau.supervisor, PASSWORD)
    page = head.open(f"/work/{item.id}")
    page.fill("textarea[name=text]", f"证人王小明，电话{PHONE_NUMBER}。")
    expect(page.locator("#public-view .public-words")).to_have_text("证人王某某，电话****。")
    head.expect_to_fit()
    page.select_option("[name=channel]", "both")
    page.check("[name=secrets_checked]")
    page.click("button[value=complete]")
    page.wait_for_load_state()
    head.expect_no_trouble()
    session.expire_all()
    one = session.scalars(select(Publication).where(Publication.case_id == case.id)).one()
    assert one.text == "证人王某某，电话****。"
    for screen in (DESKTOP, PHONE):
        everybody = new_visitor(screen)
        pages = ("/public", f"/public/{one.id}?lang=en", f"/public/{one.id}?lang=zh")
        for path in (*pages, "/public?what=listing"):
            everybody.open(path)
            everybody.expect_to_fit()
        everybody.expect_no_trouble()
    page = head.open(f"/cases/{case.id}")
    page.click(f"#publication-{one.id} details.how summary")
    expect(page.locator(f"#publication-{one.id}")).to_contain_text("T44")
    head.expect_to_fit()


def test_a_paper_is_written_and_corrected_on_a_phone(
    new_visitor: Callable[..., Visitor], bureau: Bureau, session: Session
) -> None:
    case = bureau.enforced()
    actor = bureau.actor(bureau.pair[0])
    written = {"things": [{"name": "酱油"}], "way": "销毁", "place": "垃圾焚烧厂"}
    written |= {"disposed_at": "2026-05-08T10:00"}
    paper = papers.issue(session, actor, case.id, "goods_disposal_record", written)
    session.commit()
    officer = new_visitor(PHONE).log_in(bureau.pair[0], PASSWORD)
    officer.open(f"/cases/{case.id}/papers/goods_disposal_record")
    officer.expect_to_fit()
    page = officer.open(f"/documents/{paper.id}/correction")
    officer.expect_to_fit()
    page.fill("[name=correction_reason]", "地点写错。")
    page.fill("[name=place]", "贯庄垃圾焚烧厂")
    page.click("form.card button.btn-primary")
    page.wait_for_load_state()
    page = officer.open(f"/documents/{paper.id}")
    expect(page.locator(".print-replaced")).to_contain_text("地点写错。")
    officer.expect_no_trouble()
