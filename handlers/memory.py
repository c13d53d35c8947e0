"""What a patient clerk still has in mind of a conversation. Kept with the follower, as plain values."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

IN_MIND_FOR = timedelta(minutes=10)


@dataclass(frozen=True)
class Memory:
    """What was spoken about, and whether it went well.

    `codes`: the item in mind, or those that were offered and not picked; `asked`: the question about it, as stored;
    `missed_until`: how long a question nobody could answer still counts; `invited_on`: the day in Fuzhou on which the
    resident was last asked whether an answer helped.
    """

    codes: tuple[str, ...] = ()
    asked: int | None = None
    in_mind_until: datetime | None = None
    missed_until: datetime | None = None
    invited_on: date | None = None

    @classmethod
    def of(cls, kept: dict[str, Any], *, now: datetime) -> "Memory":
        """What of the kept values a clerk would still know now."""
        invited_on = kept.get("invited_on")
        known: dict[str, Any] = {"invited_on": date.fromisoformat(invited_on)} if invited_on else {}
        missed_until, in_mind_until = _moment(kept.get("missed_until")), _moment(kept.get("in_mind_until"))
        if missed_until and missed_until > now:
            known["missed_until"] = missed_until
        if in_mind_until and in_mind_until > now:
            known |= {"codes": tuple(kept["codes"]), "asked": kept.get("asked"), "in_mind_until": in_mind_until}
        return cls(**known)

    def kept(self) -> dict[str, Any]:
        """As it is kept: JSON can hold it, and nothing is said of what is not there."""
        values = {
            "codes": list(self.codes),
            "asked": self.asked,
            "in_mind_until": self.in_mind_until and int(self.in_mind_until.timestamp()),
            "missed_until": self.missed_until and int(self.missed_until.timestamp()),
            "invited_on": self.invited_on and self.invited_on.isoformat(),
        }
        return {name: value for name, value in values.items() if value}


def _moment(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
