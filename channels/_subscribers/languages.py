"""Languages that citizens choose, and the commands in them as what they mean in Italian. Leaving needs none of this:
it is understood in every language anyway (`tongues`). Pure."""

from __future__ import annotations

from collections.abc import Sequence

from channels._subscribers.choices import OwnWords
from channels._subscribers.english_times import italian_times

# The words by which each is chosen: its own name, its Italian one, its English one.
NAMES = {
    "it": "italiano italiana italian italienisch italien",
    "en": "english inglese anglais",
    "de": "deutsch tedesco german",
    "fr": "francais francese french",
    "es": "espanol spagnolo spanish castellano",
    "ro": "romana romaneste romeno rumeno romanian",
    "sq": "shqip albanese albanian",
    "pt": "portugues portoghese portuguese",
    "pl": "polski polacco polish",
    "uk": "українська ucraino ukrainian",
    "ar": "العربية عربي arabo arabic",
    "zh": "中文 cinese chinese",
    "pa": "ਪੰਜਾਬੀ punjabi panjabi",
    "hi": "हिन्दी hindi",
    "bn": "বাংলা bengalese bengali bangla",
    "ur": "اردو urdu",
}
_FILLING = frozenset(
    """
    lingua language gli i in voglio vorrei passa cambia cambiare scelgo preferisco messaggi avvisi ricevere ricevo parlo
    i want would like prefer switch change to the messages my speak only solo sprache auf langue en limba idioma
    """.split()
)
# What a message means, in Italian; of the words of joining only those that ask for it.
_MEANS: dict[str, dict[str, str]] = {
    "en": {
        "iscrivimi": "subscribe|subscribe me|sign me up|join|i want to subscribe|please subscribe me|register me",
        "solo urgenze": "only emergencies|emergencies only|emergencies|only urgent|urgent only|only alerts|alerts only",
        "riepilogo": "digest|summary|weekly digest|weekly summary",
        "tutto": "everything|all messages|all news",
        "dati": "my data|show my data",
        "aiuto": "commands|options|settings|how does it work",
        "zone": "zones|zone|areas|choose zone|choose the zone|choose my zone|which zones",
        "silenzio": "silence|quiet|quiet hours|do not disturb|do not disturb me|don t disturb|don t disturb me",
        "silenzio no": "no silence|silence no|silence off|stop silence|end silence|no quiet hours|quiet hours off",
        "promemoria": "reminders|reminder|remind me|reminders on|remind me of events|i want reminders",
        "no promemoria": "no reminders|no reminder|reminders off|stop reminders|no more reminders|without reminders",
        "lingue": "language|languages",
        "solo": "only|just",
        "senza": "without",
        "anche": "also",
        "pausa": "pause",
        "riprendi": "resume|continue|restart",
    },
    "de": {
        "iscrivimi": "anmelden|ich mochte mich anmelden",
        "solo urgenze": "nur notfalle|nur warnungen",
        "riepilogo": "zusammenfassung",
        "tutto": "alles",
        "dati": "daten|meine daten",
        "aiuto": "hilfe",
    },
    "fr": {
        "iscrivimi": "inscrivez moi|inscris moi|je veux m inscrire",
        "solo urgenze": "seulement les urgences|urgences seulement|urgences",
        "riepilogo": "resume hebdomadaire",
        "tutto": "tout",
        "dati": "mes donnees|donnees",
        "aiuto": "aide",
    },
    "es": {
        "iscrivimi": "suscribeme|suscribirme|inscribeme|quiero inscribirme",
        "solo urgenze": "solo emergencias|solo urgencias",
        "riepilogo": "resumen",
        "tutto": "todo",
        "dati": "mis datos",
        "aiuto": "ayuda",
    },
    "ro": {
        "iscrivimi": "inscrie ma|aboneaza ma|vreau sa ma inscriu",
        "solo urgenze": "doar urgente|numai urgente",
        "riepilogo": "rezumat",
        "tutto": "tot",
        "dati": "datele mele",
        "aiuto": "ajutor",
    },
}
_ITALIAN = {
    language: {
        tuple(said.split()): tuple(means.split()) for means, all_ in table.items() for said in all_.split("|")
    }
    for language, table in _MEANS.items()
}
_BEFORE_OWN_WORDS = (("solo",), ("senza",), ("anche",))  # alone they say nothing
_TIMED = (("silenzio",), ("pausa",))  # hours or days may follow
LONGEST = max(len(said) for table in _ITALIAN.values() for said in table)


def chosen_language(core: Sequence[str], own: OwnWords) -> str:
    """The language that a message of nothing else asks for, of those there are: `lingua inglese`; else ""."""
    rest = [word for word in core if word not in _FILLING]
    return next((code for code in own.languages if len(rest) == 1 and rest[0] in NAMES[code].split()), "")


def in_italian(core: Sequence[str], own: OwnWords) -> tuple[str, Sequence[str]]:
    """A command of another language as (language, its Italian words); a topic or a zone may follow. ("", the words) if
    it is none."""
    for language in own.languages:
        table = _ITALIAN.get(language, {})
        for count in range(min(len(core), LONGEST), 0, -1):
            means = table.get(tuple(core[:count]))
            if means is None:
                continue
            rest = core[count:]
            if own.all.issuperset(rest) and (rest or means not in _BEFORE_OWN_WORDS):
                return language, (*means, *rest)
            if means in _TIMED and language == "en" and (times := italian_times(rest)) is not None:
                return language, (*means, *times)
    return "", core
