"""The bounds of expressions are settings."""

from collections.abc import Iterator

import pytest

from engine.feel import Limits, compile_expression, configure
from yancha import settings


@pytest.fixture(autouse=True)
def usual_limits() -> Iterator[None]:
    yield
    configure(Limits())


def test_a_limit_comes_from_the_environment() -> None:
    settings.limit_expressions({"YANCHA_FEEL_LIST_SIZE": "3", "YANCHA_FEEL_SECONDS": "0.5"})
    value, diagnostics = compile_expression("for i in 1..4 return i").explain({})
    assert value is None
    assert diagnostics[-1].code == "list_size"


def test_without_a_word_the_defaults_hold() -> None:
    settings.limit_expressions({"YANCHA_PORT": "8000"})
    assert compile_expression("count(for i in 1..4 return i)").evaluate({}) == 4


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("YANCHA_FEEL_STEPS", "many"),
        ("YANCHA_FEEL_STEPS", "0"),
        ("YANCHA_FEEL_SECONDS", "nan"),
        ("YANCHA_FEEL_SECONDS", "soon"),
        ("YANCHA_FEEL_STEPPS", "5"),
    ],
)
def test_a_limit_that_makes_no_sense_is_refused(name: str, text: str) -> None:
    with pytest.raises(settings.SettingError, match=name):
        settings.limit_expressions({name: text})
