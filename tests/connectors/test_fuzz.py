"""Whatever comes in, what comes out is an answer or an issue: never another exception."""

from __future__ import annotations

import random

import pytest

from connectors.addresses import Place
from connectors.call import Answer
from connectors.http import check_url
from connectors.kinds.source.model import IntoModel
from connectors.mapping import Mapper
from connectors.payload import read_json
from connectors.records import records
from engine.base.issue import IssueError

SIGNS = "http://127.0.0.1:80@[]#?%\\ \t。．xn--éß٨\u200b\udc00/ftp:file0x7f"
PAYLOAD = b'{"rows":[{"n":1.5,"t":"a\\u00e9","x":null,"y":[true,{"z":"q"}]}]}'
HERE = Place("http", "x.example", 80, "/")


@pytest.mark.parametrize("seed", range(4))
def test_urls(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(1000):
        url = "".join(dice.choice(SIGNS) for _ in range(dice.randrange(30)))
        with pytest.raises(IssueError):
            check_url("http://" + url if dice.random() < 0.7 else url, (), lambda host, port: ["10.0.0.1"])


@pytest.mark.parametrize("seed", range(4))
def test_payloads(seed: int) -> None:
    dice = random.Random(seed)
    mapper = Mapper.of(IntoModel(dataset="d", where="n > 0", map={"a": "n", "b": "money(t)", "c": "upper(y)"}), "s")
    refused = 0
    for _ in range(1000):
        data = bytearray(PAYLOAD)
        for _ in range(dice.randrange(1, 5)):
            at, what = dice.randrange(len(data)), dice.random()
            if what < 0.4:
                data[at] = dice.randrange(256)
            elif what < 0.7:
                del data[at]
            else:
                data.insert(at, dice.choice(b'{}[]",:0eE-\\u\x00\xff'))
        try:
            for record in records(read_json(Answer(200, {}, bytes(data), HERE)), "rows[*]"):
                mapper.row(record, 1)
        except IssueError:
            refused += 1
    assert 0 < refused < 1000
