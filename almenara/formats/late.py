"""Modules read when they are first needed: some libraries take half a second of every start."""

from importlib import import_module
from typing import Any


class Late:
    """Stands for a module and reads it when something of it is asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._name), name)
