"""Connector json_lines: one JSON object a line, one file a day, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator

from connectors.call import Ask
from connectors.contract import Connector, Page, Run
from connectors.fields import SECRET, field, group
from connectors.records import Record
from connectors.window import said
from engine.base.issue import Issue
from engine.base.text import both


def pages(run: Run) -> Iterator[Page]:
    """One page for every day of the window; a line that is no object is kept with its reason, never dropped."""
    with run.http() as http:
        for span in run.spans:
            for day in span.chunks(1) if span else [None]:
                config = run.source.connection
                url = run.fill(config["base_url"]) + said(config["file"], day, run.zone, run.cutoff_hours)
                key = {"X-Key": run.fill(config["key"])}
                text = http.send(Ask(url, credentials=key)).body.decode("utf-8")
                records = tuple(_record(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip())
                yield Page((records,) * len(run.source.into))


def _record(number: int, line: str) -> Record:
    try:
        found = json.loads(line)
        if not isinstance(found, dict):
            raise ValueError("no object")
    except ValueError:
        words = both(f"第 {number} 行不是 JSON 对象", f"line {number} is no JSON object")
        return Record.of({"line": number, "text": line}, [Issue("N630", words)])
    return Record.of(found)


CONNECTOR = Connector(
    "json_lines",
    both("JSON 行文件", "Files of JSON lines"),
    pages,
    connection=group(
        ["base_url", "file", "key"],
        base_url=field(
            "地址 / Address", "可用部署设置。", "May hold a setting.", "{NAVMARK_SOURCE_TILL_URL}", type="string"
        ),
        file=field("文件 / File", "每天一个文件。", "One file a day.", "/{window.from:%Y%m%d}.jsonl", type="string"),
        key=field("密钥 / Key", "密钥库中的名字。", "Its name in the secret store.", {"secret": "till_key"}, **SECRET),
    ),
)
