"""kill -9 of web processes while vendors save: what the portal called saved is in the database (E1)."""

from __future__ import annotations

import http.client
import http.cookiejar
import json
import os
import re
import signal
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.tools.launching import Launched, manage
from tests.tools.test_run import START_SECONDS, STOP_SECONDS, wait_for_ready

WRITERS = 6
WEB_PROCESSES = "4"
KILLS = 8
# The web server takes two deaths of one process within 5.5 seconds for a fault that starting anew does not cure.
GROWN_UP_SECONDS = 6.0
SAVE = re.compile(r'hx-post="(/portal/answer/[0-9a-f-]{36}/(\d+)/)"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
SECTION = re.compile(r'href="(/portal/part/[^"?#]+)"')
FAULTS = (OSError, urllib.error.URLError, http.client.HTTPException)


class Browser:
    """A respondent's browser without scripts: cookies, pages, forms."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )
        self.token = ""

    def open(self, path: str, **fields: str) -> str:
        """Return a page, or what a POST of fields answers; raises what urllib raises."""
        data = (
            urllib.parse.urlencode({"csrfmiddlewaretoken": self.token, **fields}).encode() if fields else None
        )
        headers = {"Referer": f"{self.url}{path}", "Origin": self.url} if data else {}
        request = urllib.request.Request(f"{self.url}{path}", data, headers)
        with self._opener.open(request, timeout=20) as response:
            text: str = response.read().decode()
        if found := TOKEN.search(text):
            self.token = found.group(1)
        return text

    def sign_in(self, email: str, password: str) -> None:
        """Sign in as a person does."""
        self.open("/accounts/login/")
        self.open("/accounts/login/", login=email, password=password)


@dataclass
class Writer:
    """Somebody who types one text after the other into the remark of one question."""

    browser: Browser
    path: str
    number: str
    seen: str
    sent: int = 0
    kept: int = 0
    broken: int = 0

    def say(self, count: int) -> str:
        """Return a text that nobody else writes."""
        return f"{self.path} text {count}"

    def write_until(self, stop: threading.Event) -> None:
        """Save text after text, each until the portal says that it is saved."""
        while not stop.is_set():
            self.sent += 1
            while not self._save() and not stop.is_set():
                time.sleep(0.05)

    def _save(self) -> bool:
        name = f"q{self.number}"
        fields = {f"{name}-comment": self.say(self.sent), f"{name}-value": "", f"{name}-seen": self.seen}
        try:
            answer = self.browser.open(self.path, **fields)
        except FAULTS:
            self.broken += 1
            return False
        self.seen = re.findall(rf'name="{name}-seen" value="(\d+)"', answer)[0]
        # After a line that broke, what it brought may be there already: the page shows that and takes it once more.
        if 'role="status"' in answer:
            self.kept = self.sent
            return True
        return False


def list_web_processes(running: Launched) -> list[int]:
    """Return the processes that answer requests: those below the web server's own first process."""
    below = running.list_descendants()
    return [
        pid for pid in below if "granian" in read_command(pid) and "granian" in read_command(get_parent(pid))
    ]


def wait_for_victim(running: Launched, born: dict[int, float]) -> int:
    """Return a process that has answered for a while; `born` remembers when each was first seen."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        now = time.monotonic()
        for pid in list_web_processes(running):
            if now - born.setdefault(pid, now) > GROWN_UP_SECONDS:
                return pid
        time.sleep(0.1)
    pytest.fail("no web process lives long")


def read_command(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


def get_parent(pid: int) -> int:
    with suppress(OSError, IndexError, ValueError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


@pytest.mark.postgres
@pytest.mark.redis
def test_a_killed_process_loses_no_answer_that_was_called_saved(
    launch: Callable[..., Launched], port: int, empty_database_url: str, tmp_path: Path
) -> None:
    services = {"DATABASE_URL": empty_database_url, "BROKER_URL": os.environ["BROKER_URL"]}
    running = launch("serve", **services, WORKERS=WEB_PROCESSES)
    running.read_until("serve: listening on ", START_SECONDS)
    wait_for_ready(running, f"http://127.0.0.1:{port}/")
    manage("load_demo", DATA_DIR=str(tmp_path / "var"), PORT=str(port), **services)
    demo = json.loads((tmp_path / "var" / "demo.json").read_text())
    (vendor,) = (user for user in demo["users"] if user["role"] == "Vendor respondent")

    writers = []
    for each in find_questions(f"http://127.0.0.1:{port}", vendor)[:WRITERS]:
        browser = Browser(f"http://127.0.0.1:{port}")
        browser.sign_in(vendor["email"], vendor["password"])
        page = browser.open(each.page)
        seen = re.findall(rf'name="q{each.number}-seen" value="(\d+)"', page)[0]
        writers.append(Writer(browser, each.path, each.number, seen))
    stop = threading.Event()
    threads = [threading.Thread(target=writer.write_until, args=(stop,)) for writer in writers]
    for thread in threads:
        thread.start()
    born: dict[int, float] = {}
    for _ in range(KILLS):
        victim = wait_for_victim(running, born)
        os.kill(victim, signal.SIGKILL)
    # And everything at once, the parent that would have started new ones included.
    for pid in running.list_descendants():
        with suppress(ProcessLookupError):  # its parent's end was its own
            os.kill(pid, signal.SIGKILL)
    running.process.wait(STOP_SECONDS)
    broken = [writer.broken for writer in writers]
    running = launch("serve", **services, WORKERS=WEB_PROCESSES)
    wait_for_ready(running, f"http://127.0.0.1:{port}/")
    time.sleep(1)
    stop.set()
    for thread in threads:
        thread.join(STOP_SECONDS)

    assert len(writers) == WRITERS
    assert all(writer.broken > before for writer, before in zip(writers, broken, strict=True))
    for writer in writers:
        text, revision, versions = read_stored(empty_database_url, writer)
        assert writer.kept > 5
        assert text in {writer.say(count) for count in range(writer.kept, writer.sent + 1)}
        assert versions == revision  # nothing is half done: each revision has its row of history


def read_stored(database_url: str, writer: Writer) -> tuple[str, int, int]:
    """Return (remark, revision, rows of history) of the answer that a writer wrote."""
    asked = """
        SELECT comment, revision, (SELECT count(*) FROM vendors_historicalassessmentanswer old WHERE old.id = now.id)
        FROM vendors_assessmentanswer now WHERE comment LIKE %s
    """
    with psycopg.connect(database_url) as connection:
        rows: list[tuple[str, int, int]] = connection.execute(asked, [f"{writer.path} text %"]).fetchall()
    (row,) = rows
    return row


@dataclass(frozen=True)
class Place:
    """Where one question is answered."""

    page: str
    path: str
    number: str


def find_questions(url: str, vendor: dict[str, str]) -> list[Place]:
    """Return the questions that the vendor may answer and that take a remark."""
    browser = Browser(url)
    browser.sign_in(vendor["email"], vendor["password"])
    found: list[Place] = []
    for assessment in dict.fromkeys(re.findall(r'href="(/portal/[0-9a-f-]{36}/)"', browser.open("/portal/"))):
        for section in dict.fromkeys(SECTION.findall(browser.open(assessment))):
            page = browser.open(section)
            found += [
                Place(section, path, number)
                for path, number in SAVE.findall(page)
                if f'name="q{number}-comment"' in page
            ]
    return found
