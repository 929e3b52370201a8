"""Mail templates: placeholders of Go, escaped for their context."""

from __future__ import annotations

import pytest

from local.auth.templates import Template, TemplateError


@pytest.mark.parametrize(
    ("source", "rendered"),
    [
        ("<p>{{ .Name }}</p>", "<p>&lt;i&gt;&amp;&quot;?</p>"),
        ("<b title='{{- .Name -}}'>", "<b title='&lt;i&gt;&amp;&quot;?'>"),
        ('<a href="{{ .Url }}">', '<a href="http://a/?b&amp;c">'),
        ('<a href="{{ .Url }}/c?token={{.Token}}&amp;to={{ .Url }}">', '<a href="http://a/?b&amp;c/c?token=1&amp;to=http%3A%2F%2Fa%2F%3Fb%26c">'),
        ("{{ .Nothing }}{{ .Data.nothing }}{{ .Token.deeper }}", ""),
        ("{{ .Data.template }}", "{{ .Token }}"),
    ],
)  # fmt: skip
def test_a_value_is_escaped_for_its_context(source: str, rendered: str) -> None:
    values = {"Name": '<i>&"?', "Url": "http://a/?b&c", "Token": "1", "Data": {"template": "{{ .Token }}"}}
    assert Template(source, "test").html(values) == rendered


@pytest.mark.parametrize("action", ["{{ if .Data }}x{{ end }}", "{{ range .X }}", "{{ .Email", "{{ printf .Email }}"])
def test_other_actions_are_named_in_the_error(action: str) -> None:
    with pytest.raises(TemplateError, match=r"mail\.html: .*\{\{"):
        Template(f"before {action}", "mail.html")


def test_a_subject_stays_one_line() -> None:
    rendered = Template("Hello {{ .Data.name }}", "test").line({"Data": {"name": "Ada\r\nBcc: x@example.com"}})
    assert rendered == "Hello Ada Bcc: x@example.com"
