"""What the doors answer when something must not be seen or done."""

from __future__ import annotations

from engine.base.issue import Issue, IssueError
from engine.base.text import both, pick


class AccessError(IssueError):
    """Not there, or not for this actor: the two are told in the same words, so that nothing can be probed."""


class ForbiddenError(AccessError):
    """The actor may know of it but lacks a permission."""


_NOT_FOUND = Issue("N804", both("没有找到，或不在您的权限范围内", "Not found, or not within your scope"))


def not_found() -> AccessError:
    """The one answer for missing and foreign things."""
    return AccessError([_NOT_FOUND])


def forbidden(permission: str) -> ForbiddenError:
    """The actor's roles and token do not grant ``permission``."""
    from engine.access.permissions import PERMISSIONS

    words = PERMISSIONS[permission]
    return ForbiddenError(
        [Issue("N803", both(f"您没有权限：{pick(words, 'zh')}", f"You are not permitted to: {pick(words, 'en')}"))]
    )
