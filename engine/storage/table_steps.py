"""What has to be done to a dataset's tables so that they hold a definition: decided here, done by ``dataset_tables``.

Pure but for asking whether the table has rows. The same decision is what an editor shows before anybody publishes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from engine.base.issue import Issue
from engine.base.text import Text, both

Role = Literal["table", "column", "measure"]
Action = Literal["make", "make_again", "add", "retype", "rename", "show", "hide", "refuse"]
#: name, type, former names
Column = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True)
class TableStep:
    """``old``: the row of ``dataset_column`` it is about. ``issue``: why a refused one would lose data."""

    action: Action
    role: Role
    name: str
    type: str = ""
    old: Any = None
    issue: Issue | None = None

    @property
    def loses(self) -> bool:
        """Whether publishing is refused because of it."""
        return self.issue is not None

    def words(self) -> Text:
        """What happens, in words."""
        if self.issue is not None:
            return self.issue.message
        name, was = self.name, str(self.old.name) if self.old is not None else ""
        match self.action, self.role:
            case "make", _:
                return both("新建一张表", "a new table is made")
            case "make_again", _:
                return both(
                    "业务键变了，表还没有数据：重建", "the key has changed and the table is empty: it is made again"
                )
            case "add", "column":
                return both(f"增加一列 {name}，已有的行里为空", f"column {name} is added, empty in the rows there are")
            case "add", _:
                return both(f"增加汇总 {name}，从明细重算", f"the sum {name} is added and worked out from the rows")
            case "retype", "column":
                return both(f"列 {name} 换类型（还没有数据）", f"column {name} changes its type (there is no data yet)")
            case "retype", _:
                return both(
                    f"汇总 {name} 换类型，从明细重算", f"the sum {name} changes its type and is worked out again"
                )
            case "rename", _:
                return both(f"{was} 改名为 {name}，数据保留", f"{was} is renamed to {name}; its data is kept")
            case "show", _:
                return both(f"{name} 重新启用，原有数据还在", f"{name} comes back with the data it had")
            case "hide", "column":
                return both(
                    f"列 {name} 不再使用：数据保留，不再显示",
                    f"column {name} is no longer used: its data is kept, hidden",
                )
            case _:
                return both(f"汇总 {name} 不再计算", f"the sum {name} is no longer worked out")


def table_steps(
    dataset: str,
    row: Any | None,
    known: Mapping[tuple[str, str], Any],
    columns: Sequence[Column],
    key: Sequence[str],
    sums: Sequence[tuple[str, str]],
    empty: Callable[[], bool],
) -> list[TableStep]:
    """``row``, ``known``: what ``dataset_table`` and ``dataset_column`` (by role and name) say; None: no table."""
    if row is None:
        return [TableStep("make", "table", dataset)]
    typed = {name: kind for name, kind, _ in columns}
    if [[name, typed[name]] for name in key] != row.shape["key"]:
        if empty():
            return [TableStep("make_again", "table", dataset)]
        words = both(f"数据集 {dataset} 已有数据，业务键不能更改", f"dataset {dataset} has data: its key cannot change")
        return [TableStep("refuse", "table", dataset, issue=Issue("N911", words, "$.key"))]
    found: list[TableStep] = []
    kept: set[tuple[str, str]] = set()
    wanted: list[tuple[Role, str, str, tuple[str, ...]]] = [("column", *column) for column in columns]
    wanted += [("measure", name, kind, ()) for name, kind in sums]
    for role, name, kind, aliases in wanted:
        old = known.get((role, name)) or next((known[(role, a)] for a in aliases if (role, a) in known), None)
        if old is None:
            found.append(TableStep("add", role, name, kind))
            continue
        kept.add((role, str(old.name)))
        if old.type != kind and role == "column" and not empty():
            found.append(TableStep("refuse", role, name, kind, old, _type_issue(dataset, name, str(old.type), kind)))
        elif old.type != kind:
            found.append(TableStep("retype", role, name, kind, old))
        elif old.name != name:
            found.append(TableStep("rename", role, name, kind, old))
        elif old.dropped:
            found.append(TableStep("show", role, name, kind, old))
    for place, old in sorted(known.items()):
        if place not in kept and not old.dropped:
            found.append(
                TableStep("hide", "column" if place[0] == "column" else "measure", place[1], str(old.type), old)
            )
    return found


def _type_issue(dataset: str, name: str, was: str, kind: str) -> Issue:
    words = both(
        f"数据集 {dataset} 的列 {name} 已有数据，类型不能由 {was} 改为 {kind}",
        f"dataset {dataset}, column {name}: has data, its type cannot change from {was} to {kind}",
    )
    hint = both("请新增一列，改完映射后重放", "add a column, change the mapping and replay")
    return Issue("N910", words, f"$.columns[{name}].type", hint=hint)
