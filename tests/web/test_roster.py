"""Bringing in a list of people from a file: read, looked at, entered as a whole or not at all."""

import pytest

from storage.load import Loader
from tests.rehearsal import PERIOD, at, planned
from tests.web.office import Browser, Web
from workflow.replay import verify_office
from workflow.roster_file import LARGEST

IMPORT = "/people-of-office/import"
HEAD = "序号,登录名,姓名,科室,职务,分管领导,电子邮箱,职责,身份证号\n"
LIST = (
    "洸河街道公务员名册,,,,,,,,\n"
    + HEAD
    + "1,ma,马新,党建办,四级主任科员,li同志,ma@example.cn,,370800\n"
    + "2,niu,牛劲,民生办,党工委副书记,,niu@example.cn,分管领导,370801\n"
    + "3,yang,杨光,民生办,科员,牛劲,—,被考核公务员,370802\n"
    + "4,o1,o1同志,民生办,,li同志,,,370803\n"
)
ENTER = {"step": "import", "document": "洸办字〔2026〕3号", "request": "entered-once-only"}


def bring(browser: Browser, held: bytes, **form: str) -> str:
    """What the page says of a file."""
    answer = browser.post(IMPORT, form, files={"file": ("名单.csv", held)})
    return str(answer.text)


def people(web: Web) -> int:
    """How many people are on record."""
    with web.rehearsal.database.read() as connection:
        return len(Loader(connection, web.site.office.id, lock=False).everyone())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.rule("R02")
def test_a_list_is_looked_at_in_any_of_the_usual_encodings(web: Web, encoding: str) -> None:
    """A title above the heading, blanks written as a dash and other columns do no harm."""
    before = people(web)
    page = bring(web.browser("wu"), LIST.replace("\n", "\r\n").encode(encoding))
    for words in (
        "将新登记3人", "马新", "四级主任科员", "不会保存：身份证号",
        "第6行o1同志——内设机构：登记为“党建办”，名单为“民生办”", "新登记的2名被考核公务员",
    ):  # fmt: skip
        assert words in page
    assert "370800" not in page.partition("<textarea")[0]
    assert people(web) == before


@pytest.mark.rule("R02")
def test_a_list_enters_all_who_are_new_and_takes_them_into_the_quarter(web: Web) -> None:
    """One line for the list, one for each case; the same click again does nothing more."""
    browser, before = web.browser("wu"), people(web)
    form = ENTER | {"text": LIST, "quarter": PERIOD}
    done = browser.post(IMPORT, form)
    assert done.headers["location"].startswith("/people-of-office?entered=")
    assert "名单已导入" in browser.get(done.headers["location"]).text
    assert browser.post(IMPORT, form).headers["location"] == done.headers["location"]
    assert people(web) == before + 3
    found = browser.post("/people-of-office", {"name": "杨光"}).text
    assert "牛劲" in found
    with web.rehearsal.database.read() as connection:
        loader = Loader(connection, web.site.office.id, lock=False)
        ids = {p.handle: p.id for p in loader.people(handles=["ma", "niu", "yang"])}
        assert loader.case_of("quarterly", PERIOD, ids["niu"]) is None
        case = loader.case_of("quarterly", PERIOD, ids["yang"])
    assert case is not None
    assert (case.supervisor, case.joined) == (ids["niu"], at("07-02T10:00").date())
    assert verify_office(web.site.office).faults == ()
    web.rehearsal.run_to(at("07-10T09:00"))
    assert verify_office(web.site.office).faults == ()


@pytest.mark.rule("R02")
def test_a_list_is_entered_as_a_whole_or_not_at_all(web: Web) -> None:
    """Whatever is wrong is said by line and column, all of it at once."""
    browser, before = web.browser("wu"), people(web)
    rows = (
        '"=CMD()",公式,党建办,,li同志,,,',
        "kong ge,空格,党建办,,li同志,,,",
        ",无名,党建办,,li同志,,,",
        "a1,\u202e倒写,党建办,,li同志,,,",
        "a2,+公式,党建办,,li同志,,,",
        "a3,甲,党建办,,查无此人,,,",
        "a4,乙,党建办,,a4,,,",
        "a5,丙,党建办,,wu同志,,,",
        "a6,丁,,,li同志,,,",
        "a7,戊,党建办,,,,,",
        "a8,己,党建办,,li同志,不是邮箱,,",
        "a9,庚,党建办,,li同志,,组长,",
        "a9,辛,党建办,,li同志,,,",
        "b1,壬,党建办,党工委书记(乡科级正职),li同志,,被考核公务员,",
        "o1,别人,党建办,,li同志,,,",
        f"b2,{'长' * 41},党建办,,li同志,,,",
        "b3,癸,,,查无此人,不是邮箱,组长 秘书,",
    )
    held = "登录名,姓名,内设机构,职务,分管领导,电子邮箱,职责,备注\n" + "\n".join(rows)
    page = bring(browser, held.encode())
    for words in (
        "第2行“登录名”以“=”开头，像是公式", "第3行“登录名”只能用文字", "第4行“登录名”没有填写",
        "第5行“姓名”含有控制字符", "第6行“姓名”以“+”开头", "第7行“分管领导”“查无此人”不在名单中",
        "第8行“分管领导”是本人", "第9行“分管领导”“wu同志”没有“分管领导”这一职责",
        "第10行“内设机构”没有填写", "第11行“分管领导”没有填写", "第12行“电子邮箱”不是电子邮箱",
        "第13行“职责”写的是“组长”", "安全保密管理员授予", "第14行“登录名”“a9”与第13行重复",
        "第15行“职责”写的是被考核公务员，但党工委书记", "第16行“登录名”“o1”已登记给o1同志",
        "第17行“姓名”长41字", "第18行“电子邮箱”不是电子邮箱", "第18行“职责”写的是“组长”",
        "第18行“分管领导”“查无此人”不在名单中",
    ):  # fmt: skip
        assert words in page, words
    answer = browser.post(IMPORT, ENTER | {"text": held})
    assert answer.status_code == 422
    assert people(web) == before
    # A list that was refused stays with whoever made it: the journal has the reasons alone.
    with web.rehearsal.database.read() as connection:
        query = "SELECT count(*) FROM journal_value WHERE value LIKE '%空格,党建办%'"
        assert connection.exec_driver_sql(query).scalar() == 0


@pytest.mark.parametrize(
    ("held", "words"),
    [
        (b"", "请选择人员名单文件|文件是空的"),
        (b"  \n ", "文件是空的"),
        (b"PK\x03\x04" + b"\x00" * 200, "Excel 工作簿"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel 工作簿"),
        (b"%PDF-1.7", "PDF"),
        ("登录名,姓名\na,甲\n".encode("utf-16"), "UTF-16"),
        (b"\x00\xff\x9f\x00\x80", "不是文本文件"),
        (b"a\x00b,c\n", "不是文本文件"),
        (b"x" * (LARGEST + 1), "文件过大"),
        (b"a,b,c\n1,2,3\n", "没有表头“姓名”"),
        ("登录名,姓名\n".encode(), "表头下面没有人员"),
        ("姓名,科室\n甲,乙\n".encode(), "表头缺少“登录名”一列"),
        ("登录名,姓名,科室,部门\na,甲,乙,丙\n".encode(), "与另一列是同一项“内设机构”"),
        (("登录名,姓名" + ",x" * 9_998 + "\n").encode(), "10000列，超过40列"),
        ("登录名,姓名\n".encode() + b"a,b\n" * 6_001, "超过6000行"),
        ('登录名,姓名\n"a,甲\n乙\n'.encode(), "引号不成对"),
        ("登录名,姓名\no1,o1同志\n".encode(), "都已登记"),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else "",
)
def test_a_file_that_is_no_list_is_refused_with_the_reason(
    web: Web, held: bytes, words: str
) -> None:
    """The page says what to do instead, and nothing is entered."""
    before = people(web)
    answer = web.browser("wu").post(IMPORT, {}, files={"file": ("名单.csv", held)})
    assert answer.status_code == 422
    assert any(w in answer.text for w in words.split("|")), answer.text
    assert people(web) == before


@pytest.mark.parametrize("who", ["o1", "li", "zhou", "shi", "fang", "qian"])
def test_nobody_but_a_clerk_brings_in_people(web: Web, who: str) -> None:
    """The page is not there for others, and the refusal is on record."""
    browser = web.browser(who)
    assert browser.get(IMPORT).status_code == 404
    assert browser.post(IMPORT, ENTER | {"text": LIST}).status_code == 404


@pytest.mark.rule("R02")
def test_nobody_joins_a_quarter_whose_number_is_frozen_or_that_was_never_opened(web: Web) -> None:
    """The reason is said; without the quarter the same list is entered."""
    browser = web.browser("wu")
    for quarter in ("2026Q4", "nonsense"):
        page = browser.post(IMPORT, ENTER | {"text": LIST, "quarter": quarter, "request": quarter})
        assert "没有启动过" in page.text
    planned(web.rehearsal)
    web.now = at("10-09T09:00")
    page = browser.post(IMPORT, ENTER | {"text": LIST, "quarter": PERIOD, "request": "late"})
    assert "已经结束" in page.text
    assert browser.post(IMPORT, ENTER | {"text": LIST}).status_code == 303


@pytest.mark.rule("R02")
def test_the_list_on_record_is_taken_away_as_it_could_be_brought_in(web: Web) -> None:
    """Nobody on it is new or unlike; the blank one has the heading alone."""
    browser = web.browser("wu")
    taken = browser.get("/people-of-office/export")
    assert "filename*=UTF-8''" in taken.headers["content-disposition"]
    page = bring(browser, taken.content)
    assert "名单中的人都已登记" in page
    assert "与登记的不同" not in page
    assert "表头下面没有人员" in bring(browser, browser.get("/people-of-office/model").content)


@pytest.mark.rule("R02")
def test_a_section_nobody_is_in_yet_is_called_new_before_it_is_entered(web: Web) -> None:
    page = bring(web.browser("wu"), LIST.replace("马新,党建办", "马新,党见办").encode())
    assert "作为<b>新机构</b>登记：<b>党见办</b>" in page


@pytest.mark.rule("R02")
def test_where_somebody_is_unlike_the_record_it_is_said_though_nobody_is_new(web: Web) -> None:
    page = bring(web.browser("wu"), "登录名,姓名,内设机构\no1,o1同志,民生办\n".encode())
    assert "其中1人与登记的不同" in page
    assert "登记为“党建办”，名单为“民生办”" in page


@pytest.mark.rule("R02")
def test_all_that_is_wrong_with_a_list_is_said_in_one_round(web: Web) -> None:
    """A row whose login name is spoilt is looked at to its end, and known to those it leads."""
    text = (
        "登录名,姓名,内设机构,分管领导,电子邮箱,职责\n"
        "b c,白一,党建办,钱无,x,组长\n"
        "d e,丁二,党建办,,,分管领导\n"
        "feng,冯三,党建办,丁二,,\n"
        "gu,,党建办,,,\n"
    )
    page = bring(web.browser("wu"), text.encode())
    for words in (
        "第2行“登录名”", "第2行“电子邮箱”不是", "第2行“职责”写的是“组长”", "“钱无”不在名单中",
        "第3行“登录名”", "第5行“姓名”没有填写", "第5行“分管领导”没有填写",
    ):  # fmt: skip
        assert words in page, words
    assert "“丁二”" not in page
