"""Makes `.venv` and installs one hash-locked list of requirements, only when that list has changed.

It runs under the machine's own `python3`, before anything is installed, so it imports nothing but the
standard library and keeps to syntax that an older Python can still read far enough to be told why it is refused.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed-requirements"
SERVER_LOCK = "requirements.lock"
DEVELOPMENT_LOCK = "requirements-dev.lock"
MINIMUM_PYTHON = (3, 11)


def fail(message: str) -> None:
    """Print why the set-up cannot go on, and leave with code 1."""
    print("install: " + message, file=sys.stderr)
    sys.exit(1)


def fingerprint(lock: str) -> str:
    """The lock's name and the digest of its content: one line of the stamp file."""
    return lock + " " + hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


def is_current(lock: str) -> bool:
    """Whether this list, or the development list that contains it, is what the environment holds."""
    if not STAMP.exists():
        return False
    wanted = {fingerprint(lock), fingerprint(DEVELOPMENT_LOCK)}
    return STAMP.read_text().strip() in wanted


def venv_python() -> Path:
    """Where the environment keeps its interpreter."""
    return VENV / "bin" / "python"


def create_venv() -> None:
    """Make the environment, or make it anew when its interpreter no longer starts (a moved checkout)."""
    if venv_python().exists():
        probe = subprocess.run(
            [str(venv_python()), "-m", "pip", "--version"], capture_output=True, check=False
        )
        if probe.returncode == 0:
            return
    print("install: making .venv with " + sys.executable, flush=True)
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=False)
    if made.returncode != 0:
        fail("python3 -m venv failed; on Debian and Ubuntu the package python3-venv is missing")


def install(lock: str) -> None:
    """Install the list, every file checked against its recorded hash."""
    print("install: installing " + lock + " (only when it has changed)", flush=True)
    # The lock is complete, so pip need not resolve anything: --no-deps makes it quicker and stricter.
    command = [
        str(venv_python()),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
    ]
    environment = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore"}
    done = subprocess.run(
        [*command, "--require-hashes", "--no-deps", "-r", str(ROOT / lock)], env=environment, check=False
    )
    if done.returncode != 0:
        fail("pip could not install " + lock + "; its own message is above")
    STAMP.write_text(fingerprint(lock) + "\n")


def main(arguments: list[str]) -> None:
    """Bring `.venv` up to date with the list named on the command line."""
    if sys.version_info[:2] < MINIMUM_PYTHON:
        fail(
            f"Python 3.11 or newer is needed, and {sys.executable} is {sys.version.split()[0]}; "
            "name another one with PYTHON=..."
        )
    if len(arguments) != 1 or arguments[0] not in (SERVER_LOCK, DEVELOPMENT_LOCK):
        fail("name one list: " + SERVER_LOCK + " or " + DEVELOPMENT_LOCK)
    lock = arguments[0]
    if is_current(lock) and venv_python().exists():
        return
    create_venv()
    install(lock)


if __name__ == "__main__":
    main(sys.argv[1:])
