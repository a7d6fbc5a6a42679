"""Running an organisation; see `targets`."""

from __future__ import annotations

from tenants.roles import Act
from tests.isolation.actors import allowed
from tests.isolation.target import MEMBER, NOBODY_HERE, Url

ADMIN = allowed(Act.CONFIGURE_ORGANISATION)
SETTING_UP = allowed(Act.CONFIGURE_DEPARTMENT)

URLS: dict[str, Url] = {
    "administration:checklist": Url(ADMIN),
    "administration:face": Url(ADMIN, {"name": ""}),
    "administration:remove_logo": Url(ADMIN),
    "administration:rules": Url(ADMIN, {"who_may_start": ""}),
    "administration:locations": Url(ADMIN, {"name": ""}),
    "administration:remove_location": Url(ADMIN),
    "administration:special_days": Url(SETTING_UP, {"day": ""}),
    "administration:remove_special_day": Url(SETTING_UP),
    "administration:tokens": Url(ADMIN, {"label": ""}),
    "administration:revoke_token": Url(ADMIN),
    "administration:sample": Url(allowed(Act.READ_ACCESS_LOG)),
    "administration:member_sees": Url(ADMIN, of_colleagues=MEMBER),
    "onboarding:staff_lists": Url(ADMIN),
    "onboarding:staff_list_example": Url(ADMIN),
    "onboarding:staff_list": Url(ADMIN),
    "onboarding:staff_list_agree": Url(ADMIN),
    "onboarding:staff_list_drop": Url(ADMIN),
    "onboarding:staff_list_not_done": Url(ADMIN),
    "keeping:terms": Url(ADMIN, {"conversations_years": "1"}),
    "keeping:erasures": Url(ADMIN, {"number": ""}),
    "keeping:erase": Url(ADMIN),
    "keeping:erasure_decide": Url(ADMIN, {"doe": "niet"}),
    "keeping:everything": Url(ADMIN),
    "keeping:everything_decide": Url(ADMIN, {"doe": "niet"}),
    "keeping:everything_file": Url(ADMIN),
    "keeping:everything_remove": Url(ADMIN),
    "single_sign_on:settings": Url(ADMIN, {"client_id": ""}),
    # No provider is turned on, so that nobody finds a door here.
    "single_sign_on:door": Url(NOBODY_HERE),
    "single_sign_on:back": Url(NOBODY_HERE),
    "single_sign_on:signed_out": Url(NOBODY_HERE),
}
