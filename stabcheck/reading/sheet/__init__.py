"""Whole sheets: Markdown or LaTeX in, a verdict on every equality out."""

from stabcheck.reading.sheet.check import check_sheet
from stabcheck.reading.sheet.result import Misprint, Remark, SheetItem, SheetResult

__all__ = ["Misprint", "Remark", "SheetItem", "SheetResult", "check_sheet"]
