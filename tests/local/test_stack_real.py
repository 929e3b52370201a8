"""Keys of Supabase, Pixio and Stripe replace their stand-ins."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.errors import StackError
from local.settings import Settings
from tests.local.processes import environment, running
from tests.running import RunningStack, running_stack


def started_with(tmp_path: Path, **settings: str) -> Any:
    env_file = tmp_path / "env"
    env_file.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    return running_stack(tmp_path / "data", "--site", "none", "--env-file", str(env_file))


def of_supabase(stack: RunningStack) -> dict[str, str]:
    return {
        "SUPABASE_URL": stack.supabase_url,
        "SUPABASE_ANON_KEY": stack.anon_key,
        "SUPABASE_SERVICE_ROLE_KEY": stack.service_role_key,
    }


def test_a_real_supabase_replaces_the_stand_in_and_other_settings_reach_the_service(
    stack: RunningStack, tmp_path: Path
) -> None:
    settings = {**of_supabase(stack), "STRIPE_SECRET_KEY": "sk_test_mine", "DEPLOYMENT_ID_KREA_FLUX": "mine"}
    with started_with(tmp_path, **settings) as other:
        ready = json.loads((tmp_path / "data.ready.json").read_text())
        assert (ready["db_url"], ready["inbox_url"]) == (None, None)
        assert ready["supabase_url"] == stack.supabase_url
        service = environment(running(other.pid, "gunicorn"))
        assert service["SUPABASE_SERVICE_ROLE_KEY"] == stack.service_role_key
        assert service["DEPLOYMENT_ID_KREA_FLUX"] == "mine"
        assert service["PIXIO_API_URL"] == other.pixio_url
        assert httpx.get(f"{other.service_url}/readyz").is_success
        assert not (other.data_dir / "postgres").exists()


def test_incomplete_settings_of_supabase_are_named_in_the_error() -> None:
    settings = Settings({"SUPABASE_URL": "https://abc.supabase.co", "SUPABASE_ANON_KEY": "key"})
    with pytest.raises(StackError, match="SUPABASE_SECRET_KEY or SUPABASE_SERVICE_ROLE_KEY"):
        settings.supabase()


def test_a_pixio_address_without_a_key_is_refused() -> None:
    with pytest.raises(StackError, match="PIXIO_DEPLOY_API_KEY or COMFY_DEPLOY_API_KEY"):
        Settings({"PIXIO_API_URL": "https://pixio.example"}).pixio_key()


def test_the_environment_overrides_the_file_and_empty_values_are_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "env").write_text("SITE_URL=https://file.example\nPIXIO_DEPLOY_API_KEY=\nSUPABASE_URL=\n")
    monkeypatch.setenv("SITE_URL", "https://environment.example")
    settings = Settings.read(tmp_path / "env")
    assert settings.values["SITE_URL"] == "https://environment.example"
    assert settings.pixio_key() is None
    assert settings.supabase() is None
