"""``navmark try``: a stream that no line can break."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from click.testing import CliRunner

from engine.commands.try_ import command, playgrounds


def _try(what: str, lines: bytes) -> list[dict[str, Any]]:
    result = CliRunner().invoke(command, [what], input=lines, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout_bytes.splitlines()]


def test_a_template_a_schedule_and_an_address() -> None:
    assert _try("template", '{"input": "门店 {{ a|percent }}", "values": {"a": 0.8125}}'.encode()) == [
        {"value": "门店 81.3%"}
    ]
    window = '"after": "2026-11-22T23:59:00Z", "until": "2026-11-23T00:00:00Z"'
    line = f'{{"cron": "0 8 * * *", "tz": "Asia/Shanghai", {window}}}'.encode()
    assert _try("schedule", line) == [{"value": ["2026-11-23T00:00:00Z"]}]
    assert _try("url", b'{"input": "http://169.254.169.254/latest"}')[0]["refused"]["code"] == "N605"


BROKEN = [
    b"{", b"[]", b"5", b"null", b'"x"', b"nonsense", b"\xff\xfe{}", b'{"input": NaN}', b"[" * 100_000, b'{"input": 5}',
    b'{"input": "{{ a }}", "values": []}', b"{}" + b" " * 1_100_000,
]  # fmt: skip


@pytest.mark.parametrize("what", ["template", "schedule", "url"])
def test_broken_lines_are_refused_and_the_stream_goes_on(what: str) -> None:
    good = {
        "template": b'{"input": "ok"}',
        "schedule": b'{"cron": "0 8 * * *", "tz": "UTC", '
        b'"after": "2026-11-23T00:00:00Z", "until": "2026-11-23T08:00:00Z"}',
        "url": b'{"input": "http://192.0.2.1"}',
    }[what]
    answers = _try(what, b"\n".join([*BROKEN, b"", b"   ", good, b"{"]) + b"\n")
    assert len(answers) == len(BROKEN) + 2
    assert all("refused" in answer for answer in answers[: len(BROKEN)])
    assert all(set(answer) <= {"value", "refused", "more"} for answer in answers)
    assert answers[-1]["refused"]["message"]["en"] == "the line is not JSON"


def test_a_lone_surrogate_comes_back_as_it_came() -> None:
    raw = CliRunner().invoke(command, ["template"], input=b'{"input": "{{ a }}", "values": {"a": "\\ud800x"}}')
    assert json.loads(raw.stdout_bytes) == {"value": "x"}


def test_an_unknown_name_is_a_usage_error_with_the_nearest() -> None:
    result = CliRunner().invoke(command, ["tempalte"])
    assert result.exit_code == 2
    assert 'did you mean "template"?' in result.output


def test_everything_there_is_to_try() -> None:
    assert {"expression", "template", "schedule", "url"} <= set(playgrounds())


def test_answers_come_line_by_line() -> None:
    program = "from engine.commands.try_ import command; command()"
    with subprocess.Popen(
        [sys.executable, "-c", program, "template"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for n in range(3):
            process.stdin.write(b'{"input": "%d"}\n' % n)
            process.stdin.flush()
            assert json.loads(process.stdout.readline()) == {"value": str(n)}
        process.stdin.close()
