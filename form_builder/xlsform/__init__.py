"""XLSForm files (ODK, Kobo, 问卷表格) → a form definition, and a list of what could not be carried over."""

from form_builder.xlsform.carry import Imported, import_xlsform

__all__ = ["Imported", "import_xlsform"]
