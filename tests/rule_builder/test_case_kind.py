"""Kind case: good cases pass, and every mistake is one issue with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.testing.kind_cases import case_files, faults_of_bad_case, run_case
from rule_builder.kinds.case import KIND


@pytest.mark.parametrize("file", case_files(KIND, "good"), ids=lambda file: file.stem)
def test_good(file: Path) -> None:
    assert run_case(file) == []


@pytest.mark.parametrize("file", case_files(KIND, "bad"), ids=lambda file: file.stem)
def test_bad(file: Path) -> None:
    assert faults_of_bad_case(file) == []
