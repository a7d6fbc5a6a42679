import pytest

from tests.carepaths.world import Clinic, make_clinic


@pytest.fixture
def clinic(lindeborg) -> Clinic:
    return make_clinic(lindeborg)
