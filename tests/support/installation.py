"""Educe as a user has it: commands in processes of their own, with a data folder of their own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import psutil

EDUCE = str(Path(sys.executable).with_name("educe"))


class Installation:
    """One data folder, and commands that use it."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.home = folder / "home"
        self.folder = folder
        clean = {k: v for k, v in os.environ.items() if not k.startswith("EDUCE_")}
        self.environment = {
            **clean,
            "EDUCE_HOME": str(self.home),
            "EDUCE_EXTRACTORS": "educe.testing.scripted:ScriptedExtractor",
            **{f"EDUCE_{name.upper()}": value for name, value in settings.items()},
        }

    def run(
        self, *arguments: str, within: float = 240, **more: str
    ) -> subprocess.CompletedProcess[str]:
        """One command, to its end."""
        return subprocess.run(
            [EDUCE, *arguments],
            env={**self.environment, **more},
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=within,
            check=False,
        )

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """One command, in a process group of its own, left running."""
        return subprocess.Popen(
            [EDUCE, *arguments],
            env=self.environment,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    @contextmanager
    def serving(self, port: int) -> Iterator["Served"]:
        """`educe serve`, ready; stopped at the end, if it still runs."""
        process = self.start("serve", "--port", str(port))
        served = Served(self, process, port)
        try:
            served.until_ready()
            yield served
        finally:
            served.stop()

    def token(self) -> str:
        return (self.home / "owner-token").read_text().strip()

    def processes(self) -> list[psutil.Process]:
        """What still runs for this data folder."""
        found = []
        for process in psutil.process_iter(["environ", "cmdline", "status"]):
            mine = (process.info["environ"] or {}).get("EDUCE_HOME") == str(self.home)
            named = str(self.home) in " ".join(process.info["cmdline"] or [])
            if (mine or named) and process.info["status"] != psutil.STATUS_ZOMBIE:
                found.append(process)
        return found

    def memory(self) -> int:
        """Bytes that all its processes and theirs use; what they share is counted once."""
        family = {p for own in self.processes() for p in (own, *own.children(recursive=True))}
        return sum(process.memory_full_info().pss for process in family)


class Served:
    """A running `educe serve`."""

    def __init__(self, home: Installation, process: subprocess.Popen[str], port: int) -> None:
        self._home = home
        self.process = process
        self.url = f"http://127.0.0.1:{port}"

    def until_ready(self, within: float = 60) -> float:
        """Waits until it answers. Returns how long that took, in seconds."""
        began = time.monotonic()
        while time.monotonic() - began < within:
            if self.process.poll() is not None:
                raise AssertionError(
                    f"serve ended: {self.process.stdout and self.process.stdout.read()}"
                )
            try:
                if httpx2.get(f"{self.url}/readyz", timeout=2).is_success:
                    return time.monotonic() - began
            except httpx2.TransportError:
                time.sleep(0.05)
        raise AssertionError(f"serve was not ready within {within} s")

    @property
    def token(self) -> str:
        return self._home.token()

    def ask(self, method: str, path: str, **given: Any) -> Any:
        """One request with the owner's token. Returns the answer's JSON."""
        headers = {"Authorization": f"Bearer {self._home.token()}"}
        answer = httpx2.request(method, self.url + path, headers=headers, timeout=30, **given)
        assert answer.is_success, answer.text
        return answer.json()

    def kill(self) -> None:
        """SIGKILL for `serve` alone."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(25)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()


def nothing_left(installation: Installation, within: float = 40) -> bool:
    """Whether all its processes are gone, or go within some seconds."""
    deadline = time.monotonic() + within
    while installation.processes():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def parsed(done: subprocess.CompletedProcess[str]) -> Any:
    """What the command printed, as JSON."""
    return json.loads(done.stdout)
