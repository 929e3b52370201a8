"""Each part of a stack is killed in turn under load; afterwards nothing is stuck or lost."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.hostile.kill_each_part import PARTS, Storm, survive

pytestmark = pytest.mark.own_supabase("it kills every part of it")

LONGEST_ANSWER = 15.0  # the gateway waits 5 s for the database, and the service may call it twice
TRUE_ANSWERS = {
    "/healthz 200 ok",
    "/healthz no connection",
    "/readyz 200 ok",
    "/readyz 503 unavailable",
    "/readyz no connection",
}


@pytest.fixture(scope="module")
def storm(tmp_path_factory: pytest.TempPathFactory) -> Storm:
    return survive(tmp_path_factory.mktemp("storm") / "env")


def test_every_process_is_restarted_and_logged(storm: Storm) -> None:
    lines = [line for line in storm.output.splitlines() if "restarted" in line]
    parts = [line.partition(" ended (SIGKILL); restarted (")[0] for line in lines]
    assert parts == [*PARTS, "postgres"]
    assert "postgres ended (SIGKILL); restarted (2 of 5)" in lines


def test_no_generation_is_lost_or_stuck(storm: Storm) -> None:
    status = {row["id"]: row["status"] for row in storm.generations}
    assert [id_ for member in storm.crowd.members for id_ in member.promised.runs if id_ not in status] == []
    assert set(status.values()) <= {"completed", "failed"}
    assert "completed" in status.values()


def test_each_debit_has_a_result_or_one_refund(storm: Storm) -> None:
    lines: dict[str, list[int]] = {row["id"]: [] for row in storm.generations}
    for line in storm.usage:
        lines[line["generation_id"]].append(line["amount"])
    for row in storm.generations:
        cost = row["credits_used"]
        expected = [-cost] if row["status"] == "completed" else [-cost, cost]
        assert sorted(lines[row["id"]]) == expected, row


def test_balances_equal_the_sums_of_their_histories(storm: Storm) -> None:
    assert storm.balances == len(storm.emails)


def test_each_payment_is_granted_once(storm: Storm) -> None:
    assert sum(member.promised.payments for member in storm.crowd.members) <= len(storm.paid_sessions)
    assert Counter(storm.purchases) == Counter(storm.paid_sessions)


def test_no_upload_or_account_is_lost(storm: Storm) -> None:
    promised = [member.promised for member in storm.crowd.members]
    assert set().union(*(each.uploads for each in promised)) == storm.intact_uploads
    assert set().union(*(each.sign_ups for each in promised)) <= storm.emails


def test_a_page_receives_changes_again(storm: Storm) -> None:
    assert storm.heard_afterwards


def test_no_request_waits_forever(storm: Storm) -> None:
    assert [name for name in storm.crowd.answers() if "Timeout" in name] == []
    assert max(member.slowest for member in storm.crowd.members) < LONGEST_ANSWER


def test_every_part_returns_an_error_while_the_database_is_down(storm: Storm) -> None:
    assert {name: status for name, (status, _) in storm.while_away.items() if status < 500} == {}
    assert {name: seconds for name, (_, seconds) in storm.while_away.items() if seconds > LONGEST_ANSWER} == {}
    assert storm.while_away["service"][0] == storm.while_away["readyz"][0] == 503


def test_health_and_readiness_match_the_state(storm: Storm) -> None:
    assert set(storm.health) <= TRUE_ANSWERS
    assert storm.health["/readyz 503 unavailable"]
