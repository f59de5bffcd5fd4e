"""``python -m stabcheck`` is the command line."""

from __future__ import annotations

from stabcheck.cli.main import main

main()
