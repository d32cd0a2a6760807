"""What ``./run`` installs is what ``pyproject.toml`` asks for: a fresh clone has every package its tests import."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
WANTED = {
    "requirements.lock": PROJECT["dependencies"],
    "requirements-dev.lock": PROJECT["optional-dependencies"]["dev"],
    "requirements-vision.lock": PROJECT["optional-dependencies"]["vision"],
}


def locked(*names: str) -> dict[str, str]:
    lines = [line for name in names for line in (ROOT / name).read_text().splitlines() if "==" in line]
    return {canonicalize_name(line.partition("==")[0]): line.partition("==")[2] for line in lines}


@pytest.mark.parametrize("name", WANTED)
def test_every_declared_package_is_locked(name: str) -> None:
    found = locked("requirements.lock", name)
    wanted = [Requirement(text) for text in WANTED[name]]
    wrong = [str(one) for one in wanted if found.get(canonicalize_name(one.name), "") not in one.specifier]
    missing = [one.name for one in wanted if canonicalize_name(one.name) not in found]
    assert (missing, wrong) == ([], [])
