"""Hostile use: nothing sent becomes markup, an error of ours, a way out, or a change unasked."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.rehearsal import Template
from tests.web.matrix import ROUTES
from tests.web.office import HOME, Browser, Web
from tests.web.test_matrix import held
from web import status
from web.headers import HEADERS, LARGEST
from web.visit import COOKIE, MOST_FIELDS, MOST_OF_MOVE, inner

PAYLOADS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg onload=alert(1)>",
    "' onfocus=alert(1) autofocus='", "</textarea><script>alert(1)</script>", "</title><b>x</b>",
    "javascript:alert(1)", "{{7*7}}", "{% raw %}", "${7*7}", "%(name)s {0.__class__}",
    "<!--", "]]>", "&lt;script&gt;", "<a href='//evil.invalid'>x</a>", "\u2028</script>",
    "<iframe srcdoc='&lt;script&gt;alert(1)&lt;/script&gt;'>", "<base href='//evil.invalid/'>",
    "<style>*{display:none}</style>", "<math><mi//xlink:href='data:x,<script>'>",
)  # fmt: skip
AWKWARD = (
    "\x00", "\x01\x1b[31m", "\x7f", "\u202egnp.exe", "\u200b\u200d\ufeff", "a\r\nSet-Cookie: x=1",
    "\ufffe\uffff", "Ω" * 9_000, "🀄" * 500,
)  # fmt: skip
OUTSIDE = (
    "//evil.invalid", "///evil.invalid", "/\\evil.invalid", "\\\\evil.invalid",
    "https:evil.invalid", "https://evil.invalid", "HTTPS://evil.invalid/",
    "/%09/evil.invalid\t", "\t//evil.invalid",
    "javascript:alert(1)", "data:text/html,x", "/\r\nLocation: //evil.invalid", "evil.invalid", "",
    "/\u2028/evil.invalid", "@evil.invalid", "/a\\b", "http:///evil.invalid",
    "//evil.invalid/%2f..",
)  # fmt: skip


class Markup(HTMLParser):
    """What a page has in it: its elements with attributes, and its texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.texts.append(data)

    @property
    def foreign(self) -> list[str]:
        """Elements and attributes that none of our pages has."""
        tags = {"svg", "img", "iframe", "math", "base", "style", "object", "embed"}
        found = [t for t, _ in self.elements if t in tags]
        found += [a for _, attrs in self.elements for a in attrs if a.startswith("on")]
        found += [
            str(attrs.get("src")) for tag, attrs in self.elements
            if tag == "script" and not str(attrs.get("src", "")).startswith("/static/")
        ]  # fmt: skip
        found += [
            str(attrs[a]) for _, attrs in self.elements for a in ("href", "action", "src")
            if attrs.get(a) and not str(attrs[a]).startswith(("/", "#", "?"))
        ]  # fmt: skip
        return found


@pytest.fixture(scope="module")
def house(street: Template) -> Iterator[Web]:
    """One office for all that is thrown at it."""
    with street.rehearsal() as copy:
        yield Web(copy)


def plan_of(text: str) -> dict[str, str]:
    """A plan with a text wherever one can be typed."""
    return {
        "items.0.title": text, "items.0.goal": "street", "items.0.weight": "100",
        "items.0.target": text, "seen": "1",
    }  # fmt: skip


@pytest.mark.parametrize("number", range(len(PAYLOADS)))
def test_markup_that_is_typed_is_shown_as_the_text_it_is(web: Web, number: int) -> None:
    text, case = PAYLOADS[number], web.case("o1")
    officer, leader = web.browser("o1"), web.browser("li")
    officer.post(f"/cases/{case}/drafts/submit_plan", plan_of(text))
    drafted = officer.get(f"/cases/{case}/do/submit_plan").text
    refused = officer.post(
        f"/cases/{case}/do/submit_plan", plan_of(text) | {"items.0.weight": "99"}
    ).text
    done = officer.post(
        f"/cases/{case}/do/submit_plan", plan_of(text) | {"request": "hostile-request"}
    )
    pages = [drafted, refused]
    if done.status_code == 303:
        shown = leader.get(f"/cases/{case}").text
        assert text.strip() in "".join(Markup(shown).texts)
        pages.append(shown)
        leader.post(f"/cases/{case}/do/return_plan", {"reason": text, "seen": "2"})
        pages.append(officer.get(f"/cases/{case}").text)
    for page in pages:
        assert Markup(page).foreign == []


@pytest.mark.parametrize("number", range(len(AWKWARD)))
def test_signs_that_are_no_text_are_never_an_error_of_ours(web: Web, number: int) -> None:
    text, case = AWKWARD[number], web.case("o1")
    officer = web.browser("o1")
    answers = [
        officer.post(f"/cases/{case}/do/submit_plan", plan_of(text)),
        officer.post(f"/cases/{case}/drafts/submit_plan", plan_of(text)),
        officer.get(f"/cases/{case}/do/submit_plan"),
        officer.post("/sign-in", {"handle": text, "password": text, "to": text, "code": text}),
        officer.post("/password", {"current": text, "fresh": text, "again": text}),
        officer.post("/me/sessions/end", {"which": text}),
        officer.post("/me/code/enrol", {"kept": text, "code": text, "current": text}),
        web.browser("qian").post("/journal", {"who": text, "move": text, "chain": text}),
        web.browser("shi").post("/accounts/find", {"text": text}),
        web.browser("shi").post("/accounts/disable", {"handle": text}),
        officer.call(
            f"/api/cases/{case}/moves/submit_plan",
            {"data": {text[:9]: text}, "seen": 1, "request": "awkward-text"},
        ),
        officer.get("/cases/1", params={"done": text[:50]}),
        web.stranger().get("/sign-in", headers={"x-forwarded-for": "1, x, 999.1.1.1"}),
    ]
    assert [a.status_code for a in answers if a.status_code >= 500] == []


@pytest.mark.parametrize("text", ["\\ud800", "x\\udfff\\u0000", "\\u0000"])
def test_half_a_sign_in_json_is_refused(house: Web, text: str) -> None:
    officer, case = house.browser("o1"), house.case("o1")
    body = f'{{"data": {{"text": "{text}", "{text}": 1}}, "seen": 1, "request": "half-a-sign"}}'
    answer = sent(officer, case, body, "application/json")
    assert 400 <= answer.status_code < 500


def sent(browser: Browser, case: int, body: str | bytes, kind: str) -> Any:
    """Send a body of some kind to the API."""
    headers = {"content-type": kind, "x-csrf-token": browser.csrf}
    content = body.encode() if isinstance(body, str) else body
    return browser.client.post(f"/api/cases/{case}/moves/log", content=content, headers=headers)


@pytest.mark.parametrize(
    "body",
    [
        '{"data": {}, "seen": 1e400, "request": "long-enough"}',
        '{"data": {"x": NaN}, "seen": 1, "request": "long-enough"}',
        '{"data": {"x": 1e999}, "seen": 1, "request": "long-enough"}',
        '{"data": {"x": 0.5}, "seen": 1, "request": "long-enough"}',
        '{"data": {"x": ' + "9" * 5_000 + '}, "seen": 1, "request": "long-enough"}',
        '{"data": {}, "seen": "1", "request": "long-enough"}',
        '{"data": {}, "seen": true, "request": "long-enough"}',
        '{"data": {}, "seen": 9223372036854775808, "request": "long-enough"}',
        '{"data": [], "seen": 1, "request": "long-enough"}',
        '{"data": {}, "seen": 1, "request": "long-enough", "actor": "zhou"}',
        '{"data": ' + "[" * 20_000 + "]" * 20_000 + "}",
        "[]", "null", "", "{", "\xff\xfe",
    ],
)  # fmt: skip
def test_json_that_is_out_of_bounds_is_refused(house: Web, body: str) -> None:
    officer, case = house.browser("o1"), house.case("o1")
    assert 400 <= sent(officer, case, body, "application/json").status_code < 500


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "image/png"]
)
def test_a_call_of_another_kind_than_json_is_refused(house: Web, kind: str) -> None:
    body = json.dumps({"data": {}, "seen": 1, "request": "another-kind"})
    officer, case = house.browser("o1"), house.case("o1")
    assert 400 <= sent(officer, case, body, kind).status_code < 500


def test_of_a_field_that_stands_twice_the_last_counts_and_nothing_breaks(house: Web) -> None:
    officer, case = house.browser("o1"), house.case("o1")
    body = f"csrf={officer.csrf}&seen=1&seen=x&items.0.title=a&items.0.title=b"
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = officer.client.post(
        f"/cases/{case}/do/submit_plan", content=body.encode(), headers=headers
    )
    assert answer.status_code in {409, 422}


def test_a_body_that_is_too_large_is_refused_before_it_is_read(house: Web) -> None:
    officer = house.browser("o1")
    told = officer.client.post("/password", content=b"x" * (LARGEST + 1))
    assert told.status_code == 413

    def pieces() -> Iterator[bytes]:
        for _ in range(LARGEST // 65_536 + 2):
            yield b"x" * 65_536

    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert officer.client.post("/password", content=pieces(), headers=kind).status_code == 413
    for length in (b"x", b"-1", b"\xb2", b"9" * 40):
        told = officer.client.post("/password", headers={b"content-length": length})
        assert told.status_code == 413


def test_too_many_fields_are_refused(house: Web) -> None:
    officer = house.browser("o1")
    for path, most in (("/password", MOST_FIELDS), ("/cases/1/do/log", MOST_OF_MOVE)):
        form = {f"f{n}": "x" for n in range(most + 1)}
        assert officer.post(path, form).status_code == 400


@pytest.mark.parametrize("to", OUTSIDE)
def test_nobody_is_led_out_of_the_site(house: Web, to: str) -> None:
    assert inner(to) == "/"
    answer = house.browser("o1").get("/sign-in", params={"to": to})
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize("to", ["/", "/cases/7", "/cases/7/do/log?month=8", "/journal"])
def test_within_the_site_one_is_led_on(to: str) -> None:
    assert inner(to) == to


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"), ("GET", "/sign-in"), ("GET", "/nowhere"), ("GET", "/api/nowhere"),
        ("GET", "/static/kaohe.css"), ("GET", "/static/nothing.js"), ("GET", "/static/../app.py"),
        ("GET", "/.git/config"), ("GET", "/docs"), ("GET", "/openapi.json"), ("TRACE", "/"),
        ("TRACK", "/"), ("PUT", "/"), ("DELETE", "/cases/1"), ("PATCH", "/api/me"),
        ("OPTIONS", "/"), ("HEAD", "/"), ("NONSENSE", "/"), ("POST", "/"), ("GET", "/healthz"),
        ("POST", "/sign-in"), ("GET", "/api/me"), ("POST", "/static/kaohe.css"),
    ],
)  # fmt: skip
def test_every_answer_carries_the_headers_and_no_strange_method_is_taken(
    house: Web, method: str, path: str
) -> None:
    answer = house.stranger().request(method, path)
    assert {name: answer.headers.get(name) for name in HEADERS} == dict(HEADERS)
    assert answer.headers["cache-control"]
    assert "server" not in answer.headers
    assert "access-control-allow-origin" not in answer.headers
    if method not in {"GET", "POST"}:
        assert answer.status_code == 405
    if answer.status_code in {200, 403} and answer.text:
        assert "charset=utf-8" in answer.headers["content-type"] or "/api" in path or (
            answer.headers["content-type"] == "application/json"
        )  # fmt: skip


def test_an_error_of_ours_tells_a_number_and_nothing_else(
    house: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Any) -> bool:
        raise RuntimeError("secret-of-the-machine")

    monkeypatch.setattr(status, "is_current", broken)
    client = TestClient(
        house.app, base_url="https://kaohe.invalid", headers=HOME, raise_server_exceptions=False
    )
    answer = client.get("/readyz")
    assert answer.status_code == 500
    assert "编号" in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert {name: answer.headers.get(name) for name in HEADERS} == dict(HEADERS)


@pytest.mark.parametrize("origin", ["https://evil.invalid", "null", "https://kaohe.invalid.evil"])
def test_no_other_site_is_told_that_it_may_read(house: Web, origin: str) -> None:
    answer = house.browser("o1").client.get("/api/me", headers={"origin": origin})
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("subject", ["o1", "li", "zhou", "wu", "qian", "shi", "fang"])
def test_looking_changes_nothing(house: Web, subject: str) -> None:
    browser = house.browser(subject)
    before = held(house)
    places = {"number": house.case("o1"), "move": "submit_plan", "period": "2026Q3"}
    for name in ROUTES:
        method, path = name.split(" ")
        if method == "GET":
            for verb in ("GET", "HEAD", "OPTIONS"):
                browser.client.request(verb, path.format(**places))
    assert held(house) == before


def test_what_is_not_public_is_not_there(house: Web) -> None:
    for path in ("/docs", "/redoc", "/openapi.json", "/metrics", "/.env", "/static/", "/templates"):
        assert house.stranger().get(path).status_code in {303, 401, 404}
    assert house.stranger().get("/api/openapi.json").status_code == 401


def test_an_address_with_a_number_of_another_is_as_if_there_were_none(house: Web) -> None:
    browser = house.browser("o1")
    for number in ("0", "-1", "2147483648", "9" * 30, "1e3", "١", "1%00", "../1"):
        assert browser.get(f"/cases/{number}").status_code in {404, 422}
    assert browser.client.cookies[COOKIE]
