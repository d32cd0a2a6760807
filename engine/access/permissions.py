"""What an actor may be allowed to do. Roles grant permissions by name; every route declares the one it needs."""

from __future__ import annotations

from engine.base.text import Text, both

#: name → words. The name is what a role definition and an API token list.
PERMISSIONS: dict[str, Text] = {
    "read_values": both("查看指标、目标与灯号", "See indicators, targets and lights"),
    "compare_peers": both("查看本单位在全部同级中的名次（不含名称）", "See one's rank among all peers (no names)"),
    "read_incidents": both("查看预警及其消息", "See incidents and their messages"),
    "answer_incidents": both("确认、指派、处理与关闭预警", "Acknowledge, assign, act on and close incidents"),
    "silence_alerts": both("静默预警", "Silence alerts"),
    "manage_messages": both("查看全部送达记录并重发", "See all deliveries and send again"),
    "read_sources": both("查看数据源与加载记录", "See sources and their loads"),
    "run_jobs": both("手动取数和运行任务", "Pull data and run jobs by hand"),
    "read_refused": both("查看被拒收的数据行", "See refused rows"),
    "replay_refused": both("重新处理被拒收的数据行", "Replay refused rows"),
    "read_definitions": both("查看定义与版本", "See definitions and versions"),
    "edit_definitions": both("起草、预览定义", "Draft and preview definitions"),
    "publish_definitions": both("发布与回滚定义", "Publish and roll back definitions"),
    "approve_targets": both("批准目标计划", "Approve target plans"),
    "view_as": both("以他人身份查看", "View as somebody else"),
    "request_adjustments": both("提出数据调整", "Ask for adjustments of data"),
    "approve_adjustments": both("批准数据调整", "Approve adjustments of data"),
    "hold_meetings": both("保存例会快照", "Keep snapshots for meetings"),
    "write_comments": both("对数字发表评论", "Comment on numbers"),
    "fill_forms": both("填写表单", "Fill forms"),
    "read_submissions": both("查看表单提交与照片", "See submissions and photos"),
    "edit_submissions": both("更正表单提交", "Correct submissions"),
    "review_submissions": both("复核判定与申诉", "Review verdicts and appeals"),
    "read_scores": both("查看评分", "See scores"),
    "read_audit": both("查看审计日志", "See the audit log"),
    "manage_users": both("管理用户与岗位", "Manage users and posts"),
    "manage_tokens": both("管理自己的 API 令牌", "Manage one's own API tokens"),
    "read_jobs": both("查看任务运行情况", "See what ran and what is due"),
}

#: Groups of permissions in the order in which people look for them: (name, title, permissions).
_GROUPS: tuple[tuple[str, Text, tuple[str, ...]], ...] = (
    (
        "read",
        both("看数与跟进", "Figures and follow-up"),
        (
            "read_values",
            "compare_peers",
            "read_incidents",
            "answer_incidents",
            "silence_alerts",
            "write_comments",
            "hold_meetings",
        ),
    ),
    (
        "forms",
        both("表单与评分", "Forms and scores"),
        ("fill_forms", "read_submissions", "edit_submissions", "review_submissions", "read_scores"),
    ),
    (
        "data",
        both("数据", "Data"),
        ("read_sources", "run_jobs", "read_refused", "replay_refused", "request_adjustments", "approve_adjustments"),
    ),
    (
        "definitions",
        both("配置与目标", "Definitions and targets"),
        ("read_definitions", "edit_definitions", "publish_definitions", "approve_targets"),
    ),
    (
        "people",
        both("人员与系统", "People and system"),
        ("manage_users", "view_as", "read_audit", "read_jobs", "manage_messages", "manage_tokens"),
    ),
)


def grouped() -> list[tuple[str, Text, list[str]]]:
    """Every permission in a group; those that no group lists come last."""
    listed = {name for _, _, names in _GROUPS for name in names}
    rest = [name for name in PERMISSIONS if name not in listed]
    found = [(group, title, list(names)) for group, title, names in _GROUPS]
    return [*found, ("more", both("其他", "More"), rest)] if rest else found
