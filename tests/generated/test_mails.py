"""`make check` names each mail that a language lacks, or that has another name or subject."""

from pathlib import Path

import pytest

from tests.generated.mails import code_problems, mail_problems, name_problems, subject_problems, translation_problems

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
    assert list(translation_problems(templates, texts)) == problems


def test_a_mail_without_the_name_of_the_brand_is_named() -> None:
    assert list(mail_problems()) == []
    wrong = 'supabase/templates/de/invite.html lacks "Wood & Stone", the name in web/src/brand/brand.json.'
    assert wrong in list(name_problems("Wood & Stone"))


def test_a_mail_with_a_code_is_named(tmp_path: Path) -> None:
    (tmp_path / "magic_link.html").write_text("Or type {{ .Token }}", encoding="utf-8")
    assert list(code_problems(tmp_path)) == [
        "supabase/templates/magic_link.html has a code, and no page has a field for it."
    ]


def test_the_subject_of_a_mail_is_its_heading() -> None:
    english, german = "Confirm your email address", "Bestätige deine E-Mail-Adresse"
    file = "./supabase/templates/de/confirmation.html"
    config = f'[auth.email.template.confirmation]\nsubject = "{english}"\ncontent_path = "{file}"'
    wrong = f'supabase/config.toml: the subject of confirmation must be "{german}", the heading of {file}.'
    assert list(subject_problems(config)) == [wrong]
    assert list(subject_problems(config.replace(english, german))) == []
