"""`educe demo`: the sample course, from files to a concept graph."""

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from educe.cli.console import errors, out
from educe.cli.extract import Order, run
from educe.cli.local import connected
from educe.settings import Settings


def demo(
    to: Annotated[Path, typer.Option("--out", help="A folder for the artifacts.")] = Path(
        "out/demo"
    ),
) -> None:
    """Extract the sample course and show what is found. Needs no network and no key."""
    from educe.jobs.sample_course import COURSE, sample_files

    began = time.monotonic()
    settings = Settings(url=None)
    files = sample_files()
    errors.print("Starting Educe with its embedded PostgreSQL…")
    with connected(settings, start=True) as server:
        errors.print(f"Extracting “{COURSE}”: {len(files)} files", highlight=False)
        code = run(server, Order(files, COURSE, out=to))
    if code == 0:
        out.print(
            f"\nThat took {time.monotonic() - began:.0f} s, on this machine alone. To go on:\n"
            f"  make serve                          Educe at http://{settings.host}:{settings.port}\n"
            "  educe extract FOLDER --out results  your own files\n",
            highlight=False,
        )
    sys.exit(code)
