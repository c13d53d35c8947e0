"""What JSON can hold, as a type: its parts are checked where they are used."""

from __future__ import annotations

from typing import Any, TypeAlias

Json: TypeAlias = Any
