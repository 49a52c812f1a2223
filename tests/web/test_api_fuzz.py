"""The API under a flood of made-up calls: no server error, and every answer as it is described."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.config import SchemathesisConfig

from tests.rehearsal import Template
from tests.web.office import HOME, Browser, Web
from web.app import routes
from web.described import described
from web.visit import COOKIE
from workflow.pages import PAGES

CASES = 5_000
"""Calls in a run at least."""
SUBJECTS = ("o1", "li", "wu", "qian")
LEFT_OUT = {
    # what the engine refuses is no bad call, and what is well formed may still be refused
    "positive_data_acceptance", "missing_required_header",
    # nothing is made or deleted by its own address here
    "use_after_free", "ensure_resource_availability",
    # tried call by call in the matrix of access
    "ignored_auth", "unsupported_method",
}  # fmt: skip
FLOOD = {  # made-up calls of each operation: well formed, and not
    "GET /api/cases": (60, 60),
    "GET /api/journal": (40, 40),
    "GET /api/cases/{number}": (120, 60),
    "POST /api/cases/{number}/moves/{move}": (600, 300),
}
OTHERS = (10, 0)
MOVES = sorted(m.id for page in PAGES.values() for m in page.moves if m.by)
NUMBERS = range(1, 8)
"""Cases there are, and one there is not: the tool cannot know them."""


@pytest.fixture(scope="module")
def house(street: Template) -> Iterator[Web]:
    """The office that is called."""
    with street.rehearsal() as copy:
        yield Web(copy)


@pytest.fixture(scope="module")
def known(house: Web) -> dict[str, Any]:
    """The calls of the API, by method and path."""
    return operations(house)


def schema_of(web: Web) -> Any:
    """The description of the API as the tool reads it; who calls is said beside it."""
    document = described(web.app)
    for calls in document["paths"].values():
        for call in calls.values():
            call.pop("security")
    config = SchemathesisConfig.from_dict({"base-url": "https://kaohe.invalid"})
    schema = schemathesis.openapi.from_dict(document, config=config)
    schema.app = web.app
    return schema


def operations(web: Web) -> dict[str, Any]:
    """The calls of the API, by method and path."""
    found = (each.ok() for each in schema_of(web).get_all_operations())
    return {operation.label: operation for operation in found}


def checks() -> list[Any]:
    """Every check of the tool but those left out above."""
    return [CHECKS.get_one(name) for name in CHECKS.get_all_names() if name not in LEFT_OUT]


def aimed(case: Any, turn: int) -> None:
    """Let three of four well formed calls reach a case and a move that are there."""
    if turn % 4 and "number" in case.path_parameters:
        case.path_parameters["number"] = NUMBERS[turn % len(NUMBERS)]
        if "move" in case.path_parameters:
            case.path_parameters["move"] = MOVES[turn % len(MOVES)]


def flood(web: Web, operation: Any, browser: Browser, mode: GenerationMode, calls: int) -> int:
    """Make up calls of one operation as somebody, the same ones in every run; how many."""
    headers = HOME | {"x-csrf-token": browser.csrf}
    cookies = {COOKIE: browser.client.cookies[COOKIE]}
    wanted, turns = checks(), count()

    @seed(20_200_825)
    @settings(
        max_examples=calls, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def call(case: Any) -> None:
        turn = next(turns)
        if mode is GenerationMode.POSITIVE:
            aimed(case, turn)
        case.call_and_validate(checks=wanted, headers=headers, cookies=cookies)

    call()
    return next(turns)


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("label", [*FLOOD, "others"])
def test_no_made_up_call_breaks_the_api_or_its_description(
    house: Web, known: dict[str, Any], label: str, subject: str
) -> None:
    wanted = sorted(known.keys() - FLOOD) if label == "others" else [label]
    good, bad = FLOOD.get(label, OTHERS)
    for each in wanted:
        browser = house.browser(subject)
        least = good if "{" in each else 1  # what takes nothing can be called in one way alone
        assert flood(house, known[each], browser, GenerationMode.POSITIVE, good) >= least
        if bad:
            assert flood(house, known[each], browser, GenerationMode.NEGATIVE, bad) >= bad


def test_a_run_makes_calls_enough() -> None:
    assert len(SUBJECTS) * sum(map(sum, FLOOD.values())) >= CASES


def test_every_call_of_the_api_is_described(known: dict[str, Any]) -> None:
    wanted = {" ".join(route) for route in routes() if route[1].startswith("/api/")}
    assert set(known) == wanted


def test_what_is_described_names_each_answer_and_what_it_looks_like(house: Web) -> None:
    for calls in described(house.app)["paths"].values():
        for call in calls.values():
            for status, answer in call["responses"].items():
                kind = "application/json" if status == "200" else "application/problem+json"
                assert list(answer["content"]) == [kind]
