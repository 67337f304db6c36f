"""The pages of who oversees offices: which days they begin with."""

from datetime import UTC, datetime

from tests.web_app import PASSWORD
from tests.web_site import a_web_site


def test_reports_begin_with_the_offices_last_week_even_while_utc_has_yesterday():
    """The day in Việt Nam begins at 17:00 of UTC's day before."""
    web = a_web_site()
    night = datetime(2026, 2, 23, 17, 30, tzinfo=UTC)
    web.clock.advance((night - web.clock.now()).total_seconds())

    web.tokens["supervisor"] = web.sign_in.sign_in("supervisor", PASSWORD).token

    page = web.client("supervisor").get("/reports").text

    assert 'name="from" id="from" value="2026-02-18"' in page
    assert 'name="to" id="to" value="2026-02-24"' in page
