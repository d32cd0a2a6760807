"""What WeCom's error codes mean for a message, in plain words. Judged by ``errcode``, never by ``errmsg``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rule_builder.channels.contract import Outcome, Reached

#: The access token is no longer valid: fetch another and try once more.
TOKEN = frozenset({40001, 40014, 42001})
#: Too many calls: certainly not delivered.
LATER = frozenset({45009, 45033, 45011})
#: Nothing that waiting would change; somebody has to act.
REFUSED = {
    81013: "no such member, or outside the application's visible range (应用可见范围): check the address",
    60020: "this machine's IP is not on the application's list of trusted IPs (企业可信IP)",
    48001: "the application has no right to send messages (接口权限)",
    40056: "the agent_id is not right",
    41011: "the agent_id is missing",
    301002: "the application has no right to use this agent_id",
}
#: Wrong set-up of the installation, found when the token is fetched: nothing has left, it may be mended any time.
SETUP = {
    40001: "WeCom does not accept the application's secret",
    40013: "WeCom does not know the corp_id",
    40091: "WeCom does not accept the application's secret",
    60020: REFUSED[60020],
}
SETUP_WAIT, LATER_WAIT, BUSY_WAIT = 300.0, 60.0, 10.0


def outcome_of(answer: Mapping[str, Any], address: str) -> Outcome:
    """The outcome of ``message/send`` for one member; token errors are the caller's matter."""
    code = _code(answer)
    said = str(answer.get("errmsg", ""))[:200]
    if code == 0:
        reached: dict[str, Reached] = {address: "delivered"}
        reached |= dict.fromkeys(_listed(answer, "unlicenseduser"), "unlicensed")
        reached |= dict.fromkeys(_listed(answer, "invaliduser"), "invalid")
        return Outcome("delivered", reached, "0", str(answer.get("msgid", ""))[:100])
    if code == -1:  # "system busy": asked to try again, and not told whether it had arrived
        return Outcome("unknown", code="-1", detail="WeCom is busy", retry_after=BUSY_WAIT)
    if code in LATER:
        return Outcome("retry", code=str(code), detail="WeCom limits the rate of calls", retry_after=LATER_WAIT)
    if code in TOKEN:
        return Outcome("retry", code=str(code), detail="WeCom does not accept a new token", retry_after=LATER_WAIT)
    if code is None:
        return Outcome("unknown", detail="the answer holds no errcode")
    words = REFUSED.get(code, f"WeCom refused it: {said}")
    return Outcome("refused", {address: "invalid"} if code == 81013 else {}, str(code), f"{code}: {words}")


def _code(answer: Mapping[str, Any]) -> int | None:
    code = answer.get("errcode")
    return code if isinstance(code, int) and not isinstance(code, bool) else None


def _listed(answer: Mapping[str, Any], key: str) -> list[str]:
    value = answer.get(key)
    return [part for part in value.split("|") if part] if isinstance(value, str) else []
