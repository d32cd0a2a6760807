"""The tests every channel must pass, for authors of channels.

Subclass ``ChannelSuite`` in a test module under a name that begins with ``Test`` and give ``open_bench``; pytest does
the rest. Needs nothing but a stand-in of the service that can be told to fail.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any, Literal

from rule_builder.channels.contract import Channel, ChannelSettings, Message, Outcome, Recipient
from rule_builder.templates.escape import ESCAPES

#: "lost": the service works on the next request, its answer never comes · "limited": it says "too many calls" ·
#: "expired": the credentials it handed out before are no longer good · "senseless": it takes nothing and answers
#: something that is none of its answers (a page of its proxy, noise)
Fault = Literal["lost", "limited", "expired", "senseless"]
#: What a name may try in order to become a link, a heading or a mention; none of ``BAD`` may be left of it.
HOSTILE = (
    "<@all>", "@all", "<@zhang.wei>", "@所有人", "[x](http://evil.example)", "[x]( javascript:alert(1))",
    "![x](http://evil.example/a.png)", "<a href=http://evil.example>x</a>", '<a href="//evil.example">x</a>',
    "http://evil.example", "HTTPS://evil.example/x?y", "www.evil.example", "evil.example/x", "a\u202eb",
    "a\n# 标题", "a\n> 引用", "a\r\n**粗**", "`x`", '<font color="warning">x</font>', "mailto:a@evil.example",
)  # fmt: skip
BAD = ("<@", "@all", "@所有人", "<a ", "<font", "\\u202e", "://evil", "evil.example", "\\n#", "\\n>")


@dataclass
class Bench:
    """A channel with the stand-in of its service. ``arrived(address)``: the texts on a person's phone, in order."""

    channel: Channel
    settings: ChannelSettings
    secret_values: dict[str, str]
    address: str
    unknown_address: str
    arrived: Callable[[str], list[str]]
    break_next: Callable[[Fault], None]

    def send(self, request: dict[str, Any], memory: DictMemory) -> Outcome:
        """One hand-over."""
        return self.channel.send(request, memory, self.settings, self.secret_values.__getitem__)


class DictMemory:
    """``Memory`` in one process, without an end of life."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def value(self, name: str) -> Any | None:
        """See ``Memory.value``."""
        return self.values.get(name)

    def renew(self, name: str, stale: Any | None, make: Callable[[], tuple[Any, float]]) -> Any:
        """See ``Memory.renew``."""
        if self.values.get(name) in (None, stale):
            self.values[name] = make()[0]
        return self.values[name]


class ChannelSuite(ABC):
    """See the module's docstring."""

    @abstractmethod
    def open_bench(self) -> AbstractContextManager[Bench]:
        """The channel, ready to send to a stand-in of its service."""

    def test_it_names_its_formats_and_escapes(self) -> None:
        with self.open_bench() as bench:
            assert bench.channel.formats
            assert all(bench.channel.escape(form) in ESCAPES for form in bench.channel.formats)
            assert bench.channel.duplicate_window >= 0

    def test_its_settings_pass_and_broken_ones_are_named(self) -> None:
        with self.open_bench() as bench:
            values = dict(bench.settings.values)
            assert bench.channel.check(values) == []
            issues = bench.channel.check({**values, "no_such_setting": 1})
            assert [issue.path for issue in issues] == ["$.settings.no_such_setting"]
            assert bench.channel.check({})

    def test_a_request_is_plain_json_the_same_each_time_and_holds_no_secret(self) -> None:
        with self.open_bench() as bench:
            for form in bench.channel.formats:
                first, second = (bench.channel.render(_message(form), _to(bench), bench.settings.values) for _ in "ab")
                text = json.dumps(first, ensure_ascii=False, allow_nan=False)
                assert first == second == json.loads(text)
                assert not any(secret in text for secret in bench.secret_values.values())

    def test_two_messages_that_read_alike_are_two(self) -> None:
        with self.open_bench() as bench:
            for form in bench.channel.formats:
                one = bench.channel.render(_message(form), _to(bench), bench.settings.values)
                other = replace(_message(form), reference="01900000-0000-7000-8000-00000000000b")
                assert one != bench.channel.render(other, _to(bench), bench.settings.values)

    def test_it_arrives_in_every_format_however_long(self) -> None:
        with self.open_bench() as bench:
            memory = DictMemory()
            for form in bench.channel.formats:
                for n, text in enumerate(("短", "长" * 5000, "行\n" * 3000, "𠮷" * 3000)):
                    message = replace(_message(form), title=text[:400], text=text, reference=f"{form}-{n}")
                    request = bench.channel.render(message, _to(bench), bench.settings.values)
                    before = len(bench.arrived(bench.address))
                    outcome = bench.send(request, memory)
                    assert (outcome.state, outcome.per_recipient[bench.address]) == ("delivered", "delivered")
                    assert len(bench.arrived(bench.address)) == before + 1

    def test_a_copy_says_that_it_is_one(self) -> None:
        with self.open_bench() as bench:
            for form in bench.channel.formats:
                plain, copy = (replace(_message(form), copy=flag, title="标题") for flag in (False, True))
                texts = [
                    json.dumps(bench.channel.render(m, _to(bench), bench.settings.values), ensure_ascii=False)
                    for m in (plain, copy)
                ]
                assert ["抄送" in text for text in texts] == [False, True]

    def test_data_brings_in_no_mention_and_no_link(self) -> None:
        with self.open_bench() as bench:
            for form in bench.channel.formats:
                escape = ESCAPES[bench.channel.escape(form)]
                for n, hostile in enumerate(HOSTILE):
                    message = replace(_message(form), title=escape(hostile), text=escape(hostile), reference=str(n))
                    request = bench.channel.render(message, _to(bench), bench.settings.values)
                    text = json.dumps(request, ensure_ascii=False).replace("](https://navmark.example", "")
                    bad = (*BAD, "](", "**粗") if bench.channel.escape(form) == "markdown" else BAD
                    assert not any(part in text or part in ascii(text) for part in bad), text

    def test_an_unknown_person_is_named_not_called_delivered(self) -> None:
        with self.open_bench() as bench:
            to = Recipient(2, "b", bench.unknown_address)
            outcome = bench.send(bench.channel.render(_message(), to, bench.settings.values), DictMemory())
            assert outcome.per_recipient.get(bench.unknown_address) == "invalid"

    def test_a_lost_answer_is_unknown_and_the_same_request_again_arrives_once(self) -> None:
        with self.open_bench() as bench:
            memory = DictMemory()
            request = bench.channel.render(_message(), _to(bench), bench.settings.values)
            bench.break_next("lost")
            assert bench.send(request, memory).state == "unknown"
            if bench.channel.duplicate_window:
                assert bench.send(request, memory).state == "delivered"
                assert len(bench.arrived(bench.address)) == 1

    def test_too_many_calls_means_later(self) -> None:
        with self.open_bench() as bench:
            request = bench.channel.render(_message(), _to(bench), bench.settings.values)
            bench.break_next("limited")
            outcome = bench.send(request, DictMemory())
            assert outcome.state == "retry"
            assert outcome.retry_after
            assert bench.arrived(bench.address) == []

    def test_an_answer_without_sense_is_not_called_delivered_and_gives_nothing_away(self) -> None:
        with self.open_bench() as bench:
            request = bench.channel.render(_message(), _to(bench), bench.settings.values)
            bench.break_next("senseless")
            outcome = bench.send(request, DictMemory())
            assert outcome.state == "unknown"
            assert not any(secret in outcome.detail + outcome.code for secret in bench.secret_values.values())

    def test_a_refusal_gives_nothing_away(self) -> None:
        with self.open_bench() as bench:
            to = Recipient(2, "b", bench.unknown_address)
            outcome = bench.send(bench.channel.render(_message(), to, bench.settings.values), DictMemory())
            assert outcome.code
            assert not any(secret in outcome.detail + outcome.code for secret in bench.secret_values.values())

    def test_facts_and_actions_are_no_way_in_either(self) -> None:
        with self.open_bench() as bench:
            for form in bench.channel.formats:
                escape = ESCAPES[bench.channel.escape(form)]
                facts = tuple(("单元", escape(hostile)) for hostile in HOSTILE)
                for some in (facts[n : n + 5] for n in range(0, len(facts), 5)):
                    message = replace(
                        _message(form), facts=some, severity="critical", actions=(("acknowledge", "确认"),)
                    )
                    request = bench.channel.render(message, _to(bench), bench.settings.values)
                    assert request == bench.channel.render(message, _to(bench), bench.settings.values)
                    text = json.dumps(request, ensure_ascii=False)
                    assert not any(part in text or part in ascii(text) for part in BAD), text
                    outcome = bench.send(request, DictMemory())
                    assert outcome.state == "delivered", outcome

    def test_expired_credentials_are_renewed_at_once(self) -> None:
        with self.open_bench() as bench:
            memory = DictMemory()
            for n in range(2):
                message = replace(_message(), reference=str(n))
                request = bench.channel.render(message, _to(bench), bench.settings.values)
                assert bench.send(request, memory).state == "delivered"
                bench.break_next("expired")

    def test_a_service_that_is_away_raises_nothing_and_surely_got_nothing(self) -> None:
        with self.open_bench() as bench:
            request = bench.channel.render(_message(), _to(bench), bench.settings.values)
        outcome = bench.send(request, DictMemory())
        assert outcome.state == "retry"
        assert not any(secret in outcome.detail for secret in bench.secret_values.values())


def _message(form: str = "text") -> Message:
    url = "https://navmark.example/incidents/1"
    return Message("销售额连续3天低于目标", "上海一店\n84.0%", "01900000-0000-7000-8000-00000000000a", url, format=form)


def _to(bench: Bench) -> Recipient:
    return Recipient(1, "a", bench.address)
