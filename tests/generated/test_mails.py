"""`make check` names each mail template that a language lacks."""

from pathlib import Path

import pytest

from tests.generated.mails import mail_problems

ENGLISH = '<html lang="en">{{ .SiteURL }} {{ .TokenHash }}</html>'
FRENCH = ENGLISH.replace("en", "fr", 1)


@pytest.mark.parametrize(
    ("french", "problems"),
    [
        (FRENCH, []),
        (None, ["supabase/templates/fr/invite.html is missing: every language of web/src/texts has all mail templates."]),
        (FRENCH.replace("{{ .SiteURL }}", ""), ["supabase/templates/fr/invite.html has other placeholders than the English template."]),
        (ENGLISH, ['supabase/templates/fr/invite.html must have <html lang="fr">.']),
    ],
)  # fmt: skip
def test_a_third_language_needs_all_mail_templates(tmp_path: Path, french: str | None, problems: list[str]) -> None:
    templates, texts = tmp_path / "templates", tmp_path / "texts"
    for folder in (templates / "fr", texts / "en", texts / "fr"):
        folder.mkdir(parents=True)
    (templates / "invite.html").write_text(ENGLISH, encoding="utf-8")
    if french:
        (templates / "fr" / "invite.html").write_text(french, encoding="utf-8")
    assert list(mail_problems(templates, texts)) == problems
