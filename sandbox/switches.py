"""How the platform behaves where WeChat varies or is not fully known; defaults are the common behaviour."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from sandbox.plain import Json

CHOICES: dict[str, tuple[object, ...]] = {
    "retry_signature": ("new", "equal"),
    "clientmsgid_limit": (32, 64),
    "secret_error": (40001, 40125),
    "empty_encrypted": ("ignored", "failure"),
    "callback": ("normal", "before_answer", "twice", "lost", "late", "wrong_counts", "unknown_job"),
}


class SwitchProblem(ValueError):
    """A switch does not exist or cannot have that value; the message is Chinese."""


@dataclass
class Switches:
    """Seconds are real seconds for deliveries and sandbox seconds for jobs (times `time_scale`)."""

    push_timeout_s: float = 5.0
    deliveries: int = 3
    retry_pause_s: float = 0.0
    impatient_s: float = 0.0
    """When > 0 the next delivery starts this long after the former, although that one is still waiting."""
    retry_signature: str = "new"
    keep_alive: bool = False
    clock_skew_s: float = 0.0
    duplicate_rate: float = 0.0
    swap_rate: float = 0.0
    empty_encrypted: str = "ignored"
    recognition: bool = True
    clientmsgid_limit: int = 32
    secret_error: int = 40001
    quota_factor: float = 1.0
    time_scale: float = 1.0
    callback: str = "normal"
    mass_status: str = ""
    mass_protection: bool = False
    publish_status: int = 0
    template_status: str = "success"
    rotation_overlap_s: float = 60.0
    title_chars: int = 32
    snapshot_user: bool = False

    def update(self, values: dict[str, Any]) -> None:
        """Change some switches, all or none; raises SwitchProblem naming the first that cannot be."""
        for name, value in values.items():
            self._check(name, value)
        for name, value in values.items():
            kind = type(getattr(self, name))
            setattr(self, name, kind(value))

    def _check(self, name: str, value: Json) -> None:
        if name not in {item.name for item in fields(self)}:
            raise SwitchProblem(f"没有这个开关：{name}")
        if name in CHOICES and value not in CHOICES[name]:
            raise SwitchProblem(f"{name} 只能是 {'、'.join(str(choice) for choice in CHOICES[name])}")
        try:
            type(getattr(self, name))(value)
        except (TypeError, ValueError):
            raise SwitchProblem(f"{name} 的值不对：{value!r}") from None

    def values(self) -> dict[str, Any]:
        """All switches by name."""
        return asdict(self)
