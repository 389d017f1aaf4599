"""Rows of uncompressed shards by NumPy alone, where there is no library: the same rows, order and states, slower."""
from .reader import NumpyReader

__all__ = ["NumpyReader"]
