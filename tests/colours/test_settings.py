"""The settings of colours and of our CAP feed, and the certificates that a server forgets to send."""

from __future__ import annotations

import http.server
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pipeline.feed_codes import FeedCode
from pipeline.portals.reading import limits_of
from pipeline.settings.folder import lay_out
from pipeline.settings.reader import load
from pipeline.settings.values import ConfigError
from pipeline.stages.fetch.fetch import Fetched, Got, Limits, client, fetch
from pipeline.words import speaking
from tests.town import Town, change_config

SHIPPED = r"(?m)^    colours: \{form: allertalom.*$"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lay_out(tmp_path / "town")
    return tmp_path / "town"


def loaded(folder: Path, colours: str, kind: str = "colours") -> None:
    change_config(folder, r"^    type: feed$", f"    type: {kind}")
    change_config(folder, SHIPPED, f"    colours: {colours}")
    load(folder)


@pytest.mark.parametrize(
    ("colours", "key", "words"),
    [
        ("{}", "colours", "istat is missing"),
        ('{istat: "20038"}', "colours.istat", "six digits"),
        ("{istat: 020036}", "colours.istat", "must be text"),  # without quotes YAML reads an octal number
        ('{istat: "020038", automatic: {by: Sindaco}}', "colours.automatic.by", "name and surname"),
        ('{istat: "020038", automatic: {by: "M. R."}}', "colours.automatic.by", "name and surname"),
        (
            '{istat: "020038", automatic: {by: "Maria Rossi", grades: [yellow]}}',
            "automatic.grades",
            "yellow always",
        ),
        ('{istat: "020038", automatic: {by: "Maria Rossi", grades: []}}', "automatic.grades", "orange, red"),
        ('{istat: "020038", automatic: yes}', "colours.automatic", "must be"),
        ("{form: rss}", "colours.form", "none of allertalom, bulletin, cap"),
        ('{form: cap, istat: "020038"}', "colours", "zone is missing"),
        ("{form: cap, zone: Emil-01}", "colours", "source is missing"),
        ('{istat: "020038", ca_extra: none.pem}', "colours.ca_extra", "none.pem"),
        ('{istat: "020038", ca_extra: config.yaml}', "colours.ca_extra", "no certificate"),
        ('{istat: "020038", colour: red}', "colours", "colour"),
    ],
)
def test_a_mistake_is_one_line(folder: Path, colours: str, key: str, words: str) -> None:
    with pytest.raises(ConfigError) as error, speaking("en"):
        loaded(folder, colours)
    assert key in str(error.value)
    assert words in str(error.value)


def test_colours_are_for_a_source_of_colours_only(folder: Path) -> None:
    with pytest.raises(ConfigError, match="is only for `type: colours`"):
        loaded(folder, '{istat: "020038"}', "feed")


def test_a_second_source_would_tell_everything_twice(folder: Path) -> None:
    second = '  - {name: altra, url: "https://x.example.it/", type: colours, colours: {form: bulletin}}\n'
    change_config(folder, r"^feeds:\n", f"feeds:\n{second}")
    with pytest.raises(ConfigError, match="a second source of colours"):
        loaded(folder, '{istat: "020038"}')


@pytest.mark.parametrize(
    ("cap", "words"),
    [
        ('{sender: a@b.it, area: "45.07,11.13 8"}', "webhook.public_url"),
        ("{sender: a@b.it}", "area is missing"),
        ('{area: "45.07,11.13 8"}', "sender is missing"),
        ('{sender: "a b", area: "45.07,11.13 8"}', "without blanks"),
        ('{sender: a@b.it, area: "45.07,11.13 0"}', "must be like"),
        ('{sender: a@b.it, area: "45.07,11.13"}', "must be like"),
        ('{sender: a@b.it, area: "45,11 46,11 46,12"}', "must be like"),
        ('{sender: a@b.it, istat: "1", area: "45.07,11.13 8"}', "six digits"),
    ],
)
def test_a_mistake_of_our_own_feed_is_one_line(folder: Path, cap: str, words: str) -> None:
    change_config(folder, r"(?s)^cap:\n.*?\n\n", f"cap: {cap}\n\n")
    with pytest.raises(ConfigError) as error:
        load(folder)
    assert words in "\n".join(str(one) for one in getattr(error.value, "faults", [error.value]))


def test_check_names_a_code_that_the_source_does_not_know(here: Town) -> None:
    url = f"{here.stage.url}/colours/lista-zone"
    line = f'  - {{name: colori, url: {url}, type: colours, colours: {{istat: "098019"}}}}\n'
    here.change(r"(?m)^feeds:\n", f"feeds:\n{line}")
    assert "098019" in here.call("check").stdout
    here.change("098019", "020038")
    told = here.call("check").stdout
    assert "098019" not in told
    assert "non vuol dire verde" in told


# -- certificates ------------------------------------------------------------------------------------


Pair = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


def made(name: str, by: Pair | None, *, ca: bool) -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by[0].subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(1))
        .not_valid_after(now + timedelta(30))
        .add_extension(x509.BasicConstraints(ca, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if not ca:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    return builder.sign(by[1] if by else key, hashes.SHA256()), key


def written(folder: Path, name: str, certificate: x509.Certificate) -> str:
    path = folder / name
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return str(path)


@contextmanager
def leaf_only(folder: Path, leaf: Pair) -> Iterator[int]:
    """A server that sends its own certificate and no other. Gives its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    key = folder / "leaf.key"
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    key.write_bytes(leaf[1].private_bytes(encoding, form, serialization.NoEncryption()))
    context.load_cert_chain(written(folder, "leaf.pem", leaf[0]), key)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def test_an_intermediate_may_be_added_and_verification_stays_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = made("root", None, ca=True)
    middle, other = made("middle", root, ca=True), made("middle", made("root", None, ca=True), ca=True)
    leaf = made("localhost", middle, ca=False)
    monkeypatch.setenv("SSL_CERT_FILE", written(tmp_path, "root.pem", root[0]))
    with leaf_only(tmp_path, leaf) as port:

        def asked(**certificates: str) -> Fetched:
            limits = Limits(trusted=frozenset({("localhost", port)}), certificates=certificates)
            with client(limits) as web:
                return fetch(web, f"https://localhost:{port}/", limits)

        for refused in (
            asked(),
            asked(localhost=written(tmp_path, "other.pem", other[0])),
            asked(elsewhere=written(tmp_path, "middle.pem", middle[0])),  # only for the host it was given for
        ):
            assert refused.reason is not None
            assert refused.reason.code is FeedCode.FEED_TLS
        assert asked(localhost=written(tmp_path, "middle.pem", middle[0])).status is Got.NEW
        # Links are not trusted themselves: without the root nothing is.
        monkeypatch.setenv("SSL_CERT_FILE", written(tmp_path, "another.pem", made("x", None, ca=True)[0]))
        assert asked(localhost=written(tmp_path, "middle.pem", middle[0])).status is Got.FAILED


def test_the_file_of_the_settings_reaches_the_requests_of_its_host(folder: Path) -> None:
    written(folder, "middle.pem", made("middle", None, ca=True)[0])
    loaded(folder, '{istat: "020038", ca_extra: middle.pem}')
    assert limits_of(load(folder)).certificates == {"127.0.0.1": str(folder / "middle.pem")}
