"""Signing in for programs: password, second factor, and the token that every other call carries as bearer."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from people import second_factor_codes
from people.actions import second_factors
from people.actions.second_factors import Means, Offer
from people.actions.sign_in import Guess, TooManyGuesses, begin_session, check_first_factor
from people.browser_names import browser_name
from people.looker import address
from people.models import Person
from people.sessions import SessionStore
from rowsecurity.scopes import gate_scope

# A passkey needs a browser.
TYPED = [Means.TOTP, Means.SMS, Means.RECOVERY]


class PasswordSerializer(serializers.Serializer):
    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=128, trim_whitespace=False)


class DeviceSerializer(serializers.Serializer):
    id = serializers.CharField(source="persistent_id")
    name = serializers.CharField()


class NeedsSerializer(serializers.Serializer):
    """What is needed next. The token opens nothing else yet."""

    token = serializers.CharField()
    needs = serializers.ChoiceField(["second_factor"])
    means = serializers.ListField(child=serializers.ChoiceField([str(means) for means in TYPED]))
    devices = DeviceSerializer(many=True, help_text="The authenticator apps, when there are several.")


class SecondFactorSerializer(serializers.Serializer):
    means = serializers.ChoiceField([str(means) for means in TYPED])
    code = serializers.CharField(max_length=20)
    device = serializers.CharField(
        max_length=80, required=False, help_text="Which app, when there are several."
    )


class TokenSerializer(serializers.Serializer):
    token = serializers.CharField(help_text="Send it as: Authorization: Bearer <token>")


class DetailSerializer(serializers.Serializer):
    detail = serializers.CharField()


REFUSED = OpenApiResponse(DetailSerializer)


class SignIn(APIView):
    """The first step."""

    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []

    @extend_schema(
        operation_id="sign_in",
        summary="Sign in: e-mail address and password",
        request=PasswordSerializer,
        responses={200: NeedsSerializer, 401: REFUSED, 403: REFUSED, 429: REFUSED},
    )
    def post(self, request: Request) -> Response:
        given = PasswordSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        data = given.validated_data
        try:
            person_id = check_first_factor(Guess(data["email"], data["password"], address(request._request)))
        except TooManyGuesses:
            return _refused(429, _("Too many tries. Wait 15 minutes, or sign in with a passkey."))
        if person_id is None:
            return _refused(401, _("E-mail address or password is wrong."))
        session = _session(request)
        with gate_scope(person_id):
            has = second_factors.offer(person_id)
            begin_session(session=session, person_id=person_id, is_verified=False, label=_label(request))
        if has.means and has.means[0] is Means.SMS:
            second_factor_codes.send(person_id)
        return _needs(session, has)


class SecondFactor(APIView):
    """The second step."""

    @extend_schema(
        operation_id="second_factor",
        summary="Sign in: the second factor",
        request=SecondFactorSerializer,
        responses={200: TokenSerializer, 401: REFUSED, 403: REFUSED},
    )
    def post(self, request: Request) -> Response:
        given = SecondFactorSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        person: Person = request.user  # type: ignore[assignment]
        has = second_factors.offer(person.id)
        if has.leads_to_enrolment:
            return _refused(403, _("Set up an authenticator app in the browser first."))
        if not _proves(person, has, given.validated_data):
            return _refused(401, _("This code is wrong, used or too old. Try the newest one."))
        session = _session(request)
        begin_session(
            session=session,
            person_id=person.id,
            is_verified=True,
            is_strong=given.validated_data["means"] != Means.SMS,
            label=_label(request),
        )
        return Response({"token": session.session_key})


class SessionView(APIView):
    """The session of the token."""

    @extend_schema(
        operation_id="sign_out",
        summary="Sign out: the token is worth nothing any more",
        responses={204: None},
    )
    def delete(self, request: Request) -> Response:
        _session(request).sign_out()
        return Response(status=204)


def _needs(session: SessionStore, has: Offer) -> Response:
    devices = has.devices if len(has.devices) > 1 else []
    means = [str(one) for one in has.means if one in TYPED]
    if not means:
        return _refused(403, _("Set up an authenticator app in the browser first."))
    answer = {"token": session.session_key, "needs": "second_factor", "means": means, "devices": devices}
    return Response(NeedsSerializer(answer).data)


def _proves(person: Person, has: Offer, given: dict[str, str]) -> bool:
    if given["means"] not in has.means:
        return False
    match Means(given["means"]):
        case Means.TOTP:
            device_id = given.get("device") or (has.devices[0].persistent_id if len(has.devices) == 1 else "")
            return second_factors.prove_totp(person=person, device_id=device_id, code=given["code"])
        case Means.SMS:
            return second_factors.prove_code(person_id=person.id, code=given["code"])
        case _:
            return second_factors.prove_recovery(person=person, code=given["code"])


def _session(request: Request) -> SessionStore:
    plain: Any = request._request
    plain.is_bearer = True  # the key goes in the answer, not into a cookie
    session: SessionStore = plain.session
    session.get("", None)
    return session


def _label(request: Request) -> str:
    return browser_name(request.headers.get("user-agent", ""))


def _refused(status: int, sentence: str) -> Response:
    return Response({"detail": sentence}, status=status)
