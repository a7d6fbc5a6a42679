"""The post that goes out, as in `tests/people`, and a push service."""

from tests.notifications.push_service import push_service  # noqa: F401
from tests.people.conftest import post  # noqa: F401
