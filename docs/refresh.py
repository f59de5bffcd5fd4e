"""Draws the README's picture and refreshes its samples, from what stabcheck prints today."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from picture import PICTURE, draw  # beside this file
from project import PAGE, refreshed_page  # beside this file
from samples import README, refreshed  # beside this file
from tutorial import TUTORIAL, refreshed_tutorial  # beside this file

PICTURE.write_text(draw(), encoding="utf-8")
README.write_text(refreshed(README.read_text(encoding="utf-8")), encoding="utf-8")
PAGE.write_text(refreshed_page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
TUTORIAL.write_text(refreshed_tutorial(TUTORIAL.read_text(encoding="utf-8")), encoding="utf-8")
print(f"refreshed {PICTURE.name}, {README.name}, {PAGE.name} and {TUTORIAL.name}")
