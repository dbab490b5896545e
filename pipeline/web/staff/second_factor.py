"""The secret of an app's one-time codes while it is being set up: worked out anew at each request, kept nowhere."""

from __future__ import annotations

import base64

from pipeline.web.staff.visit import Visit


def secret_of(visit: Visit, purpose: str) -> str:
    """The same for the same browser and purpose, so that a form that comes back fits what its page has shown."""
    seed = visit.office.vault.proof(f"one-time codes {purpose} {visit.cookie}")
    return base64.b32encode(seed[:20]).decode()


def qr_of(address: str) -> str:
    """A picture of the address, for the camera of a phone: an image's address with the image in it."""
    import segno

    return str(segno.make(address, error="m").svg_data_uri(scale=5, border=3))
