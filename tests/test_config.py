"""[tool.stabcheck]: what a project says is read as it is meant, or refused in one sentence."""

from __future__ import annotations

import pytest

from stabcheck.config import Config, ConfigMistake, ConfiguredCheck, read_config

EVERYTHING = """
[project]
name = "mylib"

[tool.stabcheck]
formats = ["float32", "bfloat16"]
require = ["range", "absolute", "special"]
max-ulp = 8
budget = "tests/budget.json"

[[tool.stabcheck.check]]
function = "mylib.losses:bce_with_logits"
as = "bce_with_logits"
args = ["y", "x"]
max-ulp = 4
approximates = 1e-7
kw = { reduction = "none" }
expect-fail = { special = "masked rows give NaN by design", "wrong dtype" = "float64 inside" }

[[tool.stabcheck.check]]
function = "mylib/other.py:rows"
as = "softmax"
axis = -1
rows = true
formats = ["float64"]
"""


def mistake_in(toml: str) -> ConfigMistake:
    """What is wrong with a configuration that must be refused."""
    with pytest.raises(ConfigMistake) as caught:
        read_config(toml)
    return caught.value


def check_with(line: str) -> str:
    """A configuration of one check with one more line."""
    return f'[[tool.stabcheck.check]]\nfunction = "m:f"\nas = "sigmoid"\n{line}\n'


def test_everything_that_is_said_is_read() -> None:
    """Every value arrives; what the table says holds for a check that says nothing else."""
    config = read_config(EVERYTHING)
    assert config is not None
    assert config.budget == "tests/budget.json"
    first, second = config.checks
    assert first == ConfiguredCheck(
        "mylib.losses:bce_with_logits",
        "mylib.losses:bce_with_logits",
        "bce_with_logits",
        {
            "formats": ("float32", "bfloat16"),
            "require": ("range", "absolute", "special"),
            "max_ulp": 4.0,
            "args": ("y", "x"),
            "approximates": 1e-7,
            "keywords": {"reduction": "none"},
        },
        expect_fail={"special": "masked rows give NaN by design", "wrong dtype": "float64 inside"},
    )
    assert second.options == {
        "formats": ("float64",),
        "require": ("range", "absolute", "special"),
        "max_ulp": 8.0,
        "axis": -1,
        "rows": True,
    }


def test_keys_are_the_options_of_a_check_in_the_units_it_takes() -> None:
    """Mebibytes become bytes; ``grad`` is the library's own autodiff, a name, or nothing."""
    lines = "timeout = 3\nmemory = 512\ngrad = true"
    config = read_config(check_with(lines))
    assert config is not None
    assert config.checks[0].options == {
        "timeout_seconds": 3.0,
        "memory_bytes": 512 << 20,
        "gradient": "autodiff",
    }
    for line, gradient in (("grad = false", None), ("grad = 'm:df'", "m:df")):
        config = read_config(check_with(line))
        assert config is not None
        assert config.checks[0].options == {"gradient": gradient}


def test_a_project_without_the_table_has_no_configuration() -> None:
    """Other tools' tables are none of ours; an empty table of ours is one."""
    assert read_config("[tool.ruff]\nline-length = 100\n") is None
    assert read_config("") is None
    assert read_config("[tool.stabcheck]\n") == Config(())


def test_arguments_may_be_one_text() -> None:
    """``args`` is a list, or names with commas as on the command line."""
    config = read_config(check_with('args = "y, x"'))
    assert config is not None
    assert config.checks[0].options == {"args": ("y", "x")}


@pytest.mark.parametrize(
    ("toml", "message", "hint"),
    [
        ("[tool.stabcheck]\nfromats = []\n", "no key 'fromats'", "closest: formats"),
        ("[tool.stabcheck]\nchecks = []\n", "no key 'checks'", "closest: check"),
        (check_with("max_ulp = 4"), "number 1 (m:f) has no key 'max_ulp'", "closest: max-ulp"),
        (check_with("max-ulp = 'four'"), "max-ulp of [[tool.stabcheck.check]] number 1", ""),
        (check_with("max-ulp = true"), "is true, and should be a finite number above 0", ""),
        (check_with("max-ulp = nan"), "is the number nan, and", ""),
        (check_with("max-ulp = inf"), "is the number inf, and", ""),
        (check_with("approximates = 0"), "is the number 0, and", ""),
        (check_with("approximates = 2"), "number 1 (m:f): the declared error", ""),
        (check_with("axis = 1.5"), "is the number 1.5, and should be a whole number", ""),
        (check_with("axis = false"), "is false, and should be a whole number", ""),
        (check_with("rows = 1"), "is the number 1, and should be true or false", ""),
        (check_with("sign = 2"), "should be 1 or -1", ""),
        (check_with("kw = 'x=1'"), "should be a table", ""),
        (check_with("memory = 0"), "should be a whole number of MiB above 0", ""),
        (check_with("against = ''"), "is the text '', and should be a text", ""),
        (check_with("grad = 1"), "should be true, false or a text", ""),
        (check_with("reduction = 'max'"), "should be one of mean, sum", ""),
        (check_with("args = []"), "is an empty list, and should be a list of names", ""),
        (check_with("args = 'y,,x'"), "should be a list of names", ""),
        (check_with("probes = 'x=s'"), "should be a list of texts", ""),
        (check_with("probes = [1]"), "should be a text", ""),
        (check_with("args = [1]"), "is a list of the number 1, and", ""),
        (check_with("timeout = 1979-05-27"), "is the date 1979-05-27, and", ""),
        (check_with("formats = ['flaot32']"), "should be some of float16", "closest: float32"),
        (check_with("require = ['rnage']"), "should be some of range", "closest: range"),
        (check_with("expect-fail = 'special'"), "should be a table such as", ""),
        (check_with("expect-fail = {specials = 'x'}"), "and not specials", "closest: special"),
        (check_with("expect-fail = {special = ' '}"), "with a reason for special", "why it is"),
        ("[[tool.stabcheck.check]]\nfunction = 'm:f'\n", "number 1 has no as", "it needs function"),
        ("[tool.stabcheck.check]\nfunction = 'm:f'\n", "check of [tool.stabcheck]", "two brackets"),
        ("[tool]\nstabcheck = 3\n", "[tool.stabcheck] is the number 3", ""),
        ("[tool.stabcheck\n", "it is not TOML: ", ""),
    ],
)
def test_a_mistake_is_one_sentence_with_its_place(toml: str, message: str, hint: str) -> None:
    """An unknown key names the closest one; a wrong value is told beside what it should be."""
    mistake = mistake_in(toml)
    assert message in mistake.message
    assert hint in mistake.hint
    assert "\n" not in mistake.message


def test_two_checks_of_one_function_need_two_names() -> None:
    """Reports and budgets tell checks apart by their names."""
    twice = check_with("") + check_with("axis = 0")
    mistake = mistake_in(twice)
    assert mistake.message == "two checks of [tool.stabcheck] are called m:f"
    assert "name = " in mistake.hint
    config = read_config(check_with("") + check_with("name = 'columns'\naxis = 0"))
    assert config is not None
    assert [check.name for check in config.checks] == ["m:f", "columns"]


def test_a_foreign_tool_entry_is_no_concern() -> None:
    """Whatever stands where ``tool`` should be a table, without ours there is nothing to read."""
    assert read_config("tool = 3\n") is None
