"""Metadata: what puts a product on sale, and what is kept when it becomes invalid."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from .conftest import Database

PRO = {"tier": "pro", "credits": "3000"}
MISSING: Any = object()


def plan(**changes: Any) -> dict[str, Any]:
    """The metadata of a valid plan with some fields changed or missing."""
    return {name: value for name, value in {**PRO, **changes}.items() if value is not MISSING}


VALID = [
    (plan(), "pro", 3000),
    (plan(tier="business", credits="1"), "business", 1),
    (plan(credits="10000000"), "pro", 10_000_000),
    (plan(credits="0003000"), "pro", 3000),
    (plan(credits=3000), "pro", 3000),
    ({"kind": "pack", "credits": "1000"}, None, 1000),
    ({"kind": "pack", "credits": "10000000"}, None, 10_000_000),
]
CREDITS: tuple[Any, ...] = (
    "3,000", "", "-5", "3e3", "0", "000", "٣", "٣٠٠٠", "３０００", "999999999", "10000001", "9" * 500, " 3000", "3000 ",
    "3000\n", "\t3000", "+3000", "3000.0", "0x10", "1_000", "abc", "null", None, MISSING, -5, 3.5, 3e9, True, [], {},
    ["3000"],
)  # fmt: skip
TIERS: tuple[Any, ...] = ("gold", "", "PRO", "pro ", " pro", "free", "pack", None, MISSING, [], 5)
INVALID: list[tuple[Any, str]] = [
    *((plan(credits=credits_), "credits") for credits_ in CREDITS),
    *((plan(tier=tier), "tier") for tier in TIERS),
    *(({"kind": "pack", "credits": credits_}, "credits") for credits_ in ("999999999999", "0", "-5", "", "1e3", None)),
    ({"kind": "pack"}, "credits"),
    ({"kind": "pack", "tier": "pro", "credits": "3000"}, "kind"),
    ({"kind": "packs", "credits": "1000"}, "kind"),
    ({"kind": "PACK", "credits": "1000"}, "kind"),
    ({"credits": "1000"}, "tier"),
    ({}, "tier"),
    (None, "tier"),
]


def put(db: Database, product_id: str, metadata: Any) -> dict[str, Any]:
    """Mirror a product with this metadata; returns its row."""
    product = Jsonb({"id": product_id, "active": True, "name": "Test", "metadata": metadata})
    db.value("select sync_product(%s, next_stripe_ticket())", product)
    (row,) = db.rows("select tier, credits, problem, metadata from products where id = %s", product_id)
    return row


@pytest.fixture
def product_id() -> str:
    return f"prod_{uuid4().hex}"


def test_valid_metadata_put_a_product_on_sale(db: Database) -> None:
    for metadata, tier, credits_ in VALID:
        row = put(db, f"prod_{uuid4().hex}", metadata)
        assert (row["tier"], row["credits"], row["problem"]) == (tier, credits_, None), metadata


def test_invalid_metadata_are_mirrored_but_not_for_sale(db: Database) -> None:
    for metadata, field in INVALID:
        row = put(db, f"prod_{uuid4().hex}", metadata)
        assert f'"{field}"' in row["problem"], metadata
        assert (row["tier"], row["credits"], row["metadata"]) == (None, None, metadata), metadata


def test_plan_keeps_its_last_valid_values_until_it_is_corrected(db: Database, product_id: str) -> None:
    put(db, product_id, PRO)
    for metadata, field in INVALID:
        row = put(db, product_id, metadata)
        assert f'"{field}"' in row["problem"], metadata
        assert (row["tier"], row["credits"], row["metadata"]) == ("pro", 3000, metadata)
    row = put(db, product_id, {"tier": "business", "credits": "0500"})
    assert (row["tier"], row["credits"], row["problem"]) == ("business", 500, None)


def test_a_plan_does_not_become_a_pack(db: Database, product_id: str) -> None:
    put(db, product_id, PRO)
    row = put(db, product_id, {"kind": "pack", "credits": "7"})
    assert '"kind"' in row["problem"]
    assert (row["tier"], row["credits"]) == ("pro", 3000)


def test_grant_of_a_product_cannot_be_set_directly(db: Database, product_id: str) -> None:
    put(db, product_id, PRO)
    db.run("update products set tier = 'business', credits = 1, problem = 'x' where id = %s", product_id)
    row = put(db, product_id, PRO)
    assert (row["tier"], row["credits"], row["problem"]) == ("pro", 3000, None)


def test_a_product_goes_on_sale_when_its_tier_is_added(db: Database, product_id: str) -> None:
    tier = f"t{uuid4().hex[:20]}"
    assert put(db, product_id, plan(tier=tier))["tier"] is None
    db.run("insert into tiers (id, name, rank) select %s, 'Studio', max(rank) + 1 from tiers", tier)
    (row,) = db.rows("select tier, credits, problem from products where id = %s", product_id)
    assert row == {"tier": tier, "credits": 3000, "problem": None}
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="products_tier_fkey"):
        db.run("delete from tiers where id = %s", tier)
    db.run("delete from products where id = %s", product_id)
    db.run("delete from tiers where id = %s", tier)


def test_invalid_tier_is_refused_with_its_field(db: Database) -> None:
    for statement, name in [
        ("delete from tiers where id = 'free'", "products_tier_fkey"),
        ("update tiers set id = 'gratis' where id = 'free'", "tiers_free_is_lowest"),
        ("update tiers set rank = 15 where id = 'free'", "tiers_free_is_lowest"),
        ("update tiers set rank = 0 where id = 'pro'", "tiers_"),
        ("update tiers set rank = -1 where id = 'pro'", "tiers_rank_check"),
        ("insert into tiers (id, name, rank) values ('gold', 'Gold', 10)", "tiers_rank_key"),
        ("insert into tiers (id, name, rank) values ('Gold!', 'Gold', 30)", "tiers_id_check"),
        ("insert into tiers (id, name, rank) values ('gold', '', 30)", "tiers_name_check"),
    ]:
        with pytest.raises(psycopg.errors.IntegrityError, match=name):
            db.run(statement)


@pytest.mark.parametrize(("credits_", "granted"), [("0", 0), ("500", 500), ("10000000", 10_000_000)])
def test_the_free_tier_may_grant_nothing(db: Database, credits_: str, granted: int) -> None:
    with db.acting_as("postgres") as connection:
        connection.execute(
            "update products set metadata = metadata || jsonb_build_object('credits', %s::text) where id = 'free'",
            [credits_],
        )
        row = connection.execute("select tier, credits, problem from products where id = 'free'").fetchone()
    assert row == {"tier": "free", "credits": granted, "problem": None}
