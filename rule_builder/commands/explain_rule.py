"""``navmark explain-rule``: why a rule did or did not fire for a unit on a day."""

from __future__ import annotations

from datetime import datetime, timedelta

import click

from engine.base import clock
from engine.base.issue import Issue, IssueError
from engine.base.text import both, pick
from engine.cli import language
from engine.definitions.release import Release, current_release
from engine.org import units_on
from engine.storage.database import reading
from engine.storage.installation import opened
from rule_builder.cases.series import Stand
from rule_builder.cases.words import STATES, figure_words
from rule_builder.explain import Explained, explain
from rule_builder.explain_record import Record, record_of
from rule_builder.kinds.rule.model import RuleModel


@click.command("explain-rule", help="为什么触发或没有触发 / Why a rule did or did not fire for a unit on a day.")
@click.argument("rule")
@click.argument("unit")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]), required=False)
def COMMAND(rule: str, unit: str, day: datetime | None) -> None:
    """RULE: its name. UNIT: code of an org unit. DAY: a business day, by default yesterday."""
    with reading(opened()) as connection:
        release = current_release(connection)
        if release is None:
            raise IssueError([Issue("N810", both("尚未发布任何定义", "nothing has been published yet"))])
        last = day.date() if day else clock.today(release.app.time_zone) - timedelta(days=1)
        model = _rule(release, rule)
        place = units_on(connection, last).by_code.get(unit)
        found = explain(connection, release, model, place.id, last) if place else None
        if place is None or found is None:
            words = both(f"规则不观察单元 “{unit}”", f'the rule does not watch a unit "{unit}"')
            raise IssueError([Issue("N861", words)])
        record = record_of(connection, release, found, place)
    for line in _lines(found, record, unit, language()):
        click.echo(line)


def _rule(release: Release, name: str) -> RuleModel:
    found: RuleModel | None = release.find("rule", name)
    if found is None:
        raise IssueError([Issue("N202", both(f"没有规则 “{name}”", f'there is no rule "{name}"'))])
    return found


def _lines(found: Explained, record: Record, unit: str, lang: str) -> list[str]:
    zh = lang == "zh"
    lines = [f"{found.rule.name} @ {unit} {found.day}: {pick(found.summary, lang)}"]
    for one in found.days:
        figure = pick(figure_words(one.fact, found.direction), lang)
        mark = "*" if one.counted else " "
        again = record.corrections.get(one.fact.day)
        more = "" if again is None else f"  ({'更正于' if zh else 'corrected'} {again:%Y-%m-%d %H:%M}Z)"
        lines.append(f"  {mark} {one.fact.day}  {figure:>10}  {pick(one.words, lang)}{more}")
    counted = (found.before, found.after)
    before, after = (Stand(one.name, one.count, one.needed) for one in counted)
    lines.append(f"  {_state(before, lang)} → {_state(after, lang)}")
    if record.run is None:
        lines.append("  这一天没有评估过" if zh else "  the day was never evaluated")
    else:
        lines.append(f"  {record.run.at:%Y-%m-%d %H:%M}Z {pick(record.run.words, lang)}, release {record.run.release}")
    if record.differs is not None:
        lines.append(f"  {'与记录不同' if zh else 'the record says otherwise'}: {pick(record.differs, lang)}")
    for said in record.said:
        told = ("已通知" if zh else "told") if said.told else ("未通知" if zh else "not told")
        lines.append(
            f"  {said.at:%Y-%m-%d %H:%M}Z {told} {said.purpose}: {pick(said.words, lang) if said.words else said.why}"
        )
    return lines


def _state(stand: Stand, lang: str) -> str:
    counts = stand.state in ("pending", "recovering")
    return pick(STATES[stand.state], lang) + (f" {stand.count}/{stand.needed}" if counts else "")
