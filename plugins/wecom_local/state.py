"""What the local WeCom knows and does: tokens, members, limits, the duplicate check, and faults on demand."""

from __future__ import annotations

import json
import secrets
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from engine.base import canonical, clock
from plugins.wecom_local.calling import Calling
from plugins.wecom_local.message import Refused, SentMessage, read_message, read_robot

TOKEN_SECONDS = 7200
PER_MINUTE, PER_HOUR, ROBOT_PER_MINUTE = 30, 1000, 20
Answer = dict[str, Any]
#: "busy" (-1), "rate" (45009), "revoked" (all tokens die, so 42001), "lost" (worked on, then no answer),
#: "noise" (not worked on, and the answer is none)
FAULTS = ("busy", "rate", "revoked", "lost", "noise")


class LostAnswer(Exception):
    """The request was worked on; the connection is closed without a word."""


def error(code: int, words: str, **more: Any) -> Answer:
    """An answer with an error code."""
    return {"errcode": code, "errmsg": words, **more}


@dataclass
class State:
    """One corp with its applications (agent id → secret). ``members``: who exists; None = everybody.

    ``faults`` are used up one by one, one per call of message/send; ``fault_of`` may choose one freely instead.
    """

    corp_id: str
    agents: Mapping[int, str]
    members: frozenset[str] | None = None
    unlicensed: frozenset[str] = frozenset()
    store: Path | None = None
    now: Callable[[], datetime] = clock.now
    faults: deque[str] = field(default_factory=deque)
    fault_of: Callable[[int], str | None] | None = None
    received: list[dict[str, Any]] = field(default_factory=list)  # delivered to a member's phone
    calls: list[dict[str, Any]] = field(default_factory=list)  # every call of message/send and its errcode
    tokens_given: int = 0
    robots: Mapping[str, str] = field(default_factory=dict)  # key of a group's robot → the group's name
    calling: Calling | None = None  # whom to call when a button is pressed

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._tokens: dict[str, tuple[int, float]] = {}  # token → (agent, end)
        self._seen: dict[str, tuple[float, str]] = {}  # hash of a request → (when, msgid)
        self._times: dict[str, deque[float]] = {}  # what each member got, when
        if self.store is not None and self.store.exists():
            for line in self.store.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                self.received.append(row)
                if "hash" in row:
                    self._seen[row["hash"]] = (datetime.fromisoformat(row["at"]).timestamp(), row["msgid"])

    def token(self, corp_id: str, secret: str) -> Answer:
        """``gettoken``: the same token as long as it holds, as WeCom does."""
        with self._lock:
            if corp_id != self.corp_id:
                return error(40013, "invalid corpid")
            agent = next(
                (a for a, s in self.agents.items() if secrets.compare_digest(s.encode(), secret.encode())), None
            )
            if agent is None:
                return error(40001, "invalid credential")
            at = self.now().timestamp()
            for token, (owner, end) in self._tokens.items():
                if owner == agent and end > at:
                    return error(0, "ok", access_token=token, expires_in=int(end - at))
            token = secrets.token_urlsafe(48)
            self._tokens[token] = (agent, at + TOKEN_SECONDS)
            self.tokens_given += 1
            return error(0, "ok", access_token=token, expires_in=TOKEN_SECONDS)

    def revoke(self) -> None:
        """Every token given so far is dead: the next call with one is answered 42001."""
        with self._lock:
            self._tokens = {token: (agent, 0.0) for token, (agent, _) in self._tokens.items()}

    def send(self, token: str, raw: bytes) -> Answer:
        """``message/send``. Raises LostAnswer where the answer is to be lost."""
        with self._lock:
            fault = self._fault()
            answer = self._faulty(fault) or self._send(token, raw)
            self.calls.append({"at": self.now().isoformat(), "errcode": answer["errcode"], "fault": fault})
            if fault == "lost":
                raise LostAnswer
            return answer

    def robot(self, key: str, raw: bytes) -> Answer:
        """``webhook/send``: a message into a group, shown as the phone of the group."""
        with self._lock:
            if key not in self.robots:
                return error(93000, "invalid webhook url")
            try:
                kind, content = read_robot(raw)
            except Refused as refused:
                return error(refused.code, refused.words)
            at, group = self.now().timestamp(), f"群 {self.robots[key]}"
            times = self._times.setdefault(group, deque(maxlen=PER_HOUR))
            if sum(t > at - 60 for t in times) >= ROBOT_PER_MINUTE:
                return error(45009, "api freq out of limit")
            times.append(at)
            self._keep({"user": group, "msgtype": kind, "message": content, "request": json.loads(raw)})
            return error(0, "ok")

    def press(self, msgid: str, user: str, key: str) -> str | None:
        """A member presses a button of a card on his phone; what it shows then, None where nothing came of it."""
        with self._lock:
            mine = [r for r in self.received if r.get("msgid") == msgid and r["user"] == user]
            if not mine or self.calling is None or "pressed" in mine[0]:
                return None
            row = mine[0]
        now = int(self.now().timestamp())  # outside of the lock: the one that is called may want to send
        words = self.calling.press(self.corp_id, row["request"]["agentid"], user, row["message"], key, now)
        if words is not None:
            row["pressed"] = {"key": key, "words": words}
        return words

    def _fault(self) -> str | None:
        if self.faults:
            return self.faults.popleft()
        return self.fault_of(len(self.calls)) if self.fault_of else None

    def _faulty(self, fault: str | None) -> Answer | None:
        if fault == "busy":
            return error(-1, "system busy")
        if fault == "rate":
            return error(45009, "api freq out of limit")
        if fault == "noise":
            return {"errcode": "none", "errmsg": "<html>"}
        if fault == "revoked":
            self._tokens = {token: (agent, 0.0) for token, (agent, _) in self._tokens.items()}
        return None

    def _send(self, token: str, raw: bytes) -> Answer:
        at = self.now().timestamp()
        if not token:
            return error(41001, "access_token missing")
        if token not in self._tokens:
            return error(40014, "invalid access_token")
        agent, end = self._tokens[token]
        if end <= at:
            return error(42001, "access_token expired")
        try:
            message = read_message(raw, agent)
        except Refused as refused:
            return error(refused.code, refused.words)
        known = [who for who in message.users if self.members is None or who in self.members]
        invalid = [who for who in message.users if who not in known]
        if not known:
            return error(81013, "all user/party/tag invalid or no privilege", invaliduser="|".join(invalid))
        reachable = [who for who in known if who not in self.unlicensed]
        answer = error(0, "ok", msgid=secrets.token_urlsafe(16))
        if message.kind == "template_card":
            answer["response_code"] = secrets.token_urlsafe(32)
        if invalid:
            answer["invaliduser"] = "|".join(invalid)
        if len(reachable) < len(known):
            answer["unlicenseduser"] = "|".join(who for who in known if who in self.unlicensed)
        mark = canonical.digest(message.request)
        seen = self._seen.get(mark)
        if message.interval and seen is not None and at - seen[0] < message.interval:
            answer["msgid"] = seen[1]
            return answer  # a repeat: WeCom says ok and shows nothing
        self._seen[mark] = (at, answer["msgid"])
        for who in reachable:
            self._show(who, message, mark, answer["msgid"], at)
        return answer

    def _show(self, who: str, message: SentMessage, mark: str, msgid: str, at: float) -> None:
        """Puts it on a member's phone; what is over a member's limits is dropped without a word, as documented."""
        times = self._times.setdefault(who, deque(maxlen=PER_HOUR))
        if sum(t > at - 60 for t in times) >= PER_MINUTE or sum(t > at - 3600 for t in times) >= PER_HOUR:
            return
        times.append(at)
        self._keep(
            {
                "user": who,
                "msgtype": message.kind,
                "message": message.content,
                "request": message.request,
                "hash": mark,
                "msgid": msgid,
            }
        )

    def _keep(self, row: dict[str, Any]) -> None:
        row = {"at": self.now().isoformat()} | row
        self.received.append(row)
        if self.store is not None:
            self.store.parent.mkdir(parents=True, exist_ok=True)
            with self.store.open("a", encoding="utf-8") as file:
                file.write(canonical.compact(row) + "\n")
