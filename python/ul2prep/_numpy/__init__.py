"""Rows of uncompressed shards by NumPy alone, where there is no library: the same, but slower."""
from .reader import NumpyReader

__all__ = ["NumpyReader"]
