"""Mail templates: Go's placeholders, escaped for where they stand."""

from __future__ import annotations

import pytest

from local.auth.templates import Template, TemplateError


def html(source: str, **values: object) -> str:
    return Template(source, "test").html(values)


def test_a_placeholder_in_text_is_escaped() -> None:
    assert html("<p>{{ .Data.name }}</p>", Data={"name": "<script>&'\""}) == "<p>&lt;script&gt;&amp;&#x27;&quot;</p>"


def test_a_placeholder_in_a_query_is_encoded_whole() -> None:
    source = '<a href="{{ .SiteURL }}/c?token={{ .TokenHash }}&amp;next={{ .RedirectTo }}">x</a>'
    rendered = html(source, SiteURL="http://localhost:3000", TokenHash="pkce_1", RedirectTo='http://a/?b=c&d="e')
    assert rendered == (
        '<a href="http://localhost:3000/c?token=pkce_1&amp;next=http%3A%2F%2Fa%2F%3Fb%3Dc%26d%3D%22e">x</a>'
    )


def test_a_whole_address_keeps_its_parts() -> None:
    rendered = html("<a href='{{ .ConfirmationURL }}'>x</a>", ConfirmationURL="http://a/v?token=1&type=signup")
    assert rendered == "<a href='http://a/v?token=1&amp;type=signup'>x</a>"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x"])
def test_an_address_that_runs_something_is_blocked(address: str) -> None:
    assert html('<a href="{{ .Data.link }}">x</a>', Data={"link": address}) == '<a href="#ZgotmplZ">x</a>'


def test_no_value_breaks_out_of_an_attribute() -> None:
    for source in ('<a href="{{ .X }}">', '<a href="/{{ .X }}">', '<a href="/?x={{ .X }}">', '<b title="{{ .X }}">'):
        assert html(source, X='"><script>').count('"') == 2
        assert "<script>" not in html(source, X='"><script>')


def test_a_value_is_not_read_as_a_template() -> None:
    assert html("{{ .Email }}", Email="{{ .Token }}", Token="123456") == "{{ .Token }}"


@pytest.mark.parametrize("placeholder", ["{{ .Email }}", "{{.Email}}", "{{- .Email -}}"])
def test_spaces_in_a_placeholder_do_not_matter(placeholder: str) -> None:
    assert html(placeholder, Email="a@b.example") == "a@b.example"


@pytest.mark.parametrize("placeholder", ["{{ .Nothing }}", "{{ .Data.nothing }}", "{{ .Email.deeper }}"])
def test_a_placeholder_for_nothing_is_empty(placeholder: str) -> None:
    assert html(placeholder, Email="a@b.example", Data={}) == ""


@pytest.mark.parametrize("action", ["{{ if .Data }}x{{ end }}", "{{ range .X }}", "{{ .Email", "{{ printf .Email }}"])
def test_what_is_more_than_a_placeholder_is_named(action: str) -> None:
    with pytest.raises(TemplateError, match=r"mail\.html: .*\{\{"):
        Template(f"before {action}", "mail.html")


def test_a_subject_stays_one_line() -> None:
    rendered = Template("Hello {{ .Data.name }}", "test").line({"Data": {"name": "Ada\r\nBcc: x@example.com"}})
    assert rendered == "Hello Ada Bcc: x@example.com"
