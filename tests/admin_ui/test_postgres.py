"""The same on PostgreSQL, which is less forgiving about texts and numbers: a choice of the other files' tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from admin_ui.app import create_app
from engine.access import accounts
from engine.base import clock
from engine.storage.database import open_database, writing
from engine.storage.migrate import upgrade
from tests import small_app
from tests.admin_ui.conftest import PASSWORD, World
from tests.admin_ui.test_board import (  # noqa: F401
    test_an_explanation_down_to_the_rows,
    test_an_incident_on_a_hidden_indicator_does_not_exist,
    test_children_are_worst_first_and_missing_ones_are_named,
    test_incidents_are_counted_and_listed_within_scope,
    test_messages_of_an_incident,
    test_the_chiefs_home,
    test_the_home_screen_takes_two_statements_after_the_caller_is_known,
    test_the_stores_that_owe_data_are_named,
    test_the_trend,
)
from tests.admin_ui.test_changes import (  # noqa: F401
    change,
    chief,
    test_a_draft_is_checked_compared_tried_published_and_rolled_back,
    test_a_new_measure_is_previewed_with_tables_of_its_own_and_leaves_no_trace,
    test_many_editors_at_once_lose_no_save,
    test_what_was_published_meanwhile_is_a_conflict_until_it_is_merged,
)
from tests.admin_ui.test_data import test_a_pull_by_hand_brings_the_missing_day, test_every_act_is_on_record  # noqa: F401
from tests.admin_ui.test_duties import (  # noqa: F401
    field,
    test_a_field_with_data_keeps_its_type,
    test_a_form_that_came_later_reminds_of_nothing_before,
    test_a_week_is_met_by_any_of_its_days,
    test_an_old_phone_is_served_the_version_it_has,
    test_closed_units_and_ended_ones_owe_nothing,
    test_reminders_before_and_after,
    test_two_runners_remind_once,
    test_who_has_not_sent,
)
from tests.admin_ui.test_input import (  # noqa: F401
    test_bodies_that_are_no_good_json,
    test_codes_and_ids_nobody_has,
    test_days_far_away,
    test_queries_that_make_no_sense,
    test_wrong_types_in_every_field_of_every_body,
)
from tests.admin_ui.test_session import test_ten_tries_in_a_quarter_of_an_hour  # noqa: F401
from tests.admin_ui.test_tokens import (  # noqa: F401
    test_a_key_that_is_still_being_served,
    test_the_same_key_has_one_effect_and_one_answer,
)
from tests.postgres import Server

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def template(postgres_server: Server) -> str:
    """The name of a database with the small app in it."""
    name = postgres_server.create()
    database = open_database(postgres_server.url(name))
    upgrade(database)
    small_app.fill(database, small_app.publish_app(database))
    with writing(database) as connection:
        for account in accounts.accounts(connection):
            accounts.set_password(connection, account, PASSWORD, by="test", cost="test")
    database.dispose()
    return name


@pytest.fixture
def world(postgres_server: Server, template: str, tmp_path: Path) -> Iterator[World]:
    """An installation of one's own: a copy of the template."""
    from engine.definitions.release import current_release

    admin = open_database(postgres_server.url("postgres"), isolation_level="AUTOCOMMIT")
    name = f"{template}_copy"
    with admin.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    admin.dispose()
    settings = replace(small_app.settings_in(tmp_path), database=postgres_server.url(name))
    database = open_database(settings.database)
    with clock.frozen(small_app.NOW):
        with database.connect() as connection:
            release = current_release(connection)
        assert release is not None
        yield World(create_app(database, settings), database, release, settings, tmp_path)
    database.dispose()
