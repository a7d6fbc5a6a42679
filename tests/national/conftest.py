"""Four houses that take part, with a quarter that is over."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from audit.actions import Looker
from national import quarters
from national.actions.bringing import bring
from national.actions.taking_part import take_part
from national.layout import Brought
from national.models import GivenFigure
from people.models import Credential, Person
from rowsecurity.scopes import gate_scope, job_scope, organisation_scope
from tenants.roles import Role
from tests.cast import House, make_house, make_person
from tests.isolation.databases import own_database

LAST = quarters.finished(1)[0]
FIGURE = "declared_written_consults"
LOOKER = Looker(label="Ada · functioneel beheerder", role="admin")


@pytest.fixture(scope="module")
def database(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """A database of their own, because a reader is named by another login."""
    with django_db_blocker.unblock(), own_database("national", row_security=True):
        yield


@pytest.fixture(scope="module")
def houses(database: None, django_db_blocker: pytest.FixtureRequest) -> list[House]:
    """Waterkant to Rode Beuk, of which the last is small."""
    with django_db_blocker.unblock():
        made = [
            make_house(f"{name}-{uuid4().hex[:6]}", patients=["Alice"], staff=["Ada", "Marieke"])
            for name in ("waterkant", "lindeborg", "duinrand", "kust", "beuk")
        ]
        for number, house in enumerate(made):
            be_admin(house)
            join(house, [FIGURE])
            give(house, 500 - 100 * number if number < 4 else 6)
        return made


@pytest.fixture
def open_database(houses: list[House], django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def reader(open_database: None) -> Person:
    person = make_person("Ria")
    with gate_scope(person.id):
        Credential.objects.create(person=person, email=f"{person.id}@example.org")
    as_owner("SELECT monitor_reader_name(%s, false)", [f"{person.id}@example.org"])
    return person


def be_admin(house: House) -> None:
    with job_scope(house.id):
        house.staff["Ada"].roles = [Role.ADMIN]
        house.staff["Ada"].save()


def join(house: House, figures: list[str], region: str = "utrecht") -> None:
    ada = house.staff["Ada"]
    with organisation_scope(house.id, ada.person_id):
        since = quarters.finished(4)[0]
        take_part(actor=ada, looker=LOOKER, figures=figures, region=region, since=since)


def give(house: House, number: int, people: int | None = None, *, days_ago: int = 30) -> None:
    """Half of it of each of two specialisms; others see it after a week."""
    ada = house.staff["Ada"]
    lines = [
        Brought(LAST, FIGURE, name, number // 2, number // 2 if people is None else people)
        for name in ("cardiologie", "reumatologie")
    ]
    with organisation_scope(house.id, ada.person_id):
        bring(actor=ada, looker=LOOKER, lines=lines)
    with job_scope(house.id):
        then = timezone.now() - timedelta(days=days_ago)
        GivenFigure.objects.filter(figure=FIGURE).update(given_at=then)


def as_owner(statement: str, parameters: list[object]) -> None:
    name = connection.settings_dict["NAME"]
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], dbname=name) as owner:
        owner.execute(statement, parameters)
