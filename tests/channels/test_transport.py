"""The certificates that are trusted, for each kind of address."""

from __future__ import annotations

import ssl

from channels.transport import trust


def test_an_address_that_shows_no_certificate_has_none_believed_and_none_read() -> None:
    context = trust("http://127.0.0.1:8099/graph")
    assert isinstance(context, ssl.SSLContext)
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert context.get_ca_certs() == []


def test_any_other_is_believed_by_the_usual_certificates() -> None:
    assert trust("https://graph.facebook.com") is True
