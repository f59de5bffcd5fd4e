"""The Coq that the tests of certificates ask, where there is one."""

from __future__ import annotations

import pytest

from stabcheck.certificate import Coq, CoqMissing

try:
    COQ: Coq | None = Coq.installed()
    WHY_NOT = ""
except CoqMissing as missing:
    COQ, WHY_NOT = None, str(missing)

with_coq = pytest.mark.skipif(COQ is None, reason=WHY_NOT)
