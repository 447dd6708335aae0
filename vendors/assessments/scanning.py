"""Asks a virus scanner (clamd) about a stored file, by the INSTREAM command of its protocol (clamd(8))."""

from __future__ import annotations

import socket

from django.conf import settings
from django.core.files.storage import default_storage

CHUNK = 1 << 16
SECONDS = 60
MOST_ANSWER = 4_096


class ScannerFailed(OSError):
    """The scanner could not say; the file stays in quarantine and is asked about again."""


def find_virus(stored_file: str) -> str:
    """Return the name of what the scanner found, or an empty string; raises ScannerFailed when it cannot say."""
    host, _colon, port = settings.EVIDENCE_SCANNER.rpartition(":")
    try:
        with (
            socket.create_connection((host, int(port)), timeout=SECONDS) as link,
            default_storage.open(stored_file) as source,
        ):
            link.sendall(b"zINSTREAM\0")
            while chunk := source.read(CHUNK):
                link.sendall(len(chunk).to_bytes(4, "big") + chunk)
            link.sendall(bytes(4))
            answer = b""
            while b"\0" not in answer and len(answer) < MOST_ANSWER and (more := link.recv(MOST_ANSWER)):
                answer += more
    except (OSError, ValueError) as fault:
        raise ScannerFailed(str(fault)) from fault
    verdict = answer.rstrip(b"\0").decode("utf-8", "replace").partition(": ")[2]
    if verdict == "OK":
        return ""
    if verdict.endswith(" FOUND"):
        return verdict.removesuffix(" FOUND")
    raise ScannerFailed(verdict or "no answer")
