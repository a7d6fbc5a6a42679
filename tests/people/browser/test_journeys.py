"""From invitation to messages, and every way to sign in, as people do it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from beterdichtbij.demo.sign_ins import email_of, mobile_of
from tests.browser import WIDTHS, assert_accessible
from tests.people.browser.conftest import fill_password, newest_code, newest_invitation, sign_in_staff


@pytest.fixture
def patient(browser: Browser, browser_context_args) -> Page:
    """A telephone of somebody else."""
    context = browser.new_context(**browser_context_args | {"viewport": WIDTHS["phone"]})
    yield context.new_page()
    context.close()


def test_from_invitation_to_messages(page: Page, patient: Page):
    sign_in_staff(page, "fatima")
    page.goto("/org/lindeborg/uitnodigen/")
    assert_accessible(page)
    page.get_by_label("Patiëntnummer").fill("4480236")
    page.get_by_role("button", name="Zoek").click()
    assert_accessible(page)
    page.get_by_label("E-mailadres").fill("johan.kuiper@example.org")
    page.get_by_label("Mobiel nummer").fill("06 00998877")
    page.get_by_role("button", name="Verstuur de uitnodiging").click()
    expect(page.get_by_text("De uitnodiging is onderweg.")).to_be_visible()

    letter, link = newest_invitation(patient, "johan.kuiper@example.org")
    assert "Lindeborg" in letter and "Reumatologie" not in letter
    patient.goto(link)
    assert_accessible(patient)
    patient.get_by_label("Uw geboortedatum").fill("3-3-1971")
    patient.get_by_role("button", name="Verder").click()
    expect(patient.get_by_role("heading", name="Vul de code in")).to_be_visible()
    assert_accessible(patient)
    patient.get_by_label("Code uit de sms").fill(newest_code(patient, "+31600998877"))
    patient.get_by_role("button", name="Verder").click()
    assert_accessible(patient)
    patient.get_by_label("Kies een wachtwoord").fill("drie paarden in de wei")
    patient.get_by_role("button", name="Klaar: naar mijn berichten").click()
    patient.wait_for_url("**/mijn/")

    page.reload()
    expect(page.get_by_role("row", name=re.compile("Kuiper"))).to_contain_text("geactiveerd")


def test_a_wrong_birth_date_is_told_and_kept_and_a_dead_link_leads_on(page: Page):
    page.goto("/uitnodiging/nothing/")
    expect(page.get_by_role("heading", name="Deze link werkt niet, of niet meer")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Vraag een nieuwe uitnodiging aan").click()
    expect(page.get_by_role("heading", name="Kijk in uw e-mail")).to_be_visible()


def test_a_patient_signs_in_with_a_text_message_and_out_again(patient: Page):
    patient.goto("/inloggen/")
    assert_accessible(patient)
    fill_password(patient, email_of("henk"))
    assert_accessible(patient)
    code = newest_code(patient, mobile_of("henk"))
    patient.get_by_label("Code uit de sms").fill(code)
    patient.get_by_role("button", name="Inloggen", exact=True).click()
    patient.wait_for_url("**/mijn/")
    patient.goto("/mijn/inloggen-met/")
    assert_accessible(patient)


def test_a_passkey_is_added_and_signs_in_by_itself(patient: Page):
    devices = patient.context.new_cdp_session(patient)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    fill_password(patient, email_of("karim"))
    code = newest_code(patient, mobile_of("karim"))
    patient.get_by_label("Code uit de sms").fill(code)
    patient.get_by_role("button", name="Inloggen", exact=True).click()
    patient.wait_for_url("**/mijn/")

    patient.goto("/mijn/inloggen-met/")
    patient.get_by_role("button", name="Passkey toevoegen").click()
    expect(patient.get_by_role("button", name=re.compile("^Verwijder passkey"))).to_be_visible()

    patient.context.clear_cookies()
    patient.goto("/inloggen/")
    patient.get_by_role("button", name="Inloggen met een passkey").click()
    patient.wait_for_url("**/mijn/")
