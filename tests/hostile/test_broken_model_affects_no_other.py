"""A model with a broken schema is unavailable; the dashboard, other models and the balance are not affected."""

from __future__ import annotations

import json

from playwright.sync_api import expect

from tests.conftest import NewUser, Sql
from tests.schemas import schema_with
from tests.schemas.model_rows import ModelRows
from tests.web.conftest import NewStudio
from tests.web.studio import Studio

OBJECT_MEMBERS = ("__proto__", "constructor", "prototype", "toString", "hasOwnProperty")
FORM_MEMBERS = ["text", "querySelector", "querySelectorAll", "parentNode", "submit", "elements", "style", "length"]
FORM_MEMBERS += ["nodeType", "contains", "then", "toJSON"]


def test_a_model_with_a_broken_schema_is_unavailable_and_others_work(
    new_studio: NewStudio, new_user: NewUser, model_rows: ModelRows
) -> None:
    definitions = (
        '{"type": "string", "pattern": "("}',
        '{"$ref": "https://example.com/"}',
        '{"type": "string", "title": {}}',
    )
    texts = [json.dumps(schema_with(x=0)).replace('"x": 0', f'"{name}": {definitions[0]}') for name in OBJECT_MEMBERS]
    texts += [json.dumps(schema_with(x=0)).replace('"x": 0', f'"x": {definition}') for definition in definitions]
    texts += ["null", "[]", '"x"', "{}", '{"properties": null}', '{"x": ' + "[" * 3000 + "]" * 3000 + "}"]
    models = [model_rows.insert_unchecked(text, position=-1) for text in texts]
    studio = new_studio(new_user())
    for model in models:
        card = studio.page.get_by_role("radio", name=model)
        expect(card).to_be_disabled()
        expect(card.locator("xpath=..")).to_contain_text("Not available right now")
    studio.generate("A fox")
    expect(studio.pane.get_by_role("img", name="A fox")).to_be_visible()
    added_later = model_rows.insert_unchecked("{}")
    expect(studio.page.get_by_role("radio", name=added_later)).to_be_disabled()
    expect(studio.field("Prompt")).to_have_value("A fox")


def test_inputs_may_be_named_like_members_of_a_form_or_object(
    new_studio: NewStudio, new_user: NewUser, model_rows: ModelRows
) -> None:
    names = FORM_MEMBERS
    inputs = {name: {"type": "string", "title": f"The {name}"} for name in names}
    model = model_rows.insert(json.dumps(schema_with(**inputs) | {"required": names}))
    studio = new_studio(new_user())
    studio.choose(model)
    studio.submit()
    expect(studio.page.get_by_label("The text", exact=True)).to_be_focused()
    for name in names:
        box = studio.page.get_by_label(f"The {name}", exact=True)
        expect(box).to_have_accessible_description("Please fill this in.")
        box.fill(name)
    studio.submit()
    expect(studio.pane.get_by_role("img", name="text")).to_be_visible()
    assert studio.rows()[0]["inputs"] == {name: name for name in names}


def test_a_pattern_is_checked_by_the_service_which_names_the_field(
    new_studio: NewStudio, new_user: NewUser, model_rows: ModelRows
) -> None:
    model = model_rows.insert(json.dumps(schema_with(text={"type": "string", "title": "Word", "pattern": "^(a+)+$"})))
    studio = new_studio(new_user())
    studio.browser_errors.expect("status of 422")
    studio.choose(model)
    studio.fill("Word", "a" * 40 + "!")
    studio.submit()
    expect(studio.field("Word")).to_be_focused()
    expect(studio.field("Word")).to_have_accessible_description("This does not have the right format.")
    assert studio.balance() == 500


def test_a_model_that_breaks_while_its_form_is_open_shows_a_message_and_charges_nothing(
    studio: Studio, model_rows: ModelRows, sql: Sql
) -> None:
    model = model_rows.insert(json.dumps(schema_with()))
    studio.browser_errors.expect("status of 503")
    studio.open_without_live_updates().choose(model)
    sql("set session_replication_role = replica")
    sql("update models set input_schema = '{}' where id = %s", [model])
    sql("reset session_replication_role")
    studio.fill("text", "A fox")
    studio.submit()
    expect(studio.page.get_by_role("radio", name=model)).to_be_disabled()
    expect(studio.page.get_by_text("The form of this model cannot be shown at the moment.")).to_be_visible()
    assert (studio.rows(), studio.balance()) == ([], 500)
