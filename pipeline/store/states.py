"""The states of posts and deliveries, and all allowed moves between them.

This is the only source: the database refuses any other move (`guard`), and the tables of
`docs/architecture.md` are written from here (`markdown`; a test compares).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from channels.value import dataclass
from pipeline.model import DeliveryState, PostState
from pipeline.store.engine import Connection


@dataclass(frozen=True)
class Way:
    """The meaning of a state and its allowed moves: the next states, each with its cause."""

    means: str
    to: Mapping[str, str]


POSTS: Mapping[PostState, Way] = {
    PostState.DUE: Way(
        "waits for its time: settle delay, quiet hours, the rhythm of its channel",
        {
            PostState.SENDING: "its time has come",
            PostState.HELD: "held by hand",
            PostState.PAUSED: "its template may not be sent, or an election period asks for a reason",
            PostState.SUPERSEDED: "a newer revision",
            PostState.CANCELLED: "by hand, taken down, another mode, put off to the digest, an election period",
            PostState.EXPIRED: "its not-after has passed or would, or no room in the budget",
        },
    ),
    PostState.HELD: Way(
        "a person must look: flood, broken template, future date",
        {
            PostState.DUE: "approved",
            PostState.SUPERSEDED: "a newer revision",
            PostState.CANCELLED: "by hand, taken down, another mode, an election period",
            PostState.EXPIRED: "its not-after has passed",
        },
    ),
    PostState.SENDING: Way(
        "released, or being released",
        {
            PostState.DONE: "nothing is left to send",
            PostState.PAUSED: "by hand, by a breaker, by its template, by an election period",
            PostState.SUPERSEDED: "a newer revision takes over",
            PostState.CANCELLED: "by hand, another mode, put off to the digest, an election period",
            PostState.EXPIRED: "its not-after has passed, or no room in the budget",
        },
    ),
    PostState.PAUSED: Way(
        "stopped by the program or by hand; or waits for its template",
        {
            PostState.DUE: "its template may be sent, and it had not begun",
            PostState.SENDING: "approved, or its template may be sent",
            PostState.SUPERSEDED: "a newer revision takes over",
            PostState.CANCELLED: "by hand, taken down, another mode, an election period",
            PostState.EXPIRED: "its not-after has passed",
        },
    ),
    PostState.DONE: Way(
        "nothing pending or under way (uncertain ones are listed)",
        {
            PostState.SENDING: (
                "evidence or a correction opens a delivery; sent again by hand to those it missed; an edit that a page "
                "refused is tried again"
            ),
            PostState.PAUSED: "a receipt says that the post itself is wrong; by hand, while some of it is in doubt",
            PostState.CANCELLED: "by hand, while some of it is in doubt",
        },
    ),
    PostState.SUPERSEDED: Way("a newer revision took over the recipients who had not been sent it", {}),
    PostState.CANCELLED: Way(
        "by hand, taken down before due, another mode, or put off to the digest",
        {
            PostState.DUE: "a retraction is asked for again, and had not begun",
            PostState.SENDING: "a retraction is asked for again",
        },
    ),
    PostState.EXPIRED: Way(
        "its not-after passed: old news never go out in a burst",
        {
            PostState.DUE: "a retraction is asked for again, or a post by hand, and had not begun; the clock was ahead",
            PostState.SENDING: (
                "a retraction is asked for again, or a post by hand; an edit is tried again; the clock was ahead"
            ),
            PostState.HELD: "the clock was ahead",
            PostState.PAUSED: "the clock was ahead",
        },
    ),
}

DELIVERIES: Mapping[DeliveryState, Way] = {
    DeliveryState.PENDING: Way(
        "to be sent",
        {
            DeliveryState.SENDING: "claimed, under an attempt number never used again",
            DeliveryState.SENT: "an earlier attempt is proven after all",
            DeliveryState.SKIPPED: "left, another choice or mode; its post has ended",
            DeliveryState.FAILED: "it changes a post whose id on the page is unknown: a person must make the change",
        },
    ),
    DeliveryState.SENDING: Way(
        "claimed by the holder of the lease",
        {
            DeliveryState.SENT: "accepted by the provider, which is not yet delivered",
            DeliveryState.FAILED: "refused for good, or the retry budget is spent",
            DeliveryState.PENDING: "certainly not sent",
            DeliveryState.UNCERTAIN: "it may be out",
        },
    ),
    DeliveryState.SENT: Way(
        "the provider accepted it",
        {
            DeliveryState.PENDING: "a receipt says that it failed, and the reason passes",
            DeliveryState.FAILED: "a receipt says that it failed for good",
            DeliveryState.UNCERTAIN: "the proven attempt has failed, a later one is in doubt",
            DeliveryState.SKIPPED: "to be shared by hand, and retracted before anybody did",
        },
    ),
    DeliveryState.UNCERTAIN: Way(
        "it may be out",
        {
            DeliveryState.SENT: "evidence that it is, or a person has looked",
            DeliveryState.PENDING: "evidence that it is not, or a person has looked",
            DeliveryState.FAILED: "it is not out and must not go out, or it was refused after all",
        },
    ),
    DeliveryState.FAILED: Way(
        "refused for good, or the retry budget is spent",
        {
            DeliveryState.SENT: "it was delivered after all",
            DeliveryState.PENDING: (
                "its post was at fault and waits to be mended; a retraction asked for again; sent again by hand; an "
                "edit of a page tried again"
            ),
        },
    ),
    DeliveryState.SKIPPED: Way(
        "never sent: left, other choice, superseded, cancelled, expired, other mode",
        {
            DeliveryState.PENDING: (
                "a retraction is asked for again; the citizen has the wrong text after all; the clock was ahead; sent "
                "again by hand"
            ),
            DeliveryState.SENT: "an earlier attempt is proven after all",
        },
    ),
}


STAMPED = ("item", "post")  # whether they are an exercise is said once, when they are made
_STAMP = "an exercise stays one, and nothing real becomes one"


def guard(connection: Connection) -> None:
    """Make this connection refuse every move the tables do not allow, and every change of what is an exercise.
    The transaction that tries one fails as a whole."""
    for table, ways in (("post", POSTS), ("delivery", DELIVERIES)):
        connection.execute(
            f"CREATE TEMP TRIGGER {table}_moves BEFORE UPDATE OF state ON main.{table} WHEN {_forbidden(ways)}"
            f" BEGIN SELECT RAISE(ABORT, '{_refusal(table)}'); END"
        )
    for table in STAMPED:
        connection.execute(
            f"CREATE TEMP TRIGGER IF NOT EXISTS {table}_exercise BEFORE UPDATE OF exercise ON main.{table}"
            f" WHEN OLD.exercise <> NEW.exercise BEGIN SELECT RAISE(ABORT, '{_STAMP}'); END"
        )


def guard_for_postgres() -> str:
    """The statements that make PostgreSQL refuse the same moves from every connection."""
    return "".join(
        f"""
CREATE OR REPLACE FUNCTION refuse_{table}_move() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE integrity_constraint_violation USING MESSAGE = '{_refusal(table)}'; END $$;
CREATE OR REPLACE TRIGGER {table}_moves BEFORE UPDATE OF state ON {table} FOR EACH ROW
WHEN ({_forbidden(ways)}) EXECUTE FUNCTION refuse_{table}_move();
"""
        for table, ways in (("post", POSTS), ("delivery", DELIVERIES))
    ) + "".join(
        f"""
CREATE OR REPLACE FUNCTION refuse_{table}_exercise() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE integrity_constraint_violation USING MESSAGE = '{_STAMP}'; END $$;
DO $do$ BEGIN
    IF EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attname = 'exercise') THEN
        CREATE OR REPLACE TRIGGER {table}_exercise BEFORE UPDATE OF exercise ON {table} FOR EACH ROW
        WHEN (OLD.exercise <> NEW.exercise) EXECUTE FUNCTION refuse_{table}_exercise();
    END IF;  -- tests stop a migration half way
END $do$;
"""
        for table in STAMPED
    )


def _forbidden(ways: Mapping[PostState, Way] | Mapping[DeliveryState, Way]) -> str:
    allowed = " OR ".join(
        f"(OLD.state = '{state}' AND ({' OR '.join(f'NEW.state = {to!r}' for to in _plain(way))}))"
        for state, way in ways.items()
        if way.to
    )
    return f"OLD.state <> NEW.state AND NOT ({allowed})"


def _refusal(table: str) -> str:
    return f"a {table} may not make this move"


def markdown(ways: Mapping[PostState, Way] | Mapping[DeliveryState, Way]) -> Iterator[str]:
    """The table for `docs/architecture.md`, line by line."""
    yield "| state | means | goes to |"
    yield "|---|---|---|"
    for state, way in ways.items():
        goes = "; ".join(f"`{to}`: {why}" for to, why in way.to.items())
        yield f"| `{state}` | {way.means} | {goes} |"


def _plain(way: Way) -> list[str]:
    return [str(to) for to in way.to]


def documented(text: str) -> str:
    """The page `text` with the current tables between its marks."""
    for mark, ways in (("posts", POSTS), ("deliveries", DELIVERIES)):
        head, _, rest = text.partition(f"<!-- {mark} -->")
        _, _, tail = rest.partition("<!-- end -->")
        text = f"{head}<!-- {mark} -->\n{chr(10).join(markdown(ways))}\n<!-- end -->{tail}"
    return text


if __name__ == "__main__":
    import sys

    sys.stdout.write(documented(sys.stdin.read()))
