"""Each part of a stack is killed in turn under load; afterwards nothing is stuck or lost."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.hostile.kill_each_part import PARTS, Outcome, kill_each_part

pytestmark = pytest.mark.own_supabase("it kills every part of a stack")

LONGEST_RESPONSE = 15.0  # the gateway waits 5 s for the database, and the service may call it twice
ALLOWED_RESPONSES = {
    "/healthz 200 ok",
    "/healthz no connection",
    "/readyz 200 ok",
    "/readyz 503 unavailable",
    "/readyz no connection",
}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return kill_each_part(tmp_path_factory.mktemp("outcome") / "env")


def test_every_process_is_restarted_and_logged(outcome: Outcome) -> None:
    lines = [line for line in outcome.output.splitlines() if "restarted" in line]
    parts = [line.partition(" ended (SIGKILL); restarted (")[0] for line in lines]
    assert parts == [*PARTS, "postgres"]
    assert "postgres ended (SIGKILL); restarted (2 of 5)" in lines


def test_no_generation_is_lost_or_stuck(outcome: Outcome) -> None:
    status = {row["id"]: row["status"] for row in outcome.generations}
    assert [id_ for user in outcome.crowd.users for id_ in user.confirmed.generations if id_ not in status] == []
    assert set(status.values()) <= {"completed", "failed"}
    assert "completed" in status.values()


def test_each_debit_has_a_result_or_one_refund(outcome: Outcome) -> None:
    lines: dict[str, list[int]] = {row["id"]: [] for row in outcome.generations}
    for line in outcome.usage:
        lines[line["generation_id"]].append(line["amount"])
    for row in outcome.generations:
        cost = row["credits_used"]
        expected = [-cost] if row["status"] == "completed" else [-cost, cost]
        assert sorted(lines[row["id"]]) == expected, row


def test_balances_equal_the_sums_of_their_histories(outcome: Outcome) -> None:
    assert outcome.balances == len(outcome.emails)


def test_each_payment_is_granted_once(outcome: Outcome) -> None:
    assert sum(user.confirmed.payments for user in outcome.crowd.users) <= len(outcome.paid_sessions)
    assert Counter(outcome.purchases) == Counter(outcome.paid_sessions)


def test_no_upload_or_account_is_lost(outcome: Outcome) -> None:
    confirmed = [user.confirmed for user in outcome.crowd.users]
    assert set().union(*(each.uploads for each in confirmed)) == outcome.intact_uploads
    assert set().union(*(each.sign_ups for each in confirmed)) <= outcome.emails


def test_a_page_receives_changes_again(outcome: Outcome) -> None:
    assert outcome.receives_changes_again


def test_no_request_waits_forever(outcome: Outcome) -> None:
    assert [name for name in outcome.crowd.responses() if "Timeout" in name] == []
    assert max(user.slowest for user in outcome.crowd.users) < LONGEST_RESPONSE


def test_every_part_returns_an_error_while_the_database_is_down(outcome: Outcome) -> None:
    assert {name: status for name, (status, _) in outcome.without_database.items() if status < 500} == {}
    assert {
        name: seconds for name, (_, seconds) in outcome.without_database.items() if seconds > LONGEST_RESPONSE
    } == {}
    assert outcome.without_database["service"][0] == outcome.without_database["readyz"][0] == 503


def test_health_and_readiness_match_the_state(outcome: Outcome) -> None:
    assert set(outcome.health) <= ALLOWED_RESPONSES
    assert outcome.health["/readyz 503 unavailable"]
