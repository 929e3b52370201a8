"""The document behind a public link: its social card, and the way to the page."""

from __future__ import annotations

import uuid

import pytest
from flask.testing import FlaskClient

from tests.service.api_client import ApiClient
from tests.service.conftest import MakeApp

THUMBNAIL = "https://files.example/small.webp"


@pytest.fixture
def generation_id(api_client: ApiClient) -> str:
    """A completed generation whose prompt is markup."""
    generation_id = api_client.started(inputs={"text": 'A <b>"fox"</b>'})
    api_client.sql("select complete_generation(%s, 'https://files.example/fox.png', 'fox.png')", [generation_id])
    api_client.sql("update generated_media set thumbnail_url = %s where id = %s", [THUMBNAIL, generation_id])
    return generation_id


def shared(api_client: ApiClient, generation_id: str, *, show_prompt: bool) -> str:
    (row,) = api_client.sql(
        "insert into shares (user_id, generation_id, show_prompt) values (%s, %s, %s) returning token",
        [api_client.person.id, generation_id, show_prompt],
    )
    return str(row["token"])


def test_a_link_has_a_card_with_the_small_picture(api_client: ApiClient, generation_id: str) -> None:
    token = shared(api_client, generation_id, show_prompt=True)
    answer = api_client.http.get(f"/s/{token}")
    assert answer.status_code == 200
    assert '<meta property="og:title" content="A &lt;b&gt;&#34;fox&#34;&lt;/b&gt;">' in answer.text
    assert f'<meta property="og:image" content="{THUMBNAIL}">' in answer.text
    assert f'<meta property="og:url" content="http://service.invalid/s/{token}">' in answer.text
    assert f'<meta http-equiv="refresh" content="0; url=/shared#{token}">' in answer.text
    assert (answer.headers["X-Robots-Tag"], answer.headers["Cache-Control"]) == ("noindex", "no-store")


def test_a_hidden_prompt_is_not_in_the_card(api_client: ApiClient, generation_id: str) -> None:
    answer = api_client.http.get(f"/s/{shared(api_client, generation_id, show_prompt=False)}")
    assert "fox" not in answer.text
    assert '<meta property="og:title" content="Krea Flux">' in answer.text


@pytest.mark.parametrize("token", ["0" * 32, "x", "%00", "'", "A" * 32, "%22%3E%3Cscript%3E"])
def test_an_unknown_link_has_no_card_and_leads_to_the_page(client: FlaskClient, token: str) -> None:
    answer = client.get(f"/s/{token}")
    assert answer.status_code == 404
    assert "og:image" not in answer.text
    assert "url=/shared#" in answer.text
    assert "<script" not in answer.text


def test_a_link_leads_to_the_page_while_supabase_is_away(make_app: MakeApp) -> None:
    answer = make_app(SUPABASE_URL="http://127.0.0.1:9").test_client().get(f"/s/{uuid.uuid4().hex}")
    assert answer.status_code == 503
    assert "url=/shared#" in answer.text
