"""An operator named on the machine looks at the clock, and lets what failed be tried again."""

from __future__ import annotations

import psycopg
from playwright.sync_api import Page, expect

from beterdichtbij.demo.sign_ins import email_of
from beterdichtbij.embedded.database import DATABASE
from tests.browser import WIDTHS, assert_accessible, assert_fits, assert_no_csp_violations, watch_policy
from tests.people.browser.conftest import sign_in_staff
from tests.product import Product

# Of a version of the visit that is long gone, so that trying it again says nothing to anybody.
FAIL = """
INSERT INTO carepaths_duestep (id, organisation_id, enrolment_id, step_id, kind, occurrence, visit_version,
  visit_starts_at, due_at, state, attempts, reason)
SELECT gen_random_uuid(), organisation_id, enrolment_id, step_id, kind, 30000, 0, visit_starts_at,
  now() - interval '2 hours', 'failed', 6, 'MessageTooLong'
FROM carepaths_duestep WHERE kind = 'step' ORDER BY id LIMIT 1
"""


def test_an_operator_looks_at_the_clock(page: Page, product: Product):
    with psycopg.connect(product.postgres().url(database=DATABASE), autocommit=True) as database:
        database.execute(FAIL)
    broken = watch_policy(page)
    sign_in_staff(page, "fatima")
    page.goto("/platform/klok/")
    expect(page.get_by_role("heading", name="De klok van het platform")).to_have_count(0)

    product.manage("operator", email_of("fatima"))
    page.goto("/platform/klok/")

    expect(page.get_by_role("rowheader", name="MessageTooLong")).to_be_visible()
    for size in WIDTHS.values():
        page.set_viewport_size(size)
        assert_accessible(page)
        assert_fits(page)
    page.get_by_role("button", name="Probeer alles met MessageTooLong opnieuw").click()
    expect(page.get_by_text("1 stap wordt nu opnieuw geprobeerd.")).to_be_visible()
    expect(page.get_by_text("Er is niets mislukt")).to_be_visible()
    expect(page.get_by_text("liet 1 met MessageTooLong opnieuw proberen")).to_be_visible()
    assert_accessible(page)
    assert_no_csp_violations(broken)

    product.manage("operator", email_of("fatima"), "--end")
    page.goto("/platform/klok/")
    expect(page.get_by_role("heading", name="De klok van het platform")).to_have_count(0)
