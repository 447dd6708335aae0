"""`make run`: from an empty folder to a running server with demo data, and back to nothing on Ctrl-C or SIGTERM."""

from __future__ import annotations

import errno
import http.client
import os
import signal
import socket
import sys
import time
from types import FrameType

from tools.demo_summary import read_summary
from tools.install import ROOT
from tools.processes import Processes
from tools.server import Server, SettingError, manage_command, prepare_steps, web_command, worker_command

START_SECONDS = 90.0
POLL_SECONDS = 0.2


class StopRequested(Exception):
    """A signal, or the end of the process that started us, asks for the end."""


class CannotRun(Exception):
    """The server cannot run; the message says why."""


def request_stop(_number: int, _frame: FrameType | None) -> None:
    """Leave whatever is being waited for."""
    raise StopRequested


def refuse_taken_port(server: Server) -> None:
    """Raise CannotRun when another program listens where we would."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            server.host, server.port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CannotRun(
                f"{server.address} is taken by another program; choose another port: make run PORT=8001"
            ) from None
        raise CannotRun(f"cannot listen on {server.address}: {error}") from error


def answers_health(server: Server) -> bool:
    """Whether /healthz answers 200. A server on all addresses is asked on the loopback one."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(server.host, server.host)  # noqa: S104 - compared, not bound
    connection = http.client.HTTPConnection(host, server.port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def check_children(processes: Processes, parent: int) -> None:
    """Raise when a child has died, or when make has (it was killed and could pass nothing on)."""
    dead = processes.find_dead()
    if dead is not None:
        raise CannotRun(f"the {dead[0]} stopped by itself with code {dead[1]}; its last words are above")
    if os.getppid() != parent:
        raise StopRequested


def prepare(processes: Processes) -> None:
    """Migrate, collect static files and load the demo; raise CannotRun when a step fails."""
    steps = [*prepare_steps(), ("loading the demo organisation", manage_command("load_demo"))]
    for words, command in steps:
        print(f"run: {words}", flush=True)
        code = processes.run(words, command)
        if code != 0:
            raise CannotRun(f"{words} failed with code {code}; its last words are above")


def serve(server: Server, processes: Processes, parent: int) -> None:
    """Start web server and worker, announce them, and watch them until something ends."""
    processes.start("web server", web_command(server))
    processes.start("worker", worker_command(server, warn_of_root=False))
    deadline = time.monotonic() + START_SECONDS
    while not answers_health(server):
        check_children(processes, parent)
        if time.monotonic() > deadline:
            raise CannotRun(f"the web server did not answer /healthz within {START_SECONDS:.0f} seconds")
        time.sleep(POLL_SECONDS)
    print(read_summary(server.data_dir / "demo.json", server.url), flush=True)
    print(f"ready: {server.url}", flush=True)
    while True:
        check_children(processes, parent)
        time.sleep(POLL_SECONDS)


def main() -> int:
    """Run until told to stop. Returns 0 after a stop that was asked for, 1 when something failed."""
    parent = os.getppid()
    signal.signal(signal.SIGTERM, request_stop)
    signal.signal(signal.SIGINT, request_stop)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup has asked for the contrary
        signal.signal(signal.SIGHUP, request_stop)
    processes: Processes | None = None
    try:
        server = Server.from_environment()
        refuse_taken_port(server)
        server.data_dir.mkdir(parents=True, exist_ok=True)
        processes = Processes(ROOT, server.environment())
        prepare(processes)
        serve(server, processes, parent)
    except StopRequested:
        print("run: stopping", flush=True)
    except (CannotRun, SettingError) as error:
        print(f"run: {error}", file=sys.stderr, flush=True)
        return 1
    finally:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        if processes is not None:
            processes.stop()
    print("run: stopped", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
