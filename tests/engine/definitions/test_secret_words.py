"""Secrets written into a definition are refused; names, words and placeholders are not."""

from __future__ import annotations

from typing import Any

import pytest

from engine.definitions.secret_words import secret_issues

CANARY = "q7Zt4Lx0Vb9Nw2Rk8Mf3"


@pytest.mark.parametrize(
    "value",
    [
        {"base_url": "https://user:pw@erp.example.com/"},
        {"token": CANARY},
        {"auth": {"api_key": "4f9d2c7b8a1e6f305d9c"}},
        {"password": "hunter2"},
        {"auth": {"secret": {"secret": CANARY}}},
        {"secret": {"secret": "f47ac10b58cc4372a5670e02b2c3d479"}},
        {"headers": {"X-Any": "Bearer abcdefghijklmnop"}},
        {"url": "https://qyapi.example.com/send?key=693axxx6-7aoc-4bc4"},
        {"note": "-----BEGIN RSA PRIVATE KEY-----"},
        {"note": "AKIAABCDEFGHIJKLMNOP"},
        {"list": [{"access_token": CANARY}]},
    ],
)
def test_refused_without_repeating_it(value: Any) -> None:
    (issue,) = secret_issues(value)
    assert issue.code == "N130"
    assert CANARY not in str(issue.as_json())
    assert "hunter2" not in str(issue.as_json())


@pytest.mark.parametrize(
    "value",
    [
        {"token": {"secret": "pos_token"}},
        {"token_param": "access_token"},
        {"base_url": "{NAVMARK_SOURCE_POS_URL}"},
        {"password": {"secret": "pos_password"}},
        {"password": "{NAVMARK_X}"},
        {"token": "token"},
        {"url": "https://example.com/a?key={NAVMARK_KEY_NAME}"},
        {"title": {"zh": "密钥 token 说明", "en": "Where the token and the secret are kept, step 123"}},
        {"formula": "sum(net_amount, where=ticket_kind != 'return') / 12345678901"},
    ],
)
def test_not_a_secret(value: Any) -> None:
    assert list(secret_issues(value)) == []
