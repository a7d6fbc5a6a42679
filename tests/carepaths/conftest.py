from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from rowsecurity.scopes import job_scope
from tests.carepaths.world import Clinic, make_clinic
from tests.cast import House


@dataclass
class WithoutPaths:
    """A house that has no path yet."""

    house: House

    @contextmanager
    def scope(self):
        with job_scope(self.house.id):
            yield


@pytest.fixture
def clinic(lindeborg) -> Clinic:
    return make_clinic(lindeborg)


@pytest.fixture
def house_of_paths(lindeborg) -> WithoutPaths:
    return WithoutPaths(lindeborg)
