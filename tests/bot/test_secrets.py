"""What is sealed can be read with the same key and the same binding, and with nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.secrets import Cipher, SecretUnreadableError

TEXT = st.text(st.characters(codec="utf-8"))


@given(TEXT, TEXT)
def test_whatever_is_sealed_comes_back_unchanged(text: str, owner: str) -> None:
    cipher = Cipher("a secret key", "test")

    sealed = cipher.seal(text, bound_to=owner)

    assert cipher.unseal(sealed, bound_to=owner) == text
    assert sealed.isascii()


@pytest.mark.parametrize(
    "other", [Cipher("another key", "test"), Cipher("a secret key", "another purpose")], ids=["key", "purpose"]
)
def test_another_key_or_purpose_reads_nothing(other: Cipher) -> None:
    sealed = Cipher("a secret key", "test").seal("token", bound_to="wx1")

    with pytest.raises(SecretUnreadableError, match="SECRET_KEY"):
        other.unseal(sealed, bound_to="wx1")


@pytest.mark.parametrize("spoiled", ["", "AAAA", "not base64!", "密文"])
def test_a_spoiled_text_is_refused_and_never_half_read(spoiled: str) -> None:
    cipher = Cipher("a secret key", "test")

    with pytest.raises(SecretUnreadableError):
        cipher.unseal(spoiled, bound_to="wx1")


def test_a_sealed_text_moved_to_another_account_is_refused() -> None:
    cipher = Cipher("a secret key", "test")
    sealed = cipher.seal("token", bound_to="wx1")

    with pytest.raises(SecretUnreadableError):
        cipher.unseal(sealed, bound_to="wx2")


def test_sealing_the_same_text_twice_gives_two_texts() -> None:
    cipher = Cipher("a secret key", "test")

    assert cipher.seal("token", bound_to="wx1") != cipher.seal("token", bound_to="wx1")


def test_a_fingerprint_tells_equal_from_different_and_hides_the_secret() -> None:
    cipher = Cipher("a secret key", "test")

    assert cipher.fingerprint("one") == cipher.fingerprint("one")
    assert cipher.fingerprint("one") != cipher.fingerprint("two")
    assert cipher.fingerprint("one") != Cipher("another key", "test").fingerprint("one")
