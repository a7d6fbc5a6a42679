import pytest

from carepaths.ready_made import rheumatology_check_up
from integrations.actions.tokens import issue_token
from rowsecurity.scopes import job_scope
from tests.integrations.ehr import Ehr


@pytest.fixture
def ehr(lindeborg) -> Ehr:
    """The system of Lindeborg, whose rheumatology has the ready-made path."""
    with job_scope(lindeborg.id):
        rheumatology_check_up(department=lindeborg.department)
        return Ehr(issue_token(label="EHR"))
