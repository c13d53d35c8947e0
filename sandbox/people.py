"""Residents with WeChat: who follows, which tags they have, and how much the account may still write to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.clock import month_of
from sandbox.plain import Json
from sandbox.state import Records

if TYPE_CHECKING:
    from sandbox.world import World

RESIDENTS = ("依姆（演示）", "陈伯（演示）", "小林（演示）", "阿香（演示）", "王老师（演示）")
COLOURS = ("#e07a5f", "#3d7ea6", "#81b29a", "#b5838d", "#6d6875", "#c9a227", "#4f772d", "#5e60ce")

HOUR_S = 3600
WINDOW_AFTER_MESSAGE = (5, 48 * HOUR_S)
WINDOW_AFTER_ACTION = (3, 60)
MASS_A_MONTH = 4


@dataclass(slots=True)
class User:
    """One WeChat user. Stamps are seconds on the sandbox's clock; `followed_once` stays true after unfollowing."""

    openid: str
    name: str
    number: int
    avatar: str = COLOURS[0]
    generated: bool = False
    subscribed: bool = False
    followed_once: bool = False
    subscribed_at: int = 0
    subscribe_scene: str = ""
    scene: str = ""
    community: str | None = None
    tags: list[int] = field(default_factory=list)
    remark: str = ""
    blocks: bool = False
    blacklisted: bool = False
    window_left: int = 0
    window_until: float = 0.0
    mass_month: str = ""
    mass_count: int = 0
    consents: dict[str, int] = field(default_factory=dict)

    def open_window(self, window: tuple[int, float], now: float) -> None:
        """A new action never shrinks what the account still has: the larger count, the later end."""
        count, seconds = window
        left = self.window_left if now < self.window_until else 0
        self.window_left = max(left, count)
        self.window_until = max(self.window_until, now + seconds)

    def masses_in(self, month: str) -> int:
        """Mass messages received in a month such as `2026-11`."""
        return self.mass_count if self.mass_month == month else 0

    def count_mass(self, month: str) -> None:
        """Note that a mass message was received."""
        self.mass_count = self.masses_in(month) + 1
        self.mass_month = month


class People:
    """All WeChat users the sandbox knows, in the order they came."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._records: Records[User] = Records(world.store, "user", User)

    def find(self, openid: object) -> User | None:
        """A user by openid."""
        return self._records.get(openid)

    def all(self) -> list[User]:
        """Everybody in the order they came."""
        return self._records.values()

    def __len__(self) -> int:
        return len(self._records)

    def subscribed(self) -> Iterator[User]:
        """Followers in the order they came."""
        return (user for user in self._records.values() if user.subscribed)

    def keep(self, user: User) -> User:
        """Remember a change."""
        return self._records.put(user.openid, user)

    def add(self, name: str, **values: Json) -> User:
        """A new WeChat user who does not follow yet."""
        number = len(self._records)
        openid = self._world.dice.openid()
        return self.keep(User(openid, name, number, avatar=COLOURS[number % len(COLOURS)], **values))

    def add_followers(self, count: int) -> None:
        """Many followers with invented names, as an account that has been running for a while has them."""
        since = int(self._world.clock.stamp()) - count
        for number in range(1, count + 1):
            self.add(
                f"居民{number:05d}（演示）", generated=True, subscribed=True, followed_once=True,
                subscribed_at=since + number, subscribe_scene="ADD_SCENE_SEARCH",
            )  # fmt: skip

    def add_residents(self) -> None:
        """The few invented people the phone can switch between."""
        for name in RESIDENTS:
            self.add(name)

    def mass_left(self, user: User) -> int:
        """How many mass messages this follower can still receive this month."""
        return MASS_A_MONTH - user.masses_in(month_of(self._world.clock.stamp()))
