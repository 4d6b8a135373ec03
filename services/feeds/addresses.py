"""Where a webhook may go: https and public addresses only, except in networks that a setting names.

A name is resolved once, every address it has is checked, and the connection goes to the address that was checked: a
name that answers differently the second time gains nothing.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import SplitResult, urlsplit

from services.feeds.refusals import AddressRefused

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

URL_CHARS_MAX = 500
RESOLVING_AT_ONCE = 64
"""Resolvers block a thread each; one that hangs must not hold up the names of others."""
NAT64 = ipaddress.ip_network("64:ff9b::/96")
NEVER = (ipaddress.ip_network("::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
"""Old and local forms of version 4 inside version 6: no receiver on the Internet has one."""

_RESOLVERS = ThreadPoolExecutor(RESOLVING_AT_ONCE, thread_name_prefix="feeds-resolve")


class NotResolved(OSError):
    """A name that has no address at the moment."""


class NotAllowed(OSError):
    """An address that is not called; the text is a code: ``not-https``, ``not-public``, ``not-a-url``."""


def networks_of(setting: str) -> tuple[Network, ...]:
    """The networks that a setting names, separated by commas. Raises ``ValueError``."""
    return tuple(ipaddress.ip_network(part.strip()) for part in setting.split(",") if part.strip())


async def resolve(host: str, port: int) -> Sequence[str]:
    """All addresses of a name, by the system's resolver. Raises ``NotResolved``."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.run_in_executor(_RESOLVERS, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except OSError as error:
        raise NotResolved("dns") from error
    return list(dict.fromkeys(str(each[4][0]) for each in found))


class Addresses:
    """Decides about addresses. ``allowed``: networks that may be called although they are not public."""

    def __init__(self, allowed: Sequence[Network], resolve: Resolve = resolve) -> None:
        self._allowed = allowed
        self._resolve = resolve

    def check_url(self, url: str) -> None:
        """Refuse a URL that can never be called, before it is kept. Raises ``AddressRefused``.

        A name is not resolved here: whether it leads to a public address is looked at whenever it is called.
        """
        try:
            parts = _split(url)
            literal = _literal(parts.hostname or "")
            if literal is not None:
                self._check(literal, parts.scheme)
        except NotAllowed as refused:
            raise AddressRefused(why=str(refused)) from refused
        if literal is None and parts.scheme != "https" and not self._allowed:
            raise AddressRefused(why="not-https")

    async def target(self, url: str) -> tuple[str, str, str]:
        """(URL with the checked address in place of the name, ``Host`` header, name for TLS).

        Raises ``NotAllowed``, ``NotResolved``.
        """
        parts = _split(url)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        literal = _literal(host)
        found = [literal] if literal else [ipaddress.ip_address(each) for each in await self._resolve(host, port)]
        if not found:
            raise NotResolved("dns")
        for address in found:
            self._check(address, parts.scheme)
        chosen = f"[{found[0]}]" if found[0].version == 6 else str(found[0])
        named = f"[{host}]" if ":" in host else host
        shown = named if parts.port is None else f"{named}:{parts.port}"
        query = f"?{parts.query}" if parts.query else ""
        return f"{parts.scheme}://{chosen}:{port}{parts.path or '/'}{query}", shown, host

    def _check(self, address: Address, scheme: str) -> None:
        """Raise ``NotAllowed`` for an address that is not called with this scheme."""
        if any(address.version == network.version and address in network for network in self._allowed):
            return
        if scheme != "https":
            raise NotAllowed("not-https")
        if not all(each.is_global and not each.is_multicast for each in _meant(address)):
            raise NotAllowed("not-public")


def _meant(address: Address) -> Sequence[Address]:
    """An address with those that are written inside it: a v6 form of a private v4 address leads there too."""
    if address.version == 4:
        return (address,)
    if address.ipv4_mapped:
        return (address.ipv4_mapped,)
    if address.is_site_local or any(address in each for each in NEVER):
        return (ipaddress.IPv6Address("::1"),)
    inside = [address.sixtofour, *(address.teredo or ())]
    if address in NAT64:
        inside.append(ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF))
    return (address, *(each for each in inside if each is not None))


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _split(url: str) -> SplitResult:
    """The parts of a URL. Raises ``NotAllowed`` for what is none that a webhook may have."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NotAllowed("not-a-url") from error
    fits = parts.scheme in ("http", "https") and parts.hostname and url.isascii() and url.isprintable()
    if not fits or len(url) > URL_CHARS_MAX or parts.username or parts.password or parts.fragment or port == 0:
        raise NotAllowed("not-a-url")
    if any(sign in url for sign in ' \\"<>'):
        raise NotAllowed("not-a-url")
    return parts
