"""Addresses that may be stored: public web addresses only, so that nothing of ours is ever sent to look inside."""

from __future__ import annotations

import ipaddress
import re
import socket
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
# Names that public DNS never answers (RFC 2606, 6761, 6762, 8375, 9476) and those that networks use inside.
_INNER_ENDINGS = frozenset(
    {
        "localhost", "local", "localdomain", "internal", "intranet", "private", "corp", "home", "lan",
        "arpa", "test", "invalid", "onion", "alt",
    }
)  # fmt: skip


def validate_public_url(value: str) -> None:
    """Raise ValidationError unless the address is http(s) to a host of the public internet.

    Numbers in any spelling are judged as the address they mean. A name is not looked up here: whoever sends a
    request looks it up and judges the answer, since what a name means can change after it was stored.
    """
    problem = find_url_problem(value)
    if problem:
        raise ValidationError(problem)


def find_url_problem(value: str) -> str:
    """Return what is wrong with a web address, as a sentence; empty when it may be stored."""
    if any(ord(character) <= 32 or ord(character) == 127 for character in value) or "\\" in value:
        return _("A web address holds no blanks, control characters or backslashes.")
    try:
        parts = urlsplit(value)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return _("This is not a web address.")
    if parts.scheme.lower() not in {"http", "https"}:
        return _("A web address begins with https:// or http://.")
    if not host:
        return _("A web address names a host.")
    if parts.username is not None or parts.password is not None:
        return _("A web address holds no user name or password.")
    if not is_public_host(host):
        return _("The host must be one of the public internet.")
    return ""


def is_public_host(host: str) -> bool:
    """Return whether a host is a public address, or a name that public DNS could answer."""
    address = _read_address(host)
    if address is not None:
        return _is_public_address(address)
    try:
        name = host.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        return False
    # IDNA folds full-width digits to plain ones, so a number may only show now.
    address = _read_address(name)
    if address is not None:
        return _is_public_address(address)
    labels = name.split(".")
    if len(name) > 253 or len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        return False
    return labels[-1] not in _INNER_ENDINGS and not labels[-1].isdigit()


def _read_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    text = host.rstrip(".")
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        pass
    try:
        # Reads what browsers and resolvers read: 127.1, 2130706433, 0x7f000001, 0177.0.0.1.
        return ipaddress.IPv4Address(socket.inet_aton(text))
    except (OSError, UnicodeError, ValueError):
        return None


def _is_public_address(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            return _is_public_address(inner)
        # NAT64 carries an IPv4 address in its last four bytes (RFC 6052).
        if address in ipaddress.IPv6Network("64:ff9b::/96"):
            return _is_public_address(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return address.is_global and not address.is_multicast
