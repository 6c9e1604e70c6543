"""Where the command line writes: results to standard output, everything else to standard error."""

from rich.console import Console
from rich.table import Column, Table

#: a terminal breaks lines that are too long for it; what is cut off is lost
out = Console(width=max(Console().width, 140))
errors = Console(stderr=True)


def table_of(first: str, *names: str) -> Table:
    """A table whose first column holds ids: one that is cut off is of no use."""
    return Table(Column(first, min_width=36), *names, box=None, pad_edge=False)
