"""catalogue.toml: a fork adds a plan or a pack as data."""

from __future__ import annotations

import json

import pytest

from service.stripe.catalogue import FILE, NewPrice, read_catalogue

TEXT = FILE.read_text(encoding="utf-8")
TEAM = """
[[plans]]
tier = "team"
name = "Team"
description = "For agencies"
credits = 20000
monthly = 19900
features = ["Twenty people"]
"""


def test_a_plan_is_one_entry() -> None:
    (team,) = [each for each in read_catalogue(TEXT + TEAM).products if each.id == "plan_team"]
    assert team.prices == (NewPrice("team_monthly", 19900, "month"),)
    assert team.metadata == {"tier": "team", "credits": "20000", "features": '["Twenty people"]'}


def test_plans_sell_credits_for_less_than_packs_and_larger_ones_for_less_than_smaller_ones() -> None:
    rates: dict[bool, list[float]] = {True: [], False: []}
    for product in read_catalogue(TEXT).products:
        for price in product.prices:
            months = 12 if price.interval == "year" else 1
            rates["tier" in product.metadata].append(price.unit_amount / months / int(product.metadata["credits"]))
    assert max(rates[True]) < min(rates[False])
    assert rates[False] == sorted(set(rates[False]), reverse=True), "a larger pack sells credits for less"
    by_interval = [rates[True][0::2], rates[True][1::2]]
    assert by_interval == [sorted(set(each), reverse=True) for each in by_interval], "a larger plan does, too"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (TEAM.replace("credits = 20000", "credits = 0"), "credits"),
        (TEAM.replace("credits = 20000", 'credits = "20000"'), "credits"),
        (TEAM.replace("monthly", "montly"), "montly"),
        (TEAM.replace('"team"', '"Team Plan"'), "tier"),
        (TEAM.replace('name = "Team"', ""), "name"),
        (TEAM + 'currency = "dollars"', "currency"),
    ],
)
def test_an_invalid_entry_is_named(wrong: str, field: str) -> None:
    with pytest.raises(ValueError, match=field):
        read_catalogue(TEXT + wrong)


def test_texts_in_other_languages_become_metadata() -> None:
    pro = next(product for product in read_catalogue(TEXT).products if product.id == "plan_pro")
    assert pro.metadata["description_de"] == "Für alle, die beruflich gestalten"
    assert json.loads(pro.metadata["features_de"])[0] == "Alles aus Kostenlos"
    assert "name_de" not in pro.metadata
