"""Ways in to the demo world."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page, expect

from beterdichtbij.demo.sign_ins import PASSWORD, STEP, current_code, email_of

CODE = re.compile(r"\b\d{6}\b")
INVITATION = re.compile(r"\S+/uitnodiging/\S+")


def sign_in_staff(page: Page, key: str) -> None:
    """Password and the code of an app; a code that was used by an earlier test is not right again."""
    fill_password(page, email_of(key))
    for _ in range(3):
        page.get_by_label("Code uit uw authenticator-app").fill(current_code(key))
        with page.expect_navigation():  # right or wrong, there comes a page
            page.get_by_role("button", name="Inloggen", exact=True).click()
        if "/inloggen/" not in page.url:
            page.wait_for_load_state()
            return
        time.sleep(STEP - time.time() % STEP)
    raise AssertionError("no code was right")


def fill_password(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/inloggen/")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord").fill(password)
    page.get_by_role("button", name="Verder", exact=True).click()
    expect(page.get_by_role("heading", name="Laat zien dat u het bent")).to_be_visible()


def newest_invitation(page: Page, to: str) -> tuple[str, str]:
    """The newest invitation to somebody, and the link in it. A care path may write to the same patient."""
    letter = newest_post(page, to, saying="/uitnodiging/")
    return letter, INVITATION.search(letter).group()


def newest_code(page: Page, to: str) -> str:
    """The newest code to somebody, by text message or e-mail."""
    return CODE.search(newest_post(page, to, saying="is uw code")).group()


def newest_post(page: Page, to: str, *, saying: str = "") -> str:
    """The text of the newest piece of post to somebody; of those that say this, where more kinds may come."""
    post = page.context.new_page()
    try:
        for _ in range(40):
            post.goto("/demo/post/")
            piece = post.locator("li.card", has_text=to).filter(has_text=saying).first
            if piece.count():
                return piece.inner_text()
            time.sleep(0.5)
    finally:
        post.close()
    raise AssertionError(f"no post for {to} that says {saying!r}")
