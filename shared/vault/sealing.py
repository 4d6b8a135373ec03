"""How documents and keys are sealed: AES-256-GCM with a random nonce, bound to the id of what is sealed."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.vault.port import Unreadable

MASTER_CHECK = b"kyoso vault"
"""Sealed with the master key when a vault is made: another key is noticed at opening."""


def seal(key: AESGCM, plain: bytes, bound_to: bytes) -> bytes:
    """The nonce and what it sealed."""
    nonce = os.urandom(12)
    return nonce + key.encrypt(nonce, plain, bound_to)


def unseal(key: AESGCM, sealed: bytes, bound_to: bytes) -> bytes:
    """The inverse of ``seal``. Raises ``Unreadable`` for another key, another id or a damaged value."""
    try:
        return key.decrypt(sealed[:12], sealed[12:], bound_to)
    except InvalidTag as error:
        raise Unreadable("the key does not fit") from error
