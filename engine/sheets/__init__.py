"""Tables that people bring: CSV and Excel files as they are found in offices, read into headers and rows of text."""

from engine.sheets.bounded import read_tables
from engine.sheets.model import Sheet

#: The media type of an Excel workbook.
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

__all__ = ["XLSX", "Sheet", "read_tables"]
