"""Forms ask for what the inputs take: every field has words, a widget, and choices in Chinese."""

import pytest

from rules.inputs.given import Given
from web import labels
from web.forms import Known, fields_of, kind_of
from workflow.beside import PAGE as BESIDE
from workflow.pages import PAGES

MODELS = sorted(
    {m.given for p in (*PAGES.values(), BESIDE) for m in p.moves if m.by}, key=lambda m: m.__name__
)


def is_chinese(text: str) -> bool:
    """Whether a text has a Chinese sign in it."""
    return any("一" <= sign <= "鿿" for sign in text)


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_every_field_has_a_label_a_widget_and_chinese_choices(model: type[Given]) -> None:
    known = Known([("li", "李某")], ["党建办"], ["档案整理"], [7, 8, 9])
    for field in fields_of(model, known, {}):
        assert is_chinese(field.label)
        assert all(is_chinese(words) for value, words in field.choices if value), field.name


def test_no_label_is_of_no_field() -> None:
    known = {name for model in MODELS for name in model.model_fields}
    known |= {
        f"{kind.__name__}.{name}"
        for model in MODELS
        for kind in model.__mro__
        for name in model.model_fields
    }
    known |= {"goal", "weight", "target", "link"}
    assert set(labels.LABELS) - known == set()


def test_the_kinds_of_fields_follow_from_their_types() -> None:
    found = {
        (model.__name__, name): kind_of(model, name)
        for model in MODELS
        for name in model.model_fields
    }
    assert found["Log", "date"] == "day"
    assert found["Return", "until"] == "day"
    assert found["Summarise", "month"] == "month"
    assert found["Propose", "grade"] == "choice"
    assert found["Propose", "comment"] == "text"
    assert found["Decide", "present"] == "people"
    assert found["GiveFeedback", "witness"] == "person"
    assert found["AmendRoster", "included"] == "flag"
    assert found["SubmitPlan", "items"] == "items"
