"""The second wall: every table is closed by row, or stands in a short list with its reason."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from almenara.core.access.rules import guarded_models

pytestmark = pytest.mark.django_db

# Tables without row-level security. Sessions and accounts are the exception that ARCHITECTURE
# names: they are read before anybody is known.
OPEN_TABLES = {
    "auth_user": "an account is looked up before anybody is known",
    "auth_group": "Django's own; not used",
    "auth_group_permissions": "Django's own; not used",
    "auth_permission": "Django's own; not used",
    "auth_user_groups": "Django's own; not used",
    "auth_user_user_permissions": "Django's own; not used",
    "django_content_type": "names of our own models",
    "django_migrations": "names of our own migrations",
    "identity_session": "looked up by an unguessable key before anybody is known",
    "account_emailaddress": "an account is looked up before anybody is known",
    "account_emailconfirmation": "an account is looked up before anybody is known",
    "allauth_idp_oidc_client": "a tool brings its proof before anybody is known",
    "allauth_idp_oidc_token": "digests of keys of tools, looked up before anybody is known",
    "mfa_authenticator": "the second factor is asked before anybody is known",
    "web_counter": "how often somebody asked this minute; keys are digests or pseudonyms",
    "web_cache": "Django's cache: counters of failed sign-ins",
    "procrastinate_jobs": "job arguments hold ids only",
    "procrastinate_events": "times of jobs",
    "procrastinate_periodic_defers": "times of jobs",
    "procrastinate_workers": "heartbeats",
}
# Written by SECURITY DEFINER functions of the owner: enabled, not forced.
NOT_FORCED = {"journal_entry", "journal_concern", "journal_tip", "search_entry", "search_key"}
# Rows that have a policy in the database alone.
WITHOUT_POLICY = {
    "concern": "whose thing an entry is about: asked by the policy of the journal",
    "tip": "the journal's end, one row",
}


def tables():
    with connection.cursor() as cursor:
        cursor.execute(
            """select c.relname, c.relrowsecurity, c.relforcerowsecurity,
            pg_get_userbyid(c.relowner), (select count(*) from pg_policy p where p.polrelid = c.oid)
            from pg_class c where c.relkind in ('r', 'p')
            and c.relnamespace = 'public'::regnamespace order by 1"""
        )
        return cursor.fetchall()


def test_every_table_is_closed_by_row_or_listed():
    faults = []
    for name, is_closed, is_forced, _owner, policies in tables():
        if name in OPEN_TABLES:
            faults += [f"{name} is listed as open and is closed"] if is_closed else []
        elif not is_closed:
            faults.append(f"{name} has no row-level security")
        elif not is_forced and name not in NOT_FORCED:
            faults.append(f"{name} leaves its owner free")
        elif not policies and name not in NOT_FORCED:
            faults.append(f"{name} is closed to everybody")
    assert not faults


def test_the_list_of_open_tables_names_only_tables_that_are_there():
    assert set(OPEN_TABLES) <= {row[0] for row in tables()}


def test_every_model_of_ours_has_a_policy():
    ours = {m._meta.model_name for m in apps.get_models() if m.__module__.startswith("almenara")}
    assert ours - set(guarded_models()) - set(WITHOUT_POLICY) == set()


def test_the_application_owns_nothing_and_bypasses_nothing():
    assert {row[3] for row in tables()} == {"almenara_owner"}
    with connection.cursor() as cursor:
        cursor.execute(
            """select current_user, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb
            from pg_roles where rolname = current_user"""
        )
        assert cursor.fetchone() == ("almenara_app", False, False, False, False)
        cursor.execute(
            "select count(*) from pg_class where pg_get_userbyid(relowner) = current_user"
        )
        assert cursor.fetchone() == (0,)
        cursor.execute("select pg_has_role(current_user, 'almenara_owner', 'member')")
        assert cursor.fetchone() == (False,)


def test_only_the_journal_and_the_search_run_as_their_owner():
    with connection.cursor() as cursor:
        cursor.execute(
            """select proname from pg_proc
            where prosecdef and pronamespace = 'public'::regnamespace order by 1"""
        )
        found = [name for (name,) in cursor.fetchall()]
    assert {name.split("_")[0] for name in found} <= {"journal", "search"}, found


def test_a_temporary_table_takes_no_place_of_ours():
    """Temporary tables are looked up first; functions that policies and triggers ask name ours."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select p.proname from pg_proc p join pg_language l on l.oid = p.prolang
            where p.pronamespace = 'public'::regnamespace and l.lanname in ('sql', 'plpgsql')
            and p.proname not like 'procrastinate%' and not exists (
                select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
            and not coalesce(p.proconfig @> array['search_path=public, pg_temp'], false)"""
        )
        assert cursor.fetchall() == []


def test_policies_compare_plainly():
    """Operators that are not leakproof lose their index under a policy (docs/architecture.md)."""
    with connection.cursor() as cursor:
        cursor.execute("select tablename, policyname, coalesce(qual, with_check) from pg_policies")
        slow = [
            row[:2] for row in cursor.fetchall() if any(o in row[2] for o in ("@>", "&&", "@@"))
        ]
    assert not slow


def test_models_and_migrations_agree():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
