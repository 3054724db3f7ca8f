"""A student's own copies of what stands on the board."""

from __future__ import annotations

from django.db import transaction
from django.utils.crypto import salted_hmac

from a09web.kit.refusals import Refused
from a09web.sandbox.models import Sandbox
from a09web.sandbox.services import sandbox_from
from a09web.scenarios.scenario import Scenario

from .membership import SALT
from .models import Participant

MOST_COPIES = 30


def copy_from(*, participant: Participant, scenario: Scenario, key: str) -> Sandbox:
    """A sandbox of the student's own that stands where the class stands. Those made before are kept. The same `key`,
    sent again, makes no second one. Raises `Refused` for one too many."""
    public_id = f"copy-{salted_hmac(SALT, f'{participant.pk} {key}').hexdigest()[:27]}"
    with transaction.atomic():
        Participant.objects.select_for_update().get(pk=participant.pk)
        known = Sandbox.objects.filter(public_id=public_id).first()
        if known is None:
            if len(copies_of(participant)) >= MOST_COPIES:
                raise Refused(f"You have {MOST_COPIES} copies already; that is the limit. Go on with one of them.")
            known = sandbox_from(scenario, owner=participant.owner, public_id=public_id, is_attached=True, title="")
        Participant.objects.filter(pk=participant.pk).update(copy=known)
    return known


def go_back_to_copy(*, participant: Participant, public_id: str) -> None:
    """Makes an earlier copy the present one."""
    known = Sandbox.objects.filter(owner=participant.owner, public_id=public_id, is_attached=True).first()
    if known is not None:
        Participant.objects.filter(pk=participant.pk).update(copy=known)


def copies_of(participant: Participant) -> list[Sandbox]:
    return list(Sandbox.objects.filter(owner=participant.owner, is_attached=True).order_by("created"))
