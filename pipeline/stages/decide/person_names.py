"""Names of persons in a text: a first name that Italians or their neighbours have, beside another word. Pure.

Streets, schools and theatres are named after persons, so the word before decides; an office or a profession before it
makes it a person of public life.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from pipeline.patterns import lazy_re

FIRST = frozenset(
    """abdelkader abdellah abdou abdul achille ada adelaide adele adnan adrian adriana adriano agata agnese
    agostino agron ahmad ahmed aicha alba alberta alberto aldo alessandra alessandro alessia alessio alex
    alexandra alfonso alfredo ali alice alina aliou altin amadou ambra amedeo amelia amina amir ana
    anastasia andrea andreea andrei andriy angela angelica angelo anila anita anna annalisa annamaria
    antonella antonietta antonino antonio anwar arben arianna armando artan arturo asia asif assunta augusto
    aurora ayoub azzurra balwinder barbara beatrice benedetta benedetto besnik bianca bilal blerina bogdan
    bruna bruno camilla carla carlo carlotta carmela carmelo carmen catalin caterina cecilia cesare cheikh
    chiara christian cinzia ciprian clara claudia claudio concetta constantin corrado cosimo costantino
    costanza cristian cristiana cristiano cristina daniela daniele danilo dario davide debora deborah denis
    denise diana diego dino dmitri dmytro domenica domenico donata donatella donato dritan dumitru edlira
    edoardo elena eleonora elia eliana elisa elisabetta elona elvira emanuela emanuele emilia emiliano
    emilio emma enrica enrico enzo erica erika ermanno ernesto ettore eugenia eugenio eva fabiana fabio
    fabiola fabrizio fatima fatmir fatou fatoumata fausto federica federico felice ferdinando filippo
    fiorella flavia flavio florentina florin franca francesca francesco franco fulvio gabriel gabriela
    gabriele gabriella gaetano gaia georgiana gerardo gheorghe giacomo giada giampaolo giampiero giancarlo
    gianfranco gianluca gianmarco gianni gianpaolo gilberto gina ginevra gino gioia giorgia giorgio giovanna
    giovanni giulia giuliana giuliano giulio giuseppe giuseppina gloria grazia graziano guglielmo guido
    gurpreet halyna hamza hanane harpreet hassan hicham ibrahim ibrahima ida ignazio ihor ilaria ilir imane
    imran ines ioana ion ionut irene irina iryna isabella isacco italo ivan ivana ivano ivo jacopo jaswinder
    jose juan karim katia kaur khadija klodian kulwinder laila lara latifa laura lea leonardo leone letizia
    lia lidia liliana linda lino lisa livia livio lorena lorenza lorenzo loretta luan luana luca lucia
    luciana luciano lucrezia ludovica ludovico luigi luigia luigina luis luisa maddalena malika mamadou
    manpreet manuel manuela mara marcella marcello marco margherita maria mariagrazia marian mariangela
    marianna marilena marina mario marisa marius marta martina martino massimiliano massimo matilde matteo
    mattia maura maurizio mauro mehdi michela michele michelle miguel mihaela mihai milena mirco mirela
    mirella miriam modou mohamad mohamed mohammed moira monica morena moreno mostafa moussa muhammad
    muhammed mustapha mykola nadeem nadia nadir naima natalia nataliya natascia nawal nazzareno nicola
    nicolae nicole nicoletta nicolo nino noemi norma oksana oleksandr olena olga olivia omar oreste ornella
    orsola oscar osvaldo ottavia ottavio ousmane paola paolo parminder pasquale patrizia patrizio pedro
    petru piera pierangelo pierluigi piero pietro pina rachele rachid radu raffaele raffaella ramona razvan
    rebecca remo renata renato renzo riccardo rina rita roberta roberto rocco romano romeo romina rosa
    rosanna rosaria rosario rosina rossana rossella ruggero sabrina said salma salvatore samantha samira
    samuel samuele sandra sandro santina sara sarah saverio sebastiano serena sergio serhiy settimio shahid
    silvana silvano silvia silvio simona simone singh sofia sonia sorin stefan stefania stefano stella
    sukhwinder susanna svetlana tamara tania tariq tatiana teodoro teresa tetyana tiziana tiziano tommaso
    tullio ugo umberto usman valbona valentina valentino valeria valerio vanessa vanna vasile vasyl vera
    veronica vincenza vincenzo viola viorel virgilio virginia vito vittoria vittorio viviana volodymyr
    walter waqas yasmine youssef yuliya yuri zahid zaira zoe""".split()
)
# Before a name: what is called after somebody.
_PLACES = frozenset(
    """via viale v le piazza piazzale piazzetta p za vicolo corso largo strada borgo rotonda rotatoria ponte
    parco giardino
    giardini villa palazzo palazzetto casa sala salone aula teatro auditorium cinema museo biblioteca galleria
    scuola scuole
    istituto liceo plesso asilo nido infanzia primaria media secondaria elementare elementari medie universita
    ospedale
    clinica rsa residenza fondazione associazione circolo centro gruppo sezione comitato polisportiva stadio
    campo palestra
    piscina palasport premio trofeo memorial torneo coppa concorso monumento statua busto parrocchia chiesa
    basilica santuario
    oratorio san santo santa sant santi beato beata papa madonna caserma brigata quartiere lungomare lungopo
    argine molo
    aeroporto stazione autostrada diga rifugio cascina corte contrada frazione localita bar ristorante
    trattoria ditta impresa
    studio farmacia banca onlus coop cooperativa squadra orchestra banda coro compagnia""".split()
)
# Before a name: who speaks or acts in public.
_PUBLIC = frozenset(
    """sindaco sindaca vicesindaco assessore assessora assessori consigliere consigliera consiglieri presidente
    vicepresidente presidenti segretario segretaria direttore direttrice dirigente responsabile comandante
    ispettore prefetto questore ministro ministra senatore senatrice onorevole on maestro maestra attore
    attrice attori scrittore scrittrice scrittori autore autrice autori regista poeta poetessa pittore
    pittrice artista artisti cantante musicista pianista violinista chitarrista burattinaio giornalista
    giornalisti relatore relatrice relatori storico storica fotografo fotografa don padre suor monsignor
    vescovo parroco generale colonnello capitano campione campionessa partigiano partigiana curatore curatrice
    conduce presenta esperto esperta psicologa psicologo pediatra medico veterinario""".split()
)
# Before a name: a title, which speakers have, and applicants too.
_TITLES = frozenset(
    """dott dottor dottoressa dottori dr ssa prof professor professore professoressa avv avvocato avvocata ing
    ingegner ingegnere arch architetto geom geometra rag""".split()
)
_NOT_NAMES = frozenset(
    """il lo la i gli le un una uno di del della dello dei degli delle da dal dalla in nel nella con per su
    sul sulla tra fra e
    ed o a al alla allo ai agli alle comune avviso elenco graduatoria esito esiti ufficio bando grazie auguri
    lunedi martedi
    mercoledi giovedi venerdi sabato domenica gennaio febbraio marzo aprile maggio giugno luglio agosto
    settembre ottobre
    novembre dicembre natale pasqua capodanno ferragosto croce protezione pro loco""".split()
)
_WORD = lazy_re(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_JOINED = lazy_re(r"[ \u00a0]")
_AND = lazy_re(r"(?:\s*,\s*|\s+(?:e|ed)\s+|\s*[-–/]\s*)(?:(?:il|la|l['’]|gli|i|le) ?)?")
_ACCENTS = str.maketrans("àáèéìíòóùú", "aaeeiioouu")


class Sort(Enum):
    PERSON = "person"
    PUBLIC = "public"  # a person of public life
    TITLED = "titled"  # with an academic title
    PLACE = "place"  # called after a person


@dataclass(frozen=True, slots=True)
class Name:
    """A name and its place in the text."""

    start: int
    end: int
    sort: Sort


def names_in(text: str) -> list[Name]:
    """The names of persons in a text, in their order, whoever they are."""
    return [name for name in _all_names(text) if name.sort is not Sort.PLACE]


def _all_names(text: str) -> Iterator[Name]:
    words = list(_WORD.finditer(text))
    at, last = 0, None
    while at + 1 < len(words):
        size = _size(text, words, at)
        if not size:
            at += 1
            continue
        start, end = words[at].start(), words[at + size - 1].end()
        before = words[at - 1] if at else None
        sort = _sort(text, before, start)
        if last and sort is Sort.PERSON and _AND.fullmatch(text, last.end, start):
            sort = last.sort  # of a list the first has the word before it
        last = Name(start, end, sort)
        yield last
        at += size


def _size(text: str, words: list[re.Match[str]], at: int) -> int:
    """The number of words of the name that begins here, 0 = none does."""
    if not _is_capital(words[at]):
        return 0
    size = 1
    while size < 4 and at + size < len(words) and _follows(text, words, at + size):
        size += 1
    plain = [_plain(word[0]) for word in words[at : at + size]]
    if plain[0] in _PLACES and plain[0] not in FIRST:
        return 0  # the words after it are looked at with this one before them
    for n in range(size - 1):
        pair = plain[n : n + 2]
        if any(word in FIRST for word in pair) and not any(word in _NOT_NAMES for word in pair):
            return size if n == 0 else 0  # else the name begins one word later
    return 0


def _follows(text: str, words: list[re.Match[str]], at: int) -> bool:
    """Whether a word goes on with the name before it: after one blank, and with a capital."""
    between = text[words[at - 1].end() : words[at].start()]
    return _JOINED.fullmatch(between) is not None and _is_capital(words[at])


def _is_capital(word: re.Match[str]) -> bool:
    """Whether a word is written like a name: `Anna`, `ANNA`, `D'Angelo`, and not `L'alunna`."""
    parts = re.split("['’]", word[0])
    return len(word[0]) > 1 and all(
        part[:1].isupper() and (part[1:].islower() or part.isupper()) for part in parts
    )


def _plain(word: str) -> str:
    return word.casefold().translate(_ACCENTS)


def _sort(text: str, before: re.Match[str] | None, start: int) -> Sort:
    if before is None or start - before.end() > 3 or "\n" in text[before.end() : start]:
        return Sort.PERSON
    word = _plain(re.split("['’]", before[0])[-1])
    if word in _PLACES:
        return Sort.PLACE
    if word in _TITLES:
        return Sort.TITLED
    return Sort.PUBLIC if word in _PUBLIC else Sort.PERSON
