"""python -m bench.competitors.install FOLDER: makes environments with the other systems."""

import os
import subprocess
import sys
import venv
from pathlib import Path

_ENVIRONMENTS = {
    "redis-new": ("celery[redis]==5.7.*", "rq==3.*", "hiredis"),
    "redis-old": ("arq==0.28.*",),  # wants redis below 6, Celery above
}


def install(folder: Path) -> list[Path]:
    """Returns the interpreters. Raises subprocess.CalledProcessError."""
    interpreters = []
    for name, requirements in _ENVIRONMENTS.items():
        venv.create(folder / name, with_pip=True)
        python = folder / name / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", *requirements], check=True)
        interpreters.append(python)
    return interpreters


if __name__ == "__main__":
    found = os.pathsep.join(map(str, install(Path(sys.argv[1]).absolute())))
    print(f"export BENCH_PYTHON={found}")
