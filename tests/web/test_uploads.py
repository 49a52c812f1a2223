"""Every place that takes a file: what is no such file is refused with the reason."""

import io
import zipfile
from pathlib import Path

import pytest

from tests.web.office import HOME, Web
from tests.web.test_matrix import held
from web.headers import LARGEST

TEMPLATES = Path("web/templates")
UPLOADS = {"/calendar": "calendar.html", "/people-of-office/import": "roster.html"}
"""Each place that takes a file, and its page."""


def _bomb() -> bytes:
    """Many blanks in a small archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 20_000_000)
    return packed.getvalue()


HOSTILE = {
    "empty": b"", "blank": b" \r\n\t ", "picture": b"\x89PNG\r\n\x1a\n" + b"\x00" * 64,
    "program": b"MZ\x90\x00\x03" + bytes(range(256)), "bomb": _bomb(), "nul": b"a\x00b",
    "broken text": "登录名,姓名".encode()[:-1] + b"\xff\xff\x80",
    "wide text": "姓名".encode("utf-16"),
    "markup": b"<script>alert(1)</script>", "entities": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    "commas": b"," * 300_000, "lines": b"\n" * 300_000, "quotes": b'"' * 99_999,
    "deep": b"[" * 50_000, "formula": "登录名,姓名\n=1+1,@SUM(A1)\n".encode(),
    "long cell": "登录名,姓名\na,".encode() + b"x" * 300_000,
}  # fmt: skip


@pytest.mark.parametrize("path", UPLOADS)
@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_such_file_is_refused_with_the_reason(web: Web, path: str, kind: str) -> None:
    """Looked at or brought in at once: the page says what is wrong, and no row is changed."""
    browser = web.browser("wu")
    before = held(web)
    for step in ("", "import"):
        form = {"step": step, "document": "1号", "request": f"hostile-{kind}-{step}"}
        answer = browser.post(
            path, form, files={"file": ("../../etc/名单;\u202e.csv", HOSTILE[kind])}
        )
        assert answer.status_code == 422, answer.status_code
        assert 'role="alert"' in answer.text
        assert "<script>alert" not in answer.text
    assert held(web) == before


@pytest.mark.parametrize("path", UPLOADS)
def test_a_body_beyond_all_bounds_is_stopped_before_it_is_read(web: Web, path: str) -> None:
    """Said to be too large, or found to be: the same answer."""
    browser = web.browser("wu")
    answer = browser.post(path, {}, files={"file": ("x.csv", b"x" * (LARGEST + 1))})
    assert answer.status_code == 413
    assert "过大" in answer.text


@pytest.mark.parametrize("path", UPLOADS)
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("multipart/form-data", b"no boundary at all"),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Disposition: form-data\r\n\r\n\r\n--x--",
        ),
        ("text/csv", "登录名,姓名\n".encode()),
    ],
)
def test_a_broken_body_is_refused_and_breaks_nothing(
    web: Web, path: str, kind: str, body: bytes
) -> None:
    """Never an error of the server."""
    browser = web.browser("wu")
    headers = {"content-type": kind, "x-csrf-token": browser.csrf} | HOME
    answer = browser.client.post(path, content=body, headers=headers)
    assert answer.status_code in (400, 403, 422)


@pytest.mark.parametrize("path", UPLOADS)
def test_one_file_is_taken_and_no_more(web: Web, path: str) -> None:
    """A second is refused as a whole."""
    two = [("file", ("a.csv", b"a")), ("file", ("b.csv", b"b"))]
    answer = web.browser("wu").post(path, {}, files=two)
    assert answer.status_code == 400


def test_no_page_takes_a_file_that_is_not_tried_here() -> None:
    """A new place for files has to be added above."""
    asking = {
        page.name for page in TEMPLATES.rglob("*.html") if 'type="file"' in page.read_text("utf-8")
    }
    assert asking == set(UPLOADS.values())
