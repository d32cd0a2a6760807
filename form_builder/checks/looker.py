"""A process that looks, as seen from the one that asks: started when it is first needed, kept warm (models load once),
killed and replaced when it is too slow, dies, or says what is no verdict."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from engine.base import clock
from engine.base.issue import Issue
from engine.base.text import both
from form_builder.checks.contract import Ask, PhotoCheck, Verdict
from form_builder.checks.frames import BrokenPipeline, Frame, Pipe, TooSlow, pack
from form_builder.checks.spoken import BrokenContract, heard

INSTALLED = "form_builder.checks.contract:photo_checks"
STARTING = 60.0  # seconds that a fresh process may take to be ready
LOADING = 30.0  # seconds that its first look may take beyond the check's own time: models are loaded
_ROOT = Path(__file__).parents[2]
_KEPT = ("PATH", "LANG", "SYSTEMROOT", "HOME", "TMPDIR")  # of the environment; no setting of ours, and so no key


class LookFault(Exception):
    """No verdict came; ``issue`` says why (N746 too slow, N747 died, N748 raised, N749 not installed, N750 no verdict,
    or what the check itself says)."""

    def __init__(self, issue: Issue) -> None:
        self.issue = issue
        super().__init__(issue.line_of_text())


class Looker:
    """One process for one check; for one thread at a time. ``threads``: how many cores it may count on."""

    def __init__(
        self, check: PhotoCheck, *, source: str = INSTALLED, threads: int = 1, loading: float = LOADING
    ) -> None:
        self.check, self.used_at = check, clock.monotonic()
        self._source, self._threads, self._loading = source, threads, loading
        self._child: subprocess.Popen[bytes] | None = None
        self._pipe: Pipe | None = None
        self._errors: Any = None

    @property
    def process(self) -> int | None:
        """The id of its process, while there is one."""
        return self._child.pid if self._child is not None else None

    def look(self, ask: Ask, beat: Callable[[], None] = lambda: None) -> Verdict:
        """What the check says of a picture; ``beat`` is called about every second. Raises LookFault.

        What ``beat`` raises ends the look and the process with it.
        """
        seconds = self.check.seconds
        try:
            fresh = self._child is None or self._child.poll() is not None
            if fresh:
                self._start(beat)
            seconds += self._loading if fresh else 0.0
            return self._ask(ask, clock.monotonic() + seconds, beat)
        except TooSlow:
            self.close()
            raise _fault("N746", f"{seconds:g} 秒内没有结果", f"no result within {seconds:g} s") from None
        except BrokenPipeline as error:
            raise self._death(error) from None
        except LookFault as fault:
            if fault.issue.code in _REPLACED:
                self.close()
            raise
        except BaseException:
            self.close()
            raise
        finally:
            self.used_at = clock.monotonic()

    def close(self) -> None:
        """Ends the process, whatever it is doing."""
        child, self._child, self._pipe = self._child, None, None
        if child is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        for stream in (child.stdin, child.stdout, self._errors):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        self._errors = None

    def _start(self, beat: Callable[[], None]) -> None:
        self.close()
        environment = {key: os.environ[key] for key in _KEPT if key in os.environ}
        environment |= {"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1", "MALLOC_ARENA_MAX": "2"}
        environment |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), str(self._threads))
        memory = self.check.megabytes * 1_000_000
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (lives as long as the process)
        self._child = subprocess.Popen(
            [sys.executable, "-m", "form_builder.checks.child", self.check.name, str(memory), self._source],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            cwd=_ROOT,
            env=environment,
            start_new_session=True,
            bufsize=0,
        )
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._pipe = Pipe(self._child.stdout.fileno(), self._child.stdin.fileno())
        head, _ = self._pipe.receive(clock.monotonic() + STARTING, beat)
        if head.get("ready") is not True:
            raise _told("N749", "判定插件无法载入", "the check cannot be loaded", head.get("missing"))

    def _ask(self, ask: Ask, until: float, beat: Callable[[], None]) -> Verdict:
        assert self._pipe is not None
        self._pipe.send(pack(_head(ask, self.check.seconds), [ask.picture]), until, beat)
        allowed = {one.photo for one in ask.earlier}
        while True:
            head, blobs = self._pipe.receive(until, beat)
            if "picture_of" not in head:
                return _verdict((head, blobs))
            photo = head["picture_of"]
            found = ask.picture_of(photo) if photo in allowed else None
            self._pipe.send(pack({}, [] if found is None else [found]), until, beat)

    def _death(self, error: BrokenPipeline) -> LookFault:
        """How it ended: its exit code and the last thing it wrote."""
        code: int | None = None
        if self._child is not None:
            with suppress(subprocess.TimeoutExpired):
                code = self._child.wait(2)
        last = ""
        if self._errors is not None:
            self._errors.seek(0)
            lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
            last = lines[-1][:300] if lines else ""
        self.close()
        how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}" if code else str(error)
        return _fault(
            "N747", f"判定进程意外结束（{how}）{last}", f"the process that looks ended ({how}) {last}".strip()
        )


#: After these a new process is started: what is in the old one cannot be trusted. An issue of the check's own is none.
_REPLACED = frozenset({"N746", "N748", "N749", "N750"})


def verdict_of(said: dict[str, Any], marked: bytes | None) -> Verdict:
    """A verdict that was looked at. Raises LookFault (N750)."""
    try:
        return heard(said, marked)
    except BrokenContract as error:
        raise _fault("N750", f"判定插件的回答不合约定：{error}", f"the check broke its contract: {error}") from None


def _verdict(frame: Frame) -> Verdict:
    head, blobs = frame
    if "issue" in head:
        raise LookFault(_issue(head["issue"]))
    if "raised" in head:
        raise _told("N748", "判定插件出错", "the check failed", head["raised"])
    if not isinstance(head.get("verdict"), dict):
        raise _fault("N750", "判定插件的回答不合约定", "the check broke its contract")
    return verdict_of(head["verdict"], blobs[0] if blobs else None)


def _head(ask: Ask, seconds: float) -> dict[str, Any]:
    earlier = [
        {
            "photo": one.photo,
            "remembered": one.remembered,
            "taken_at": one.taken_at and one.taken_at.isoformat(),
            "same_unit": one.same_unit,
        }
        for one in ask.earlier
    ]
    asked = {"standard": ask.standard, "options": dict(ask.options), "earlier": earlier, "seconds": seconds}
    return asked | {"taken_at": ask.taken_at and ask.taken_at.isoformat()}


def _issue(said: Any) -> Issue:
    try:
        words = both(str(said["message"]["zh"])[:500], str(said["message"]["en"])[:500])
        return Issue(str(said["code"])[:8], words)
    except (TypeError, KeyError):
        return _fault("N750", "判定插件的回答不合约定", "the check broke its contract").issue


def _told(code: str, zh: str, en: str, said: Any) -> LookFault:
    what = f"{said.get('type')}: {said.get('text')}" if isinstance(said, dict) else ""
    return _fault(code, f"{zh}（{what}）", f"{en} ({what})")


def _fault(code: str, zh: str, en: str) -> LookFault:
    return LookFault(Issue(code, both(zh, en)))
