"""Fixtures: a database with helpers to create users, models and rows, and to act as a role."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from tests.conftest import LIMITS_AND_SWITCHES
from tests.throwaway import throwaway_database

Row = dict[str, Any]


@dataclass
class Database:
    """Postgres as a superuser; each statement is its own transaction."""

    url: str
    connection: Connection[Row] = field(init=False)
    idle: list[Connection[Row]] = field(default_factory=list)
    new_users: list[UUID] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.connection = self.connect()

    def connect(self) -> Connection[Row]:
        return psycopg.connect(self.url, row_factory=dict_row, autocommit=True)

    def rows(self, statement: str, *parameters: Any) -> list[Row]:
        return self.connection.execute(statement, parameters).fetchall()

    def run(self, statement: str, *parameters: Any) -> int:
        """Execute; returns the number of rows."""
        return self.connection.execute(statement, parameters).rowcount

    def value(self, statement: str, *parameters: Any) -> Any:
        (row,) = self.rows(statement, *parameters)
        (value,) = row.values()
        return value

    @contextmanager
    def acting_as(self, role: str, user_id: UUID | str | None = None) -> Iterator[Connection[Row]]:
        """One transaction under a role and a user's claims, rolled back at the end."""
        connection = self.idle.pop() if self.idle else self.connect()
        try:
            with connection.transaction(force_rollback=True):
                connection.execute("select set_config('request.jwt.claims', %s, true)", [_claims(role, user_id)])
                connection.execute(f"set local role {role}".encode())
                yield connection
        finally:
            self.idle.append(connection)

    def close(self) -> None:
        for connection in (self.connection, *self.idle):
            connection.close()

    # ------------------------------------------------------------ users and rows

    def new_user(self, monthly: int | None = None, purchased: int = 0) -> UUID:
        """Create a user with these balances and the ledger lines for them."""
        user_id = uuid4()
        self.new_users.append(user_id)
        self.run(
            "insert into auth.users (id, email, email_confirmed_at, created_at) values (%s, %s, now(), now())",
            user_id,
            f"{user_id}@example.com",
        )
        if monthly is not None:
            self.grant(user_id, monthly - self.balances(user_id)[0])
        if purchased:
            self.purchase(user_id, purchased)
        return user_id

    def grant(self, user_id: UUID | str, amount: int) -> None:
        """Change the grant of a user's open month."""
        if amount:
            self.run(
                "insert into credit_grants (user_id, kind, amount, description, subscription_id, month_start, month_end, level)"
                " select user_id, %s, %s, 'Test', subscription_id, month_start, month_end, level + %s"
                " from credit_grants where user_id = %s order by line desc limit 1",
                "restored" if amount > 0 else "taken_back",
                amount,
                amount,
                user_id,
            )
            self.run("update users set subscription_credits = subscription_credits + %s where id = %s", amount, user_id)

    def purchase(self, user_id: UUID | str, amount: int) -> None:
        self.value("select adjust_credits(%s, %s, 'Test')", user_id, amount)

    def balances(self, user_id: UUID | str) -> tuple[int, int]:
        (row,) = self.rows("select subscription_credits, purchased_credits from users where id = %s", user_id)
        return row["subscription_credits"], row["purchased_credits"]

    def history(self, user_id: UUID | str) -> tuple[int, int]:
        """The sums of the ledger: (monthly, purchased)."""
        (row,) = self.rows(
            "select coalesce(sum(subscription_amount), 0)::int as monthly, "
            "coalesce(sum(purchased_amount), 0)::int as purchased from credit_history where user_id = %s",
            user_id,
        )
        return row["monthly"], row["purchased"]

    def start(self, user_id: UUID | str, generation_id: UUID | None = None, model: str = "krea-flux") -> Row:
        """Start one generation; returns {created, generation}."""
        answer = self.start_set(user_id, [generation_id or uuid4()], model)
        return {"created": answer["created"], "generation": answer["generations"][0]}

    def start_set(self, user_id: UUID | str, ids: list[UUID], model: str = "krea-flux") -> Row:
        """Start a set; returns {created, generations}."""
        prompts, inputs = ["a prompt"] * len(ids), Jsonb([{"text": "a prompt"}] * len(ids))
        answer: Row = self.value("select start_generations(%s, %s, %s, %s, %s)", ids, user_id, model, prompts, inputs)
        return answer

    def statuses(self, ids: list[UUID]) -> list[str]:
        """The statuses of these generations."""
        return [self.generation(each)["status"] for each in ids]

    def started(self, user_id: UUID | str, model: str = "krea-flux") -> UUID:
        """Create a pending generation; returns its id."""
        return UUID(self.start(user_id, model=model)["generation"]["id"])

    def generation(self, generation_id: UUID) -> Row:
        (row,) = self.rows("select * from generated_media where id = %s", generation_id)
        return row

    def complete(self, generation_id: UUID) -> bool:
        done: bool = self.value("select complete_generation(%s, 'http://x/y.png', 'y.png')", generation_id)
        return done

    def fail(self, generation_id: UUID, reason: str = "failed") -> bool:
        done: bool = self.value("select fail_generation(%s, %s)", generation_id, reason)
        return done


def _claims(role: str, user_id: UUID | str | None) -> str:
    return "{}" if user_id is None else f'{{"sub": "{user_id}", "role": "{role}"}}'


@pytest.fixture(scope="session")
def db(request: pytest.FixtureRequest) -> Iterator[Database]:
    """The database of the stack, or with `--postgres-alone` a database without a stack, which starts in a second."""
    with ExitStack() as stack:
        if request.config.getoption("postgres_alone"):
            url = stack.enter_context(throwaway_database()).url()
        else:
            url = request.getfixturevalue("stack").db_url
        database = Database(url)
        stack.callback(database.close)
        yield database


@pytest.fixture(autouse=True)
def ledger_of_new_users_is_right(request: pytest.FixtureRequest) -> Iterator[None]:
    """After each test, check that each balance is the sum of its lines and each line has one cause."""
    yield
    if "db" in request.fixturenames:
        database: Database = request.getfixturevalue("db")
        users, database.new_users = database.new_users, []
        assert database.rows("select * from private.check_ledger(%s)", users) == []


@pytest.fixture(autouse=True)
def settings_of_the_database_are_restored(request: pytest.FixtureRequest) -> Iterator[None]:
    """After each test, check that the settings are as before, because later tests expect their values."""
    database: Database | None = request.getfixturevalue("db") if "db" in request.fixturenames else None
    before = database.rows(LIMITS_AND_SWITCHES) if database else None
    yield
    if database is not None:
        assert database.rows(LIMITS_AND_SWITCHES) == before


@pytest.fixture
def set_limit(db: Database) -> Iterator[Callable[[int], None]]:
    """Set how many generations of a user may run at once; restored afterwards."""
    name = "max_running_generations"
    before = db.value("select value from settings where name = %s", name)

    def set_to(limit: int) -> None:
        db.run("update settings set value = %s where name = %s", Jsonb(limit), name)

    yield set_to
    set_to(before)


@pytest.fixture
def new_model(db: Database) -> Iterator[Callable[[int], str]]:
    """Create an active model with this price; returns its id. It is deactivated afterwards."""
    made: list[str] = []

    def make(credit_cost: int) -> str:
        model = f"m-{uuid4()}"
        db.run(
            "insert into models (id, name, category, media_type, credit_cost, deployment_id, input_schema) "
            "select %s, 'Test', category, media_type, %s, 'x', input_schema from models where id = 'krea-flux'",
            model,
            credit_cost,
        )
        made.append(model)
        return model

    yield make
    db.run("update models set active = false where id = any(%s)", made)
