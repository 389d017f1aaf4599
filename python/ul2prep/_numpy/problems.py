"""Errors in the library's words."""
from __future__ import annotations

from typing import TypeVar

from ..errors import Error

E = TypeVar("E", bound=Error)


def problem(
    kind: type[E], path: str, place: str | None, what: str, got: object = None, expected: object = None,
    fix: str | None = None,
) -> E:
    """`path:place: what, got X; expected Y (fix)`."""
    text = f"{path}: {what}" if place is None else f"{path}:{place}: {what}"
    if got is not None:
        text += f", got {got}"
    if expected is not None:
        text += f"; expected {expected}"
    return kind(text if fix is None else f"{text} ({fix})")
