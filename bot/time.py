"""The one clock of a process, and the time zone people live in."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.settings import Settings, SettingsError

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock:
    """Says what time it is, in UTC. For drills a file may hold seconds to add (CLOCK_OFFSET_FILE)."""

    def __init__(self, offset_file: Path | None = None) -> None:
        self._offset_file = offset_file

    @classmethod
    def of(cls, settings: Settings) -> "Clock":
        """Raise SettingsError when a drill clock is asked for while talking to the real WeChat."""
        if settings.clock_offset_file and not settings.is_sandbox:
            raise SettingsError("CLOCK_OFFSET_FILE 只用于演练：WECHAT_API_BASE_URL 不是本机地址时不能设置。")
        return cls(settings.clock_offset_file)

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC) + timedelta(seconds=self._offset())

    def _offset(self) -> float:
        if self._offset_file is None:
            return 0.0
        try:
            return float(self._offset_file.read_text() or 0)
        except FileNotFoundError:
            return 0.0


def local(moment: datetime) -> datetime:
    """The same moment as people in the district read it off a clock."""
    return moment.astimezone(SHANGHAI)


def chinese_date(day: date | datetime) -> str:
    """A day as in 2026年11月23日; a moment is the day in the district."""
    day = local(day).date() if isinstance(day, datetime) else day
    return f"{day.year}年{day.month}月{day.day}日"
