"""Every type of field can be filled in on the phone: a type is one file there too."""

from __future__ import annotations

from pathlib import Path

from form_builder.fields.contract import field_types

FIELDS = Path(__file__).parents[2] / "admin_ui/web/src/phone/fill/fields"


def test_every_type_of_field_is_on_the_phone() -> None:
    here = {file.stem for file in FIELDS.glob("*.tsx")}
    assert here == set(field_types())
