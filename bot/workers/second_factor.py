"""The second step of signing in: six digits from the worker's phone (TOTP, RFC 6238), or a code from a paper slip."""

import hmac
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pyotp import TOTP
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.errors import BotError
from bot.secrets import Cipher
from bot.workers.models import RecoveryCode, SecondFactor

STEP_S = 30
TOLERANCE = 1  # steps: clocks of phones differ, and people type slowly
DIGITS = 6
RECOVERY_CODES = 10
ISSUER = "居务通"


class WrongCode(BotError):
    """动态码不对。请看清手机上现在显示的六位数字，再输一遍。"""


def factor_cipher(secret_key: str) -> Cipher:
    """What seals the secrets of phones and hashes recovery codes."""
    return Cipher(secret_key, "worker second factor")


def address_for_phone(secret: str, login: str) -> str:
    """The otpauth:// address a phone's app reads from a QR code; `secret` in base32."""
    return TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def step_of(now: datetime) -> int:
    """The number of the half minute a moment is in."""
    return int(now.timestamp()) // STEP_S


def matching_step(secret: str, code: str, *, now: datetime, after: int) -> int | None:
    """The step this code belongs to: this one or a neighbour, later than the step `after` that was used last."""
    typed, otp = plain(code), TOTP(secret)
    near = range(step_of(now) - TOLERANCE, step_of(now) + TOLERANCE + 1)
    matching = [step for step in near if hmac.compare_digest(otp.generate_otp(step).encode(), typed.encode())]
    return next((step for step in matching if step > after), None)


@dataclass(frozen=True)
class Phone:
    """A phone a worker wants to use: the secret it was given, the code it shows, the codes of the slip beside it.

    Secret and slip are random, and not kept as they are.
    """

    secret: str = field(repr=False)
    code: str
    recovery_codes: Sequence[str] = field(repr=False)


def enrol(session: Session, cipher: Cipher, worker_id: int, phone: Phone, *, now: datetime) -> None:
    """Take a phone and its slip, in place of any other, once it has shown a right code. Raises WrongCode."""
    step = matching_step(phone.secret, phone.code, now=now, after=0)
    if step is None:
        raise WrongCode
    forget_factor(session, worker_id)
    sealed = cipher.seal(phone.secret, bound_to=_binding(worker_id))
    session.add(SecondFactor(worker_id=worker_id, secret=sealed, last_step=step, enrolled_at=now))
    for recovery in phone.recovery_codes:
        session.add(RecoveryCode(worker_id=worker_id, code_hash=_hash(cipher, worker_id, recovery)))
    session.flush()


def has_factor(session: Session, worker_id: int) -> bool:
    """Whether the worker has a phone that makes codes."""
    return session.get(SecondFactor, worker_id) is not None


def recovery_codes_left(session: Session, worker_id: int) -> int:
    """How many codes of the slip were not used yet."""
    query = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.worker_id == worker_id)
    return session.scalar(query) or 0


def use_code(session: Session, cipher: Cipher, worker_id: int, code: str, *, now: datetime) -> str | None:
    """Spend a code: "phone" or "recovery" for which kind it was, None when it is wrong or was used before."""
    query = select(SecondFactor).where(SecondFactor.worker_id == worker_id).with_for_update()
    factor = session.scalars(query).one_or_none()
    if factor is None:
        return None
    secret = cipher.unseal(factor.secret, bound_to=_binding(worker_id))
    step = matching_step(secret, code, now=now, after=factor.last_step)
    if step is not None:
        factor.last_step = step
        return "phone"
    spent = delete(RecoveryCode).where(RecoveryCode.code_hash == _hash(cipher, worker_id, code))
    return "recovery" if session.scalars(spent.returning(RecoveryCode.id)).all() else None


def forget_factor(session: Session, worker_id: int) -> None:
    """The worker has neither phone nor slip any more."""
    session.execute(delete(SecondFactor).where(SecondFactor.worker_id == worker_id))
    session.execute(delete(RecoveryCode).where(RecoveryCode.worker_id == worker_id))


def plain(code: str) -> str:
    """A code as it is compared: however it was grouped, in capitals or in full width."""
    text = unicodedata.normalize("NFKC", code).lower()
    return "".join(character for character in text if character.isalnum())


def _hash(cipher: Cipher, worker_id: int, code: str) -> str:
    return cipher.fingerprint(f"{worker_id}:{plain(code)}")


def _binding(worker_id: int) -> str:
    return f"worker {worker_id}"
