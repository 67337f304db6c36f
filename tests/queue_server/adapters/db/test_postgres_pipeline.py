"""Statements go ahead of their answers; a failure is told, and what came after it was not carried out."""

import psycopg
import pytest

from queue_server.adapters.db.postgres_pipeline import Pipeline


@pytest.fixture
def connection(postgres):
    """A connection for one pipeline, with a table of its own."""
    connection = postgres.connect()
    connection.execute("CREATE TEMPORARY TABLE one (a bigint UNIQUE, b text, c boolean, d double precision)")
    yield connection
    connection.close()


@pytest.fixture
def pipeline(connection):
    return Pipeline(connection)


def ask(pipeline, text, *values):
    sent = pipeline.send(text, values)
    pipeline.wait()
    return pipeline.rows(sent)


def test_answers_belong_to_their_questions(pipeline):
    sent = [pipeline.send("SELECT $1::bigint, $2::text", (number, f"số {number}")) for number in range(100)]
    pipeline.wait()

    assert [pipeline.rows(one) for one in sent] == [[(number, f"số {number}")] for number in range(100)]


@pytest.mark.parametrize(
    "row",
    [
        (2**62, "Nguyễn Thị Ánh", True, 0.1 + 0.2),
        (-1, "", False, 1e-300),
        (0, "a'b\\c\n%s $1", None, 6.02e23),
        (None, None, None, None),
    ],
)
def test_values_come_back_as_they_were(pipeline, row):
    """No driver's conversion may change what SQLite would keep."""
    pipeline.send("INSERT INTO one VALUES ($1::bigint, $2::text, $3::boolean, $4::double precision)", row)

    back = ask(pipeline, "SELECT a, b, c, d FROM one")

    assert back == [row]
    assert [type(value) for value in back[0]] == [type(value) for value in row]


def test_a_text_that_would_be_cut_is_refused(pipeline):
    """PostgreSQL ends a text at a NUL; the rest of a note would be lost without a word."""
    with pytest.raises(psycopg.DataError, match="NUL"):
        pipeline.send("SELECT $1::text", ("a\0b",))

    assert ask(pipeline, "SELECT 1") == [(1,)]


def test_rows_that_were_touched_are_counted(pipeline):
    pipeline.send("INSERT INTO one (a) VALUES (1), (2), (3)")
    sent = pipeline.send("UPDATE one SET b = 'x' WHERE a > $1::bigint", (1,))
    pipeline.wait()

    assert sent.result.command_tuples == 2


def test_what_comes_after_a_failure_is_not_carried_out(pipeline):
    """The first failure is told, and the connection goes on in the same transaction."""
    pipeline.send("BEGIN")
    pipeline.send("INSERT INTO one (a) VALUES (1)")
    pipeline.send("SAVEPOINT job")
    pipeline.send("INSERT INTO one (a) VALUES ($1::bigint)", (1,))
    pipeline.send("INSERT INTO one (a) VALUES ($1::bigint)", (2,))
    with pytest.raises(psycopg.errors.UniqueViolation):
        pipeline.wait()
    pipeline.send("ROLLBACK TO job")
    pipeline.send("COMMIT")
    pipeline.end()

    assert ask(pipeline, "SELECT a FROM one") == [(1,)]


def test_a_statement_that_was_never_prepared_is_prepared_again(pipeline):
    """It came after a failure and was skipped."""
    pipeline.send("SELECT 1 / $1::bigint", (0,))
    pipeline.send("SELECT $1::text", ("first",))
    with pytest.raises(psycopg.errors.DivisionByZero):
        pipeline.wait()

    assert ask(pipeline, "SELECT $1::text", "again") == [("again",)]
    assert ask(pipeline, "SELECT 1 / $1::bigint", 1) == [(1,)]


def test_a_statement_that_makes_no_sense_is_told(pipeline):
    for _ in range(2):
        pipeline.send("SELEKT 1")
        with pytest.raises(psycopg.errors.SyntaxError):
            pipeline.wait()

    assert ask(pipeline, "SELECT 1") == [(1,)]


def test_a_connection_that_the_server_ended_is_seen_without_asking(pipeline, postgres):
    ((pid,),) = ask(pipeline, "SELECT pg_backend_pid()")
    pipeline.look()
    with postgres.connect() as admin:
        admin.execute("SELECT pg_terminate_backend(%s, 10000)", (pid,))

    with pytest.raises(psycopg.OperationalError):
        pipeline.look()


def test_a_long_answer_and_a_long_question_pass(pipeline):
    """Longer than the buffers of the socket."""
    text = "Đất đai " * 500_000

    assert ask(pipeline, "SELECT $1::text, generate_series(1, 3)", text) == [(text, 1), (text, 2), (text, 3)]
