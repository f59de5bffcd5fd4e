"""The tutorial on pages is followed to the letter, and ends with a page that holds."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "docs"))

from samples import stable  # noqa: E402 - by the path above
from tutorial import TUTORIAL, followed, grown  # noqa: E402 - likewise

TEXT = TUTORIAL.read_text(encoding="utf-8")
SHOWN = re.findall(r"```console\n\$ ([^\n]*)\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.slow
def test_each_step_shows_what_the_command_prints() -> None:
    """The files grow block by block, and each command is run where it stands."""
    today = list(followed(TEXT))
    assert [command for command, _ in today] == [command for command, _ in SHOWN]
    for (command, now), (_, shown) in zip(today, SHOWN, strict=True):
        assert stable(now) == stable(shown), f"{command} is stale: make picture"
    assert "4 unexpected" in SHOWN[3][1]
    assert "all as expected" in SHOWN[-2][1]


def test_no_block_escapes() -> None:
    """Every block is a step; the catalogue has no such page yet."""
    assert TEXT.count("\n```") == 2 * (len(SHOWN) + TEXT.count("```python"))
    assert not list((ROOT / "stabcheck" / "catalogue").rglob("*sqrt1pm1*"))


def test_a_block_is_added_or_takes_the_place_of_a_name() -> None:
    """What is replaced is one statement; a block without a file, and a name that is not there."""
    path, text = grown("a = 1\nb = [\n    2,\n]\nc = 3\n", "# x.py, in place of b\nb = 4\n")
    assert (path, text) == ("x.py", "a = 1\nb = 4\nc = 3\n")
    assert grown(text, "# x.py\nd = 5\n") == ("x.py", text + "\n\nd = 5\n")
    with pytest.raises(ValueError, match=r"nothing in x\.py makes z"):
        grown(text, "# x.py, in place of z\nz = 4\n")
    with pytest.raises(ValueError, match="no file is named"):
        grown(text, "z = 4\n")
