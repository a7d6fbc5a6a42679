"""A kept statement gives what its queryset gives, for every value and every house."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.db.models import Count, QuerySet

from rowsecurity.kept import Kept
from rowsecurity.scopes import job_scope
from tenants.models import Department, DepartmentMembership, Membership

STAND_IN = UUID("00000000-0000-4000-8000-0000000000aa")


def of(member: UUID) -> QuerySet[DepartmentMembership]:
    return DepartmentMembership.objects.filter(membership=member).select_related(
        "department", "membership__person"
    )


def test_models_with_what_they_are_joined_to(houses, django_assert_num_queries):
    kept = Kept(lambda: of(STAND_IN), {STAND_IN: "<member>"})
    for house in houses:
        with job_scope(house.id):
            for member in Membership.objects.all():
                expected = list(of(member.id))
                with django_assert_num_queries(1):
                    found = kept.rows({"<member>": member.id})
                    names = [(each.department.name, each.membership.person.given_name) for each in found]
                assert found == expected
                assert names == [
                    (each.department.name, each.membership.person.given_name) for each in expected
                ]
                assert not any(each._state.adding for each in found)


def test_numbers_beside_a_model_and_bare_values(houses):
    def counted() -> QuerySet[Department]:
        return Department.objects.annotate(number=Count("members")).order_by("name")

    models = Kept(counted, {})
    values = Kept(lambda: counted().values_list("name", "number"), {})
    for house in houses:
        with job_scope(house.id):
            expected = [(each.name, each.number) for each in counted()]
            assert expected
            assert [(each.name, each.number) for each in models.rows({})] == expected
            assert values.rows({}) == expected


def test_nobody_is_found_by_an_unknown_value(houses):
    kept = Kept(lambda: of(STAND_IN), {STAND_IN: "<member>"})
    with job_scope(houses[0].id):
        assert kept.rows({"<member>": uuid4()}) == []


@pytest.fixture
def houses(lindeborg, waterkant):
    return [lindeborg, waterkant]
