"""The document behind a public link: its social card, and the way to the page."""

from __future__ import annotations

import uuid

import pytest
from flask.testing import FlaskClient

from tests.service.api_client import ApiClient
from tests.service.conftest import MakeApp

ONWARD = "location.replace('/shared#' + location.pathname.slice(3))"
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
    assert '<meta property="og:description" content="A &lt;b&gt;&#34;fox&#34;&lt;/b&gt;">' in answer.text
    assert '<meta property="og:image:alt" content="A &lt;b&gt;&#34;fox&#34;&lt;/b&gt;">' in answer.text
    assert "og:image:width" not in answer.text, "the size of the small picture is not known"
    assert f'<meta property="og:url" content="http://service.invalid/s/{token}">' in answer.text
    assert ONWARD in answer.text
    assert (answer.headers["X-Robots-Tag"], answer.headers["Cache-Control"]) == ("noindex", "no-store")


def test_a_hidden_prompt_is_neither_in_the_card_nor_on_the_page(api_client: ApiClient, generation_id: str) -> None:
    answer = api_client.http.get(f"/s/{shared(api_client, generation_id, show_prompt=False)}")
    assert "fox" not in answer.text.replace("https://files.example/fox.png", "")
    assert '<meta property="og:title" content="Krea Flux">' in answer.text
    assert '<meta property="og:description" content="Krea Flux">' in answer.text
    assert '<meta property="og:image:alt" content="Krea Flux">' in answer.text


def test_a_card_with_the_whole_picture_has_its_size(api_client: ApiClient, generation_id: str) -> None:
    api_client.sql(
        "update generated_media set thumbnail_url = '', width = 832, height = 1248 where id = %s", [generation_id]
    )
    answer = api_client.http.get(f"/s/{shared(api_client, generation_id, show_prompt=False)}")
    assert '<meta property="og:image:width" content="832">' in answer.text
    assert '<meta property="og:image:height" content="1248">' in answer.text


@pytest.mark.parametrize("token", ["0" * 32, "x", "%00", "'", "A" * 32, "%22%3E%3Cscript%3E"])
def test_an_unknown_link_has_no_card_and_leads_to_the_page(client: FlaskClient, token: str) -> None:
    answer = client.get(f"/s/{token}")
    assert answer.status_code == 404
    assert "og:image" not in answer.text
    assert ONWARD in answer.text
    assert ">404</a>" in answer.text
    assert answer.text.count("<script") == 1


def test_a_link_leads_to_the_page_while_supabase_is_away(make_app: MakeApp) -> None:
    answer = make_app(SUPABASE_URL="http://127.0.0.1:9").test_client().get(f"/s/{uuid.uuid4().hex}")
    assert answer.status_code == 503
    assert ONWARD in answer.text
    assert ">503</a>" in answer.text


def test_a_link_shows_its_result_without_scripts(api_client: ApiClient, generation_id: str) -> None:
    answer = api_client.http.get(f"/s/{shared(api_client, generation_id, show_prompt=True)}")
    assert '<img src="https://files.example/fox.png" alt="A &lt;b&gt;&#34;fox&#34;&lt;/b&gt;"' in answer.text
    assert "A &lt;b&gt;&#34;fox&#34;&lt;/b&gt;\nKrea Flux" in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "img-src https://files.example; media-src https://files.example" in policy
    assert "unsafe" not in policy


def test_a_link_to_a_collection_shows_its_results_in_pages(api_client: ApiClient, generation_id: str) -> None:
    """And no other result of its owner."""
    api_client.sql(
        "insert into generated_media (user_id, prompt, media_type, media_url, storage_path, credits_used, status, model_id,"
        " inputs, progress, finished_at) select user_id, '', media_type, 'https://files.example/' || n || '.png', n || '.png',"
        " 1, status, model_id, inputs, 1, now() from generated_media, generate_series(1, 65) n where id = %s",
        [generation_id],
    )
    (row,) = api_client.sql(
        "with c as (insert into collections (user_id, name) values (%(user)s, 'Foxes') returning id, user_id),"
        " i as (insert into collection_items (user_id, collection_id, generation_id)"
        " select c.user_id, c.id, m.id from c join generated_media m on m.user_id = c.user_id and m.id <> %(other)s)"
        " insert into shares (user_id, collection_id) select user_id, id from c returning token",
        {"user": api_client.person.id, "other": generation_id},
    )
    first = api_client.http.get(f"/s/{row['token']}").text
    assert '<h1 dir="auto">Foxes</h1>' in first
    assert first.count("<img ") == 60
    assert f'<a href="/s/{row["token"]}?offset=60">' in first
    second = api_client.http.get(f"/s/{row['token']}?offset=60").text
    assert second.count("<img ") == 5
    assert "offset=" not in second
    assert "fox.png" not in first + second


@pytest.mark.parametrize("offset", ["-1", "x", "99999999999999999999", "1"])
def test_an_offset_beyond_the_results_leads_to_the_page(api_client: ApiClient, generation_id: str, offset: str) -> None:
    answer = api_client.http.get(f"/s/{shared(api_client, generation_id, show_prompt=False)}?offset={offset}")
    assert answer.status_code == 200
    assert ONWARD in answer.text
