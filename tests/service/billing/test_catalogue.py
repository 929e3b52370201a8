"""catalogue.toml: a fork adds a plan or a pack as data."""

from __future__ import annotations

import json

import pytest

from service.stripe.catalogue import FILE, NewPrice, read_catalogue
from tests.docs.documents import blocks

TEXT = FILE.read_text(encoding="utf-8")
# The plan and the pack of docs/make-it-yours.md.
(OWN,) = [code.text for code in blocks("toml") if code.text.startswith("[[plans]]")]
OWN = f'currency = "usd"\n{OWN}'


def test_the_documented_plan_and_pack_are_one_entry_each() -> None:
    team, pack = read_catalogue(OWN).products
    assert (team.id, team.prices) == ("plan_team", (NewPrice("team_monthly", 17900, "month"),))
    features = '["Everything in Business", "Credits for twenty people"]'
    assert team.metadata == {"tier": "team", "credits": "20000", "features": features}
    assert [price.unit_amount for price in pack.prices] == [8775]
    assert pack.metadata == {"kind": "pack", "credits": "9000"}


@pytest.mark.parametrize("catalogue", [TEXT, TEXT + OWN.partition("\n")[2]], ids=["ours", "with the documented ones"])
def test_plans_sell_credits_for_less_than_packs_and_no_larger_one_for_more_than_a_smaller_one(catalogue: str) -> None:
    rates: dict[str | None, list[tuple[int, float]]] = {"month": [], "year": [], None: []}
    for product in read_catalogue(catalogue).products:
        credits = int(product.metadata["credits"])
        for price in product.prices:
            months = 12 if price.interval == "year" else 1
            rates[price.interval].append((credits, price.unit_amount / months / credits))
    for of_one_interval in rates.values():
        falling = [rate for _, rate in sorted(of_one_interval)]
        assert falling == sorted(falling, reverse=True), "a larger one never sells credits for more"
    assert max(rate for _, rate in rates["month"] + rates["year"]) < min(rate for _, rate in rates[None])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (OWN.replace("credits = 20000", "credits = 0"), "credits"),
        (OWN.replace("credits = 20000", 'credits = "20000"'), "credits"),
        (OWN.replace("monthly", "montly"), "montly"),
        (OWN.replace('"team"', '"Team Plan"'), "tier"),
        (OWN.replace('name = "Team"', ""), "name"),
        (OWN.replace('"usd"', '"dollars"'), "currency"),
    ],
)
def test_an_invalid_entry_is_named(wrong: str, field: str) -> None:
    with pytest.raises(ValueError, match=field):
        read_catalogue(wrong)


def test_texts_in_other_languages_become_metadata() -> None:
    pro = next(product for product in read_catalogue(TEXT).products if product.id == "plan_pro")
    assert pro.metadata["description_de"] == "Für alle, die beruflich gestalten"
    assert json.loads(pro.metadata["features_de"])[0] == "Alles aus dem kostenlosen Tarif"
    assert "name_de" not in pro.metadata
