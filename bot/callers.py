"""Who asks: the address a request came from, and whether it is a program on this machine that speaks for nobody else.

A proxy must drop headers written with an underscore (nginx does): `X_Forwarded_For` and `X-Forwarded-For` are one
name to what passes them on to us, and the last one would count.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address

from flask import request

FORWARDED = "X-Forwarded-For"
SPOKEN_FOR = (FORWARDED, "Forwarded", "X-Real-IP")


def client_address() -> str:
    """The address a request came from. A proxy on this machine is believed about whom it speaks for, no other."""
    peer = request.remote_addr or ""
    forwarded = _parsed(request.headers.get(FORWARDED, "").rpartition(",")[2].strip())
    return str(forwarded) if forwarded and _is_this_machine(peer) else peer


def is_local() -> bool:
    """Whether the request comes from a program on this machine and was not passed on for somebody elsewhere.

    A proxy on this machine also connects from loopback, but adds a header that tells for whom; so a proxy that adds
    none must itself refuse what is only for this machine.
    """
    return _is_this_machine(request.remote_addr or "") and not any(name in request.headers for name in SPOKEN_FOR)


def _is_this_machine(peer: str) -> bool:
    address = _parsed(peer)
    # A server that listens on both kinds of addresses sees 127.0.0.1 as ::ffff:127.0.0.1.
    return address is not None and (getattr(address, "ipv4_mapped", None) or address).is_loopback


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    """An address, with or without the port some gateways add."""
    host = text[1:].partition("]")[0] if text.startswith("[") else text
    host = host.partition(":")[0] if host.count(":") == 1 else host
    try:
        return ip_address(host)
    except ValueError:
        return None
