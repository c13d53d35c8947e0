"""Settings come from the environment or a file, are checked at once, and none is undocumented."""

import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.paths import ROOT
from bot.settings import Mode, Settings, SettingsError


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_every_setting_is_in_the_example_and_the_example_has_no_other() -> None:
    shown = re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)

    assert sorted(shown) == sorted(name.upper() for name in Settings.model_fields)


def test_the_example_as_it_is_changes_no_default(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text((ROOT / ".env.example").read_text(encoding="utf-8"), encoding="utf-8")

    assert Settings.from_env(tmp_path) == Settings.from_env(tmp_path / "nowhere")


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("WECHAT_APP_ID=wx1\nWECHAT_MODE=plain\n")
    monkeypatch.setenv("WECHAT_APP_ID", "wx2")

    settings = Settings.from_env(tmp_path)

    assert (settings.wechat_app_id, settings.wechat_mode) == ("wx2", Mode.PLAIN)


def test_the_trial_account_counts_only_while_no_account_is_configured(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "local.env").write_text("WECHAT_APP_ID=wxtrial\nWECHAT_API_BASE_URL=http://127.0.0.1:8001\n")

    assert Settings.from_env(tmp_path).is_sandbox
    (tmp_path / ".env").write_text("WECHAT_APP_ID=wxreal\n")
    assert not Settings.from_env(tmp_path).is_sandbox


def test_a_name_that_only_begins_like_this_machine_is_another_machine() -> None:
    assert Settings(wechat_api_base_url="http://127.0.0.1:8001").is_sandbox
    assert not Settings(wechat_api_base_url="http://127.0.0.1.example.com").is_sandbox


def test_all_missing_values_are_named_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        Settings().require_account()

    for name in ("SECRET_KEY", "WECHAT_APP_ID", "WECHAT_APP_SECRET", "WECHAT_TOKEN", "WECHAT_AES_KEY"):
        assert name in str(refused.value)


def test_all_malformed_values_are_named_at_once(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("WECHAT_AES_KEY=short\nPUBLIC_URL=example.org\nLATE_LIMIT_S=-1\n")

    with pytest.raises(SettingsError) as refused:
        Settings.from_env(tmp_path)

    for name in ("WECHAT_AES_KEY", "PUBLIC_URL", "LATE_LIMIT_S"):
        assert name in str(refused.value)
    assert "short" not in str(refused.value)


def test_a_field_list_that_is_not_json_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("WECHAT_TEMPLATE_FIELDS={title\n")

    with pytest.raises(SettingsError, match="wechat_template_fields"):
        Settings.from_env(tmp_path)


def test_plain_mode_needs_no_key() -> None:
    secret = SecretStr("x")
    settings = Settings(
        secret_key=secret,
        wechat_app_id="wx",
        wechat_app_secret=secret,
        wechat_token=secret,
        wechat_mode=Mode.PLAIN,
    )

    settings.require_account()
