"""Compiles the hashed locks from pyproject.toml: python -m tests.lock

They hold no index addresses, so they say what is installed and not where from.
"""

import re
import subprocess
import sys
from pathlib import Path

FLAGS = [
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-header",
    "--quiet",
]


def compile_lock(output: str, *more: str) -> None:
    command = ["-m", "uv", "pip", "compile", "pyproject.toml", *FLAGS, "-o", output, *more]
    subprocess.run([sys.executable, *command], check=True)
    if re.search(r"https?://|--index-url|--find-links", Path(output).read_text()):
        sys.exit(f"{output} holds an address; it must not.")


if __name__ == "__main__":
    compile_lock("requirements-dev.txt", "--group", "dev")
    compile_lock("requirements.txt", "-c", "requirements-dev.txt")
