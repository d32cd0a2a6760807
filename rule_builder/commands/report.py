"""``navmark report``: the analysis of an incident in the terminal, and whether stored reports can be written again."""

from __future__ import annotations

import sys
from typing import Any

import click
import sqlalchemy as sa

from engine.storage.database import reading
from engine.storage.installation import opened
from engine.storage.tables import incident, report
from rule_builder.reporting import Verdict, verify

_VERDICTS: dict[str, dict[Verdict, str]] = {
    "zh": {
        "same": "一致：由存下的输入重写，逐字相同",
        "inputs_changed": "不一致：存下的输入与其摘要不符",
        "body_differs": "不一致：由同样的输入写出的内容不同",
        "older": "输入与摘要相符；由较早的版本写成，不逐字比较",
    },
    "en": {
        "same": "same: written again from its stored inputs, word for word",
        "inputs_changed": "NOT the same: the stored inputs do not match their hash",
        "body_differs": "NOT the same: the same inputs give other words",
        "older": "inputs match their hash; written by an earlier version, words not compared",
    },
}


@click.command("report", help="打印分析简报，或核对它能否由存下的输入重写 / Print an incident's report, or verify it.")
@click.argument("incident_id", required=False)
@click.option("--verify", "verifying", is_flag=True, help="Write it (without an incident: all) again and compare.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="Language of the words.")
def COMMAND(incident_id: str | None, verifying: bool, lang: str) -> None:
    """Exit status 1 where a report cannot be written again as it is stored."""
    if incident_id is None and not verifying:
        raise click.UsageError("哪个异常？/ which incident? (or --verify for all)")
    query = sa.select(incident.c.public_id, report.c.inputs, report.c.inputs_hash, report.c.body)
    query = query.join(incident, incident.c.id == report.c.incident_id).order_by(report.c.id)
    if incident_id is not None:
        query = query.where(incident.c.public_id == incident_id)
    bad = seen = 0
    with reading(opened()) as connection:
        for row in connection.execute(query):
            seen += 1
            if not verifying:
                click.echo("\n".join(_words(row.body, lang)))
                continue
            verdict = verify(row.inputs, row.inputs_hash, row.body)
            bad += verdict in ("inputs_changed", "body_differs")
            click.echo(f"{row.public_id}  {row.inputs_hash[:16]}  {_VERDICTS[lang][verdict]}")
    if incident_id is not None and not seen:
        raise click.ClickException(f"没有该异常的简报 / no report of incident {incident_id}")
    if bad:
        sys.exit(1)


def _words(body: dict[str, Any], lang: str) -> list[str]:
    found: list[str] = []
    for section in body["sections"]:
        found += ["", section["title"][lang], *(f"  {line[lang]}" for line in section["lines"])]
    return found[1:]
