"""The application keeps what pages put into a session, and costs nothing where there is none."""

from flask import session, url_for

from queue_server.adapters.web.application import Application


def an_application():
    app = Application("test")
    app.secret_key = "only-for-tests"

    @app.get("/set/<word>")
    def set_word(word):
        session["word"] = word
        return "set"

    @app.get("/forget")
    def forget():
        session.clear()
        return "forgotten"

    @app.get("/word")
    def word():
        return session.get("word", "none")

    @app.get("/plain")
    def plain():
        return "plain"

    return app


def test_a_session_lasts_from_one_request_to_the_next():
    """Pages keep the secret of their forms in it."""
    client = an_application().test_client()

    client.get("/set/lamp")

    assert client.get("/word").text == "lamp"


def test_a_session_that_is_emptied_loses_its_cookie():
    """Else the browser would go on sending it."""
    client = an_application().test_client()
    client.get("/set/lamp")

    answer = client.get("/forget")

    assert "1970" in answer.headers["Set-Cookie"]
    assert client.get("/word").text == "none"


def test_a_cookie_that_was_not_signed_here_counts_for_nothing():
    """Nor does it break the page."""
    client = an_application().test_client()
    client.set_cookie("session", "eyJ3b3JkIjoibGFtcCJ9.invented.signature")

    assert client.get("/word").text == "none"


def test_a_view_without_a_session_sets_no_cookie():
    """Programs have none, and proxies may not think that the answer depends on one."""
    answer = an_application().test_client().get("/plain")

    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_addresses_are_the_same_before_and_after_their_rule_was_compiled():
    """With values, defaults and unknown ones, which go into the query."""
    app = an_application()
    app.add_url_rule("/day/<int:number>", "day", defaults={"part": "all"})
    app.add_url_rule("/day/<int:number>/<part>", "day")

    with app.test_request_context():
        for _ in range(2):
            assert url_for("set_word", word="số 1", more="x y") == "/set/s%E1%BB%91%201?more=x+y"
            assert [url_for("day", number=3), url_for("day", number=3, part="am")] == ["/day/3", "/day/3/am"]
