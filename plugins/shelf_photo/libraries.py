"""OpenCV, NumPy and the text reader, loaded when first asked for: the core runs where they are not installed."""

from __future__ import annotations

import importlib
import os
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from engine.base.text import both
from form_builder.checks.contract import Reason, Verdict

VERSION = "0.1.0"
_NAMES = ("opencv-python-headless", "rapidocr", "onnxruntime")


class NoLibrary(RuntimeError):
    """A library that looking needs is not installed."""


@cache
def cv() -> Any:
    """OpenCV with one thread (each check has a process of its own) and a fixed seed. Raises NoLibrary."""
    found = _load("cv2")
    found.setNumThreads(1)
    found.ocl.setUseOpenCL(False)
    found.setRNGSeed(0)
    return found


@cache
def np() -> Any:
    """NumPy, with one thread where it is loaded here: its threads wait busily, and several processes with as many each
    take ten times as long as one. Raises NoLibrary."""
    return _load("numpy")


def _load(name: str) -> Any:
    for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(threads, "1")
    try:
        return importlib.import_module(name)
    except ImportError as fault:
        raise NoLibrary(name) from fault


@cache
def model(check: str) -> str:
    """What looked, for the record: the check, its version and those of the libraries."""
    parts = []
    for name in _NAMES:
        try:
            parts.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            parts.append(f"{name} —")
    return f"{check} {VERSION} ({', '.join(parts)})"


def nothing_to_look_with(check: str) -> Verdict:
    """For an installation without the extra: people have to look."""
    text = both(
        "服务器没有安装看照片所需的组件，请人工查看；管理员可运行 pip install 'navmark[vision]'",
        "what looks at photos is not installed here: people have to look; an administrator may run "
        "pip install 'navmark[vision]'",
    )
    return Verdict("uncertain", None, (Reason("no_library", text, "uncertain"),), f"{check} {VERSION}")
