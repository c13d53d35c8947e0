"""Passwords of workers: which are good enough, how they are kept (argon2id), and how one is checked."""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.errors import BotError

SHORTEST, LONGEST = 10, 200
FEWEST_DIFFERENT = 4  # characters
LEAST_BESIDE_LOGIN = 6

# The commonest of at least ten characters in published lists of leaked passwords, and those one thinks of here.
COMMONEST = frozenset(
    """
    0123456789 1029384756 1111122222 1112223334 1123581321 1122334455 1212121212 1231231231 1234512345 1234567891
    12345678910 123456789a 123456789q 1234567890a 1234567890q 123456789abc 12345qwert 123qwe123qwe 147258369a
    1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 1qazxsw2345 5201314520 5201314521 5211314521 9876543210 a123456789
    a1234567890 aa123456789 aa12345678 abc123456789 abc1234567 abcd123456 abcd1234567 abcde12345 admin12345
    admin123456 admin888888 administrator asdf123456 asdfghjkl123 changeme123 iloveyou123 iloveyou1314 password01
    password12 password123 password1234 password12345 passw0rd123 p@ssw0rd123 q123456789 q1w2e3r4t5 qq123456789
    qwer123456 qwerty1234 qwerty12345 qwerty123456 qwertyuiop123 w123456789 welcome123 welcome1234 woaini1314
    woaini1314520 woaini5201314 woaini520520 z123456789 zxcvbnm123 zxcvbnm1234 juwutong123 juwutong1234 gulouqu123
    gulou123456 fuzhou123456 shequ123456 zhengfu123456
    """.split()  # noqa: SIM905  (seventy quotation marks help nobody)
)
_ROWS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "1234567890qwertyuiop")


class WeakPassword(BotError):
    """这个密码太容易猜到，请换一个。"""


class Busy(BotError):
    """现在登录的人太多，请过几秒再试。"""


def normalised(password: str) -> str:
    """The password as it is hashed: what a Chinese keyboard types in full width counts as the same character."""
    return unicodedata.normalize("NFKC", password)


def check_strength(password: str, *, login: str) -> None:
    """Raise WeakPassword, saying what is wrong with it."""
    text = normalised(password)
    if len(text) < SHORTEST:
        raise WeakPassword(f"密码太短：至少 {SHORTEST} 个字符。")
    if len(text) > LONGEST:
        raise WeakPassword(f"密码太长：最多 {LONGEST} 个字符。")
    if any(unicodedata.category(character) == "Cc" for character in text):
        raise WeakPassword("密码里有看不见的控制字符，请重新输入。")
    if len(text.lower().replace(login.lower(), "")) < LEAST_BESIDE_LOGIN:
        raise WeakPassword("密码不能和登录名相同，也不能只比登录名多几个字符。")
    if _is_common(text.lower()):
        raise WeakPassword("这个密码太常见，别人很容易猜到。建议用几个互不相关的词组成。")


def _is_common(text: str) -> bool:
    if text in COMMONEST or len(set(text)) < FEWEST_DIFFERENT:
        return True
    return any(text in row * 3 or text[::-1] in row * 3 for row in _ROWS)


class Passwords:
    """Makes and checks hashes. Few at a time: each takes 64 MiB, and messages must not wait behind guesses."""

    def __init__(self, hasher: PasswordHasher | None = None, *, at_once: int = 2, in_line: int = 8) -> None:
        self._hasher = hasher or PasswordHasher()  # argon2id with the second profile of RFC 9106
        self._at_once = BoundedSemaphore(at_once)
        self._in_line = BoundedSemaphore(in_line)

    def hash(self, password: str) -> str:
        """What is stored: at most 200 ASCII characters that tell salt and costs. Raises Busy like `matches`."""
        with self._turn():
            return self._hasher.hash(normalised(password))

    def prepare(self) -> None:
        """Make what logins that do not exist are checked against; else the first of them would take twice as long."""
        self._nobody  # noqa: B018  (reading makes it)

    @cached_property
    def _nobody(self) -> str:
        return self.hash("nobody's password")

    def matches(self, stored: str | None, password: str) -> bool:
        """Whether it is this password. For a login that does not exist (None) it takes as long and is False.

        Raises Busy when too many others are being checked in this process.
        """
        stored_or_nobody = self._nobody if stored is None else stored  # making it takes a turn of its own
        with self._turn():
            try:
                self._hasher.verify(stored_or_nobody, normalised(password))
            except (VerificationError, InvalidHashError):
                return False
        return stored is not None

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._in_line.acquire(blocking=False):
            raise Busy
        try:
            with self._at_once:
                yield
        finally:
            self._in_line.release()
