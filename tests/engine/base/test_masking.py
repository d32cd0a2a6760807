"""No secret reaches the log: not in messages, arguments, tracebacks or URLs."""

from __future__ import annotations

import io
import logging

import pytest

from engine.base import masking


@pytest.fixture
def log() -> tuple[logging.Logger, io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(masking.MaskSecrets())
    logger = logging.getLogger("tests.masking")
    logger.handlers, logger.propagate = [handler], False
    logger.setLevel(logging.DEBUG)
    return logger, stream


def test_known_values_are_masked_wherever_they_stand(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = log
    masking.learn("pa/ss wörd-1")
    logger.info("plain pa/ss wörd-1")
    logger.info("as an argument: %s and in a dict: %r", "pa/ss wörd-1", {"k": "pa/ss wörd-1"})
    logger.info("in a URL: http://x/?q=pa%2Fss%20w%C3%B6rd-1")
    try:
        raise ValueError("inside pa/ss wörd-1")
    except ValueError:
        logger.exception("it failed")
    said = stream.getvalue()
    assert "wörd" not in said
    assert "w%C3%B6rd" not in said
    assert said.count(masking.MASK) == 6  # the traceback quotes the line that raised as well
    assert "ValueError" in said


@pytest.mark.parametrize(
    "text",
    [
        "token nmk_AbCdEfGhIjKlMnOpQrStUvWxYz012345",
        "Authorization: Bearer eyJhbGciOi.JIUzI1NiJ9",
        "postgresql://navmark:hunter2hunter2@db/navmark",
    ],
)
def test_tokens_and_passwords_in_urls_are_known_by_their_shape(text: str) -> None:
    masked = masking.masked(text)
    assert masking.MASK in masked
    assert not any(word in masked for word in ("AbCdEf", "eyJh", "hunter2"))


def test_short_values_do_not_mask_plain_words() -> None:
    masking.learn("day")
    assert masking.masked("every day") == "every day"
