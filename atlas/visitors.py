"""Where a request came from, and the mark that stands for it where requests are counted. No address is kept."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def address_mark(request: HttpRequest) -> str:
    """What stands for the client's address, in the form of an IPv6 address of the private range fd00::/8.

    IPv6 clients own whole networks, so that a /64 counts as one address.
    """
    digest = salted_hmac("atlas.accounts.address", _network(client_address(request)), algorithm="sha256").digest()
    return str(ipaddress.IPv6Address(b"\xfd" + digest[:15]))


def client_address(request: HttpRequest) -> str:
    """The address that connected; behind TRUSTED_PROXIES proxies of ours, the one that the outermost of them saw.

    What stands further left in X-Forwarded-For was written by the client, and is not believed.
    """
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if 0 < settings.TRUSTED_PROXIES <= len(forwarded):
        return forwarded[-settings.TRUSTED_PROXIES]
    return str(request.META.get("REMOTE_ADDR") or "")


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(_without_port(address))
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(found), 64), strict=False))


def _without_port(address: str) -> str:
    """`192.0.2.1` of "192.0.2.1:443", `2001:db8::1` of "[2001:db8::1]:443"."""
    if address.startswith("["):
        return address[1:].partition("]")[0]
    return address.partition(":")[0] if address.count(":") == 1 else address
