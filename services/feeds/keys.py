"""Keys and secrets of subscriptions, all from the deployment's master key.

A webhook's secret is kept encrypted (it is needed for every signature), a listener's token only as a keyed digest.
"""

import base64
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.errors import Permanent
from shared.journal import Cause
from shared.service import Site

SECRET_BYTES = 32
SECRET_PREFIX = "whsec_"  # noqa: S105 - the form of the Standard Webhooks specification
TOKEN_PREFIX = "kys_"  # noqa: S105 - how a token of ours begins
NONCE_BYTES = 12


class SecretUnreadable(Permanent):
    """A secret was sealed under another master key."""


class SubscriptionKeys:
    """Makes, seals, opens and compares. Purposes of the derived keys never change."""

    def __init__(self, site: Site) -> None:
        self._sealing = AESGCM(site.derived_key("feeds/secrets"))
        self._tokens = site.derived_key("feeds/tokens")
        self._macs = site.derived_key("feeds/token-macs")
        self._pseudonyms = site.derived_key("feeds/pseudonyms")

    # -- webhooks

    def new_secret(self) -> str:
        """A signing secret as the receiver is given it."""
        return SECRET_PREFIX + base64.b64encode(os.urandom(SECRET_BYTES)).decode()

    def seal(self, secret: str, subscription_id: str) -> str:
        """Encrypt a secret, bound to its subscription."""
        nonce = os.urandom(NONCE_BYTES)
        return (nonce + self._sealing.encrypt(nonce, secret.encode(), subscription_id.encode())).hex()

    def unseal(self, sealed: str, subscription_id: str) -> str:
        """The inverse. Raises ``SecretUnreadable``."""
        raw = bytes.fromhex(sealed)
        try:
            return self._sealing.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], subscription_id.encode()).decode()
        except InvalidTag as error:
            raise SecretUnreadable(subscription_id) from error

    # -- listeners

    def token(self, subscription_id: str, cause: Cause) -> str:
        """The token that a command gives: the same when the command is repeated, so its answer is too."""
        secret = hmac.digest(self._tokens, f"{subscription_id}\0{cause.new_id('token')}".encode(), "sha256")
        return f"{TOKEN_PREFIX}{subscription_id}.{base64.urlsafe_b64encode(secret).decode().rstrip('=')}"

    def mac(self, token: str) -> str:
        """What is kept of a token."""
        return hmac.digest(self._macs, token.encode("utf-8", "replace"), "sha256").hex()

    def fits(self, token: str, mac: str) -> bool:
        """Whether this is the token; an empty ``mac`` fits nothing."""
        return bool(mac) and hmac.compare_digest(self.mac(token), mac)

    @staticmethod
    def subscription_of(token: str) -> str | None:
        """The subscription that a token claims to be of; ``None`` for what is no token of ours."""
        if not token.startswith(TOKEN_PREFIX):
            return None
        id, dot, _ = token.removeprefix(TOKEN_PREFIX).partition(".")
        return id if dot and id else None

    # -- both

    def pseudonym_key(self, subscriber: str) -> bytes:
        """The key of one subscriber's pseudonyms, for all of its subscriptions."""
        return hmac.digest(self._pseudonyms, subscriber.encode(), "sha256")
