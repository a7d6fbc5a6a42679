"""Asking the helpdesk, and the helpdesk at work."""

from __future__ import annotations

from django.urls import path

from helpdesk.views import asking, numbers, people, tickets

app_name = "helpdesk"
STAFF = "org/<slug:organisation_slug>/helpdesk/"

urlpatterns = [
    path("hulp/vraag/", asking.ask, name="ask"),
    path("hulp/vraag/<str:ticket_token>/", asking.own_ticket, name="own_ticket"),
    path("org/<slug:organisation_slug>/nummers/", numbers.waiting, name="numbers"),
    path(
        "org/<slug:organisation_slug>/nummers/<uuid:number_change_id>/", numbers.decide, name="decide_number"
    ),
    path(STAFF, tickets.overview, name="tickets"),
    path(f"{STAFF}nieuw/", tickets.new, name="new"),
    path(f"{STAFF}mensen/", people.people, name="people"),
    path(f"{STAFF}mensen/<uuid:patient_id>/", people.person, name="person"),
    path(f"{STAFF}mensen/<uuid:patient_id>/help/", people.help_person, name="help_person"),
    path(f"{STAFF}vraag/<uuid:patient_id>/", tickets.from_desk, name="from_desk"),
    path(f"{STAFF}<uuid:ticket_id>/", tickets.ticket, name="ticket"),
    path(f"{STAFF}<uuid:ticket_id>/antwoord/", tickets.answer, name="answer"),
    path(f"{STAFF}<uuid:ticket_id>/stand/", tickets.settle, name="settle"),
]
