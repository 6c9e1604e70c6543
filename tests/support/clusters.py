"""As root the embedded server keeps data outside a closed temporary folder: they must go too."""

import shutil
from pathlib import Path


def forget_clusters(folder: Path) -> None:
    """Removes the data of all embedded servers, stopped by now, whose homes are in this folder."""
    for pointer in folder.rglob("postgres/*/cluster"):
        if pointer.is_file():
            shutil.rmtree(pointer.read_text().strip(), ignore_errors=True)
