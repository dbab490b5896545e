"""The year of a real WordPress, read back page by page and played: every item once, or left with its reason."""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from pipeline.settings.folder import lay_out
from pipeline.settings.reader import load_as_written
from pipeline.simulate.outcome import Fate
from pipeline.simulate.recorded import record
from pipeline.simulate.simulation import simulate
from pipeline.simulate.stage import Crowd
from tests.e2e.wordpress import real_wordpress
from tests.e2e.year import DAY, number_of
from tests.town import change_config

pytestmark = [pytest.mark.full, pytest.mark.wordpress, pytest.mark.timeout(900)]
ITEMS = 300
CATEGORIES = ("Notizie", "Notizie", "Eventi", "Avvisi", "Allerta")


@pytest.mark.parametrize("path", ["feed/", "wp-json/wp/v2/posts?_embed=1&per_page=20"])
def test_a_seeded_year_is_played_from_its_pages(tmp_path: Path, path: str) -> None:
    lay_out(tmp_path / "council")
    chance, today = random.Random(20261127), time.time() - DAY
    times = sorted(today - chance.uniform(0, 360) * DAY for _ in range(ITEMS))
    with real_wordpress() as editor:
        editor.seed(
            {
                "title": f"Notizia {n:04} del Comune",
                "content": f"<p>Testo della notizia {n}.</p>",
                "date": f"{datetime.fromtimestamp(at):%Y-%m-%d %H:%M:%S}",
                "categories": [chance.choice(CATEGORIES)],
            }
            for n, at in enumerate(times, 1)
        )
        change_config(
            tmp_path / "council", r"portal: http://127.0.0.1:8099/portal/", f"portal: {editor.portal}"
        )
        kind = "wordpress" if "json" in path else "feed"
        change_config(tmp_path / "council", r"type: feed$", f"type: {kind}")
        change_config(
            tmp_path / "council", r"url: http://127.0.0.1:8099/portal/feed/", f"url: {editor.portal}{path}"
        )
        config = load_as_written(tmp_path / "council")
        recording = record(config, f"{editor.portal}{path}", times[0])
    start = times[0] + DAY
    played = simulate(config, recording, start, today + DAY / 2, Crowd(4))
    ours = [one for one in played.told if re.search(r"\d{4} del Comune", one.title)]
    told = Counter((number_of(one.title), one.channel) for one in ours if one.kind == "publish")
    new = {n for n, at in enumerate(times, 1) if at > start}
    assert told == {(n, channel): 1 for n in new for channel in ("whatsapp", "facebook")}
    out = sum(one.fate is Fate.OUT for one in ours)
    assert out >= 0.95 * len(told)
    settled = [
        one for one in ours if times[number_of(one.title) - 1] < today - DAY
    ]  # others may wait for the morning
    unexplained = [one for one in settled if one.fate not in (Fate.OUT, Fate.DIGEST) and not one.reason]
    assert unexplained == []
