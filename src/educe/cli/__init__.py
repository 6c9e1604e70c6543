"""The command line: `educe …`."""

from educe.cli.app import main

__all__ = ["main"]
