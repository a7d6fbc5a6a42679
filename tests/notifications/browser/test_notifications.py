"""Notifications on a device: turned on, arriving, opening the conversation, off again; and the wishes.

What is not ours is stood in for: a browser of tests cannot register at its maker's push service, so it is
given a subscription at a service of this machine. That service checks the signature and opens the payload
with keys of its own; what it read is handed to the real service worker, as the browser would.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import (
    assert_accessible,
    assert_fits,
    assert_no_csp_violations,
    watch_policy,
)
from tests.conversations.browser.entered import Enter, conversation_of
from tests.notifications.push_service import PushService, serving
from tests.product import Product, wait_for

pytestmark = pytest.mark.service_worker

PATIENT = "4471902"
SUBSCRIBE = """given => {
  const kept = Object.assign(Object.create(PushSubscription.prototype), {
    toJSON: () => given,
    unsubscribe: async () => localStorage.removeItem("subscribed"),
  })
  const known = async () => localStorage.getItem("subscribed") && kept
  PushManager.prototype.getSubscription = known
  PushManager.prototype.subscribe = () => {
    localStorage.setItem("subscribed", "yes")
    return known()
  }
}"""
SHOWN = """async () => (await registration.getNotifications())
  .map(({ title, body, data }) => [title, body, data.open])"""
CLICK = """async () => {
  const opened = []
  clients.openWindow = async address => opened.push(address)
  const [notification] = await registration.getNotifications()
  dispatchEvent(new NotificationEvent("notificationclick", { notification }))
  await new Promise(resolve => setTimeout(resolve, 200))
  return [opened, (await registration.getNotifications()).length]
}"""


@pytest.fixture
def service(product: Product) -> Iterator[PushService]:
    port = urlsplit(product.environment["PUSH_SERVICES"]).port
    with serving(port or 0) as service:
        yield service


def test_notifications_on_a_device(product: Product, enter: Enter, service: PushService):
    telephone, desk = enter("anna", "phone"), enter("marieke", "desktop").new_page()
    telephone.grant_permissions(["notifications"], origin=product.url)
    given = service.browser().subscription
    telephone.add_init_script(f"({SUBSCRIBE})({json.dumps(given)})")
    phone = telephone.new_page()
    broken = watch_policy(phone)
    conversation = conversation_of(product, PATIENT)
    phone.goto(f"/mijn/gesprekken/{conversation}/")  # everything is read until here
    expect(phone.locator(".message").last).to_be_visible()

    turn_on(phone)
    say_how(phone)
    phone.goto("/mijn/afspraken/")
    answer(desk, conversation)
    arrives_without_a_word_of_it(telephone, phone, service, conversation)
    opens_the_conversation(telephone, phone, conversation)
    turn_off(phone)

    assert_no_csp_violations(broken)


def turn_on(phone: Page) -> None:
    phone.goto("/mijn/meldingen/")
    expect(phone.get_by_text("Uw toestel vraagt straks")).to_be_visible()
    assert_accessible(phone)
    assert_fits(phone)
    phone.get_by_role("button", name="Zet meldingen aan").click()
    expect(phone.get_by_text("Meldingen staan aan op dit toestel.").first).to_be_visible()
    expect(phone.get_by_role("button", name="Zet uit")).to_have_count(1)
    assert_accessible(phone)
    assert_fits(phone)


def say_how(phone: Page) -> None:
    """Only on the device, and at any hour; a wish that reaches nobody is refused with what to do."""
    new = phone.get_by_role("group", name="Een nieuw bericht")
    new.get_by_label("E-mail").uncheck()
    new.get_by_label("Een melding op uw toestel").uncheck()
    phone.get_by_role("button", name="Opslaan").click()
    expect(phone.get_by_role("alert")).to_contain_text("ten minste één manier")
    assert_accessible(phone)
    new.get_by_label("Een melding op uw toestel").check()
    phone.get_by_label("Geen meldingen en geen sms").uncheck()
    phone.get_by_role("button", name="Opslaan").click()
    expect(phone.get_by_text("Zo laten wij het u voortaan weten")).to_be_visible()
    phone.reload()
    expect(new.get_by_label("Een melding op uw toestel")).to_be_checked()
    expect(new.get_by_label("E-mail")).not_to_be_checked()


def answer(desk: Page, conversation: UUID) -> None:
    desk.goto(f"/org/lindeborg/gesprekken/{conversation}/")
    desk.locator("#main").focus()
    desk.keyboard.press("r")
    desk.get_by_label("Antwoord aan patiënt").last.fill("De uitslag van uw bloed is goed.")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".message").last).to_contain_text("De uitslag van uw bloed")


def arrives_without_a_word_of_it(
    telephone: BrowserContext, phone: Page, service: PushService, conversation: UUID
) -> None:
    # The day's own reminders of the demo world come in here, too.
    wait_for(lambda: about(conversation, service))
    [payload] = about(conversation, service)
    deliver(telephone, phone, payload)
    [worker] = telephone.service_workers
    assert worker.evaluate(SHOWN) == [
        ["U heeft een nieuw bericht van Lindeborg", "BeterDichtbij", f"/mijn/gesprekken/{conversation}/"]
    ]
    assert b"Lindeborg" not in service.sealed[0]


def about(conversation: UUID, service: PushService) -> list[dict[str, str]]:
    return [payload for payload, _ in service.received if str(conversation) in json.dumps(payload)]


def deliver(telephone: BrowserContext, phone: Page, payload: dict[str, str]) -> None:
    """Hand a payload to the service worker of the page, as the browser does when one comes in."""
    tools = telephone.new_cdp_session(phone)
    known: list[Any] = []
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda told: known.extend(told["registrations"]))
    tools.send("ServiceWorker.enable")
    wait_for(lambda: phone.wait_for_timeout(50) or known)
    values = {"origin": urlsplit(phone.url)._replace(path="", query="").geturl(), "data": json.dumps(payload)}
    tools.send("ServiceWorker.deliverPushMessage", values | {"registrationId": known[-1]["registrationId"]})
    wait_for(lambda: telephone.service_workers[0].evaluate(SHOWN))


def opens_the_conversation(telephone: BrowserContext, phone: Page, conversation: UUID) -> None:
    opened, left = telephone.service_workers[0].evaluate(CLICK)
    assert (opened, left) == ([f"/mijn/gesprekken/{conversation}/"], 0)
    phone.goto(opened[0])
    expect(phone.locator(".message").last).to_contain_text("De uitslag van uw bloed is goed.")


def turn_off(phone: Page) -> None:
    phone.goto("/mijn/meldingen/")
    phone.get_by_role("button", name="Zet uit").click()
    expect(phone.get_by_text("Meldingen staan uit op dat toestel.")).to_be_visible()
    expect(phone.get_by_role("button", name="Zet meldingen aan")).to_be_visible()
    expect(phone.get_by_role("button", name="Zet uit")).to_have_count(0)
