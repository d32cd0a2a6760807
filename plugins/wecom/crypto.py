"""Signature and encryption of WeCom's calls (developer.work.weixin.qq.com, path/90968).

Signature: sha1 over token, timestamp, nonce and ciphertext, sorted and joined. Ciphertext: AES-256-CBC, its vector the
first 16 bytes of the key, filled up by PKCS#7 to blocks of 32; inside 16 random bytes, the length of the text, the
text, and whom it is for.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import re

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

BLOCK, RANDOM, LENGTH = 32, 16, 4
KEY = re.compile(r"[A-Za-z0-9]{43}")


class Unreadable(Exception):
    """What does not decrypt to something sensible."""


def key_of(encoding_aes_key: str) -> bytes:
    """The 32 bytes of an EncodingAESKey (43 letters and digits). Raises Unreadable."""
    if not KEY.fullmatch(encoding_aes_key):
        raise Unreadable("the EncodingAESKey has 43 letters and digits")
    return base64.b64decode(encoding_aes_key + "=")


def signature(token: str, timestamp: str, nonce: str, encrypted: str) -> str:
    """The signature, 40 hexadecimal digits."""
    joined = "".join(sorted((token, timestamp, nonce, encrypted)))
    return hashlib.sha1(joined.encode(), usedforsecurity=False).hexdigest()


def is_signed(given: str, token: str, timestamp: str, nonce: str, encrypted: str) -> bool:
    """Whether a signature is right, in constant time."""
    return hmac.compare_digest(given.encode(), signature(token, timestamp, nonce, encrypted).encode())


def opened(encrypted: str, key: bytes, receiver: str) -> bytes:
    """The text of a ciphertext meant for ``receiver`` (the corp id). Raises Unreadable."""
    try:
        sealed = base64.b64decode(encrypted, validate=True)
    except (binascii.Error, ValueError):
        raise Unreadable("no base64") from None
    if not sealed or len(sealed) % 16:
        raise Unreadable("not whole blocks")
    decryptor = Cipher(AES(key), CBC(key[:16])).decryptor()
    plain = decryptor.update(sealed) + decryptor.finalize()
    fill = plain[-1]
    if not 1 <= fill <= BLOCK or plain[-fill:] != bytes([fill]) * fill:
        raise Unreadable("wrong filling")
    plain = plain[RANDOM:-fill]
    end = LENGTH + int.from_bytes(plain[:LENGTH], "big")
    if len(plain) < end:
        raise Unreadable("shorter than it says")
    if not hmac.compare_digest(plain[end:], receiver.encode()):
        raise Unreadable("meant for another corp")
    return plain[LENGTH:end]


def sealed(text: bytes, key: bytes, receiver: str) -> str:
    """The ciphertext of an answer."""
    plain = os.urandom(RANDOM) + len(text).to_bytes(LENGTH, "big") + text + receiver.encode()
    fill = BLOCK - len(plain) % BLOCK
    encryptor = Cipher(AES(key), CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain + bytes([fill]) * fill) + encryptor.finalize()).decode()
