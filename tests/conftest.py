"""Fixtures of tests that use a browser or report figures."""

import gc
import os

import pytest
from hypothesis import settings

from tests.counts import count

# A busy computer is no defect; time is measured in benchmarks only.
settings.register_profile("moiso", deadline=None, max_examples=count(30, 100))
settings.load_profile("moiso")


def pytest_collection_finish():
    """Spare the collector ten thousand tests and their modules: they stay, and looking through them is costly."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]


@pytest.fixture(scope="module")
def chromium_browser():
    """Debian's Chromium, headless; ended with the module, since Playwright's event loop bars asyncio while it runs."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def chromium(chromium_browser):
    """A fresh profile in Vietnamese."""
    context = chromium_browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    yield context
    context.close()


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL server of this run alone."""
    from tests.postgres_server import running_server

    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def kept_postgres_database(postgres):
    from tests.postgres_server import KeptDatabase

    return KeptDatabase(postgres)


@pytest.fixture
def postgres_url(kept_postgres_database):
    """A migrated PostgreSQL database without any rows; making a new one would take 0.2 s more."""
    kept_postgres_database.empty()
    return kept_postgres_database.url


@pytest.fixture
def record_figure(request, record_property):
    """Print a figure in acceptance runs and keep it in the report."""

    def record(name, value):
        record_property(name, str(value))
        if os.environ.get("MOISO_COUNTS") == "full":
            print(f"  {request.node.name}: {name} = {value}")

    return record
