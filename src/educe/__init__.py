"""Educe: piles of documents turned into knowledge that points at the words it came from."""

from importlib.metadata import version

__version__ = version("educe")
