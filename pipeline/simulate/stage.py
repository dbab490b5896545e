"""The council of a simulation: its settings and templates in a folder that is thrown away, and nothing else of it."""

from __future__ import annotations

import base64
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.model import Mode
from pipeline.settings.credentials import OWN_KEYS
from pipeline.settings.sections import Alerts, Prices
from pipeline.settings.values import Config, Feed

SAMPLE = 20  # citizens at most; where there are more, one stands for several


@dataclass(frozen=True)
class Crowd:
    """The citizens of a simulation."""

    citizens: int
    digest: float = 0.1  # share of those who chose the digest

    @property
    def sample(self) -> int:
        """Citizens in the simulated database."""
        return min(self.citizens, SAMPLE)

    @property
    def weight(self) -> float:
        """Citizens for whom each of them stands."""
        return self.citizens / self.sample if self.sample else 1.0

    @property
    def of_digest(self) -> int:
        """How many of the sample chose the digest."""
        return round(self.sample * self.digest)


def staged(config: Config, folder: Path, feeds: tuple[Feed, ...], crowd: Crowd) -> Config:
    """The settings in another folder: live, without its database, its server, its operators, its testers."""
    shutil.copytree(config.templates, folder / "templates")
    if config.service.privacy_text and (config.folder / config.service.privacy_text).is_file():
        shutil.copy(config.folder / config.service.privacy_text, folder / "notice")
    weight = crowd.weight
    prices = Prices(*(price * weight for price in vars(config.money.prices).values()))
    first = config.safety.first_wave
    return replace(
        config,
        folder=folder,
        data=folder / "data",
        database="",
        live=Mode.ALL,
        feeds=feeds,
        alerts=Alerts(),
        testers=(),
        canary=(),
        money=replace(config.money, prices=prices),
        safety=replace(config.safety, first_wave=max(1, round(first / weight)) if first else 0),
        service=replace(config.service, privacy_text="", yearly_confirmation=False),
    )


def keys() -> Mapping[str, str]:
    """Keys that nothing else was ever written with."""
    return {
        f"INFOSTIGLIA_{name}": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode() for name in OWN_KEYS
    }
