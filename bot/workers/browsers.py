"""What a worker recognises a browser of theirs by: roughly which device, and roughly where."""

from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address, ip_network

# The first whose sign is found; many browsers name those they descend from as well.
BROWSERS = (
    ("MicroMessenger/", "微信"),
    ("Edg", "Edge"),
    ("HuaweiBrowser/", "华为浏览器"),
    ("QQBrowser/", "QQ浏览器"),
    ("UCBrowser/", "UC浏览器"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("OpenHarmony", "鸿蒙"),
    ("HarmonyOS", "鸿蒙"),
    ("Android", "安卓手机或平板"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows 电脑"),
    ("Macintosh", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)


@dataclass(frozen=True)
class Browser:
    """A browser as its own worker would describe it; both at most 60 characters."""

    device: str = "说不出名字的设备"
    network: str = ""

    @classmethod
    def of(cls, user_agent: str, address: str) -> "Browser":
        """Read from what a request says of itself. The address is kept without its end: nobody's home is in it."""
        named = [next((words for sign, words in table if sign in user_agent), "") for table in (SYSTEMS, BROWSERS)]
        return cls("，".join(filter(None, named)) or cls.device, _roughly(address))


UNKNOWN = Browser()


def _roughly(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    found = getattr(found, "ipv4_mapped", None) or found
    if isinstance(found, IPv4Address):
        return f"{'.'.join(str(found).split('.')[:2])}.*.*"
    return f"{ip_network((found, 32), strict=False).network_address}…"
