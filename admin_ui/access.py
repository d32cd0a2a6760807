"""Every view says who may call it; an app with a view that says nothing does not start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask

from engine.access.permissions import PERMISSIONS

View = TypeVar("View", bound=Callable[..., Any])

#: Marks of views that need no permission by name.
PUBLIC, SIGNED_IN = "public", "signed in"
_MARK = "navmark_access"


def needs(permission: str) -> Callable[[View], View]:
    """The view is for actors with this permission. Raises ValueError for a permission that does not exist."""
    if permission not in PERMISSIONS:
        raise ValueError(f"there is no permission {permission!r}")
    return lambda view: _marked(view, permission)


def signed_in(view: View) -> View:
    """The view is for everybody who has signed in: it shows or changes only what is one's own."""
    return _marked(view, SIGNED_IN)


def public(view: View) -> View:
    """The view is for everybody, signed in or not."""
    return _marked(view, PUBLIC)


def access_of(view: Callable[..., Any]) -> str | None:
    """A permission, ``PUBLIC``, ``SIGNED_IN``, or None where nothing was said."""
    return getattr(view, _MARK, None)


def require_declared(app: Flask) -> None:
    """Raises RuntimeError naming every route whose view declares no access."""
    silent = sorted(
        f"{','.join(sorted(rule.methods or ()))} {rule.rule}"
        for rule in app.url_map.iter_rules()
        if access_of(app.view_functions[rule.endpoint]) is None
    )
    if silent:
        raise RuntimeError("these routes declare no permission (@needs, @signed_in or @public): " + "; ".join(silent))


def _marked(view: View, access: str) -> View:
    setattr(view, _MARK, access)
    return view
