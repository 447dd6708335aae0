"""Addresses that may be stored: public hosts over http(s); every spelling of an inner one is refused."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from vendors.directory.validators import validate_public_url

INNER = [
    "http://localhost/",
    "http://LOCALHOST:8000/",
    "http://api.localhost./",
    "http://printer.local/",
    "http://vault.internal/",
    "http://intranet/",
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://127.0.0.1./",
    "http://１２７.0.0.1/",
    "http://0.0.0.0/",
    "http://10.1.2.3/",
    "http://172.16.0.1/",
    "http://192.168.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/",
    "http://224.0.0.1/",
    "http://[::1]/",
    "http://[::]/",
    "http://[fe80::1]/",
    "http://[fd00::1]/",
    "http://[ff02::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
]
BROKEN = [
    "",
    "example.com",
    "//example.com/",
    "ftp://example.com/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:text/html,x",
    "http:///path",
    "http://user@example.com/",
    "http://user:secret@example.com/",
    "http://example.com:99999/",
    "http://exa mple.com/",
    "http://example.com\\@127.0.0.1/",
    "http://example.com/\n",
    "http://[::1/",
    "http://-example.com/",
    "http://example..com/",
    "http://1.2.3.4.5/",
]
PUBLIC = [
    "https://openai.com/",
    "http://example.com:8080/path?x=1#y",
    "https://bücher.example.com/",
    "https://8.8.8.8/",
    "https://[2606:4700:4700::1111]/",
    "HTTPS://EXAMPLE.COM",
]


@pytest.mark.parametrize("url", [*INNER, *BROKEN])
def test_inner_and_broken_addresses_are_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        validate_public_url(url)


@pytest.mark.parametrize("url", PUBLIC)
def test_public_addresses_are_taken(url: str) -> None:
    validate_public_url(url)
