"""The cookies of the staff's pages. `__Host-`: no other site of the domain can set them."""

from __future__ import annotations

from aiohttp import web

from pipeline.web.staff.visit import Office

A_YEAR = 31_536_000  # seconds


def session_cookie(office: Office) -> str:
    """Its name. It holds the session of who is signed in."""
    return "__Host-staff" if office.is_secure else "staff"


def door_cookie(office: Office) -> str:
    """Its name. A browser that is not signed in has it: its forms are bound to it as well."""
    return "__Host-door" if office.is_secure else "door"


def device_cookie(office: Office) -> str:
    """Its name. It says as whom this browser has signed in before, and opens nothing."""
    return "__Host-device" if office.is_secure else "device"


def set_cookie(
    office: Office, answer: web.Response, name: str, value: str, seconds: int | None = None
) -> None:
    """Lax and not Strict: the address of a page stands in alerts, which are opened from elsewhere."""
    answer.set_cookie(
        name, value, path="/", secure=office.is_secure, httponly=True, samesite="Lax", max_age=seconds
    )
