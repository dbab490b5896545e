"""Titles of ends, beginnings and exercises: what they tell, and how urgent they are. No clock, no database."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from pipeline.model import Entry, Lane
from pipeline.phase import Phase
from pipeline.settings.values import Feed
from pipeline.stages.decide import grammar, phases
from pipeline.stages.decide.lanes import urgency_of
from pipeline.stages.decide.phases import phase_of
from pipeline.stages.decide.view import View

# Titles by their phase and by the lane of their category, one a line.
TITLES = {
    (Phase.ALERT_OVER, Lane.EMERGENCY): """
        Revoca allerta gialla temporali
        Fine emergenza acqua: torna potabile
        Fine dello stato di allerta per la piena del Po
        Allerta meteo del 3 novembre revocata alle 14.30
        Rientrata l'allerta, riaperte scuole e parchi
        Revocata l'evacuazione, tutti possono rientrare
        Allerta idrogeologica: cessata criticità
        Emergenza maltempo: situazione rientrata
        Allerta gialla rientrata nella notte
        Cessato pericolo incendio
        Pericolo cessato in via Po
        Piena: superato il colmo, revocata l'evacuazione
        Annullamento allerta meteo
        Annullata allerta gialla
        Ripristinata la viabilità: fine emergenza
        Allerta gialla (revocata)
        REVOCATA: allerta gialla del 24 novembre
        [REVOCATA] Allerta gialla
        Allerta meteo | Revoca
        Disposta la revoca dell'allerta
        Cessa lo stato di emergenza idrica
        Allerta revocata dalla Regione
        Emergenza caldo terminata
        Comunicato stampa: revocata allerta
        Allerta gialla terminata - fiume sotto controllo
        AGGIORNAMENTO ALLERTA METEO: REVOCATA
        Cessato lo stato di allarme e di pericolo
        Allerta cessata alle ore 14.00 del 25/11
        Revoca dell’ordinanza contingibile e urgente n. 12 di evacuazione
        E' STATA REVOCATA L'ALLERTA
        Scade l'allerta arancione
        Allerta conclusa, riaprono i parchi
        Si torna alla normalità dopo l'allerta
        Allerta meteo, tutto rientrato
        Allerta: cessate le criticità
        Allerta meteo: situazione tornata alla normalità
        Revocata l'allerta rossa
        Fine allerta arancione
        Cessata allerta meteo
        CESSATO ALLARME
        Allerta meteo revocata
        Allerta gialla per rischio idraulico: revocata
        L'allerta meteo è rientrata
        Rientrata l'emergenza idrica
        Emergenza rientrata
        Terminata l'allerta per vento forte
        Conclusa la fase di allerta
        Revoca dello stato di allerta
        Avviso di revoca allerta meteo
        Ordinanza n. 45 di revoca dell'evacuazione
        Revoca ordinanza di evacuazione di via Argine
        Comunicazione di cessata allerta
        Cessato pericolo: si può rientrare nelle case
        Allerta meteo - fine allerta
        Annullata l'allerta arancione
        Protezione civile: cessato allarme
        Aggiornamento: revocata l'allerta gialla
        Allerta rossa, revocata
        Superata la piena del Po
        Fine dell'emergenza neve
        Cessata l'allerta, restano chiusi i parchi
        Evacuazione di via Po revocata
        Cessa l'allerta arancione
        Disattivata la fase di preallarme
        Revocata l’allerta meteo idrogeologica per il nodo di Mantova
        Rientra l'allarme per la fuga di gas
        Allerta gialla: cessata
        È stata revocata l'allerta per temporali
        ALLERTA ROSSA - REVOCATA
        Codice rosso revocato
        Allerta meteo: cessazione dello stato di allerta
        Cessazione allerta meteo
        Cessate le condizioni di allerta gialla
        Revocato lo stato di preallarme
        Revoca preallerta
        Ritirata l'allerta temporali
        Conclusa l'emergenza maltempo
        Finita l'emergenza neve
        Allerta finita
        Rientrato l'allarme per l'incendio
        L'allarme è rientrato
        Emergenza acqua rientrata: si può bere
        Allerta meteo del 25 novembre: revoca
        Aggiornamento allerta meteo: allerta revocata
        Protezione Civile - Fine allerta idraulica
        Fine allerta: domani verde
        Revocato il codice rosso
        Sospesa l'allerta meteo
        Revocata l'ordinanza di evacuazione
        Rientro degli evacuati: cessata l'emergenza
        Revoca dell'allerta rossa emanata ieri
        Maltempo, revocata l'allerta
        Incendio domato, cessato l'allarme
        La Regione revoca l'allerta arancione
        Il Sindaco revoca l'ordinanza di evacuazione
        Terremoto: nessun danno, cessato allarme
        Allerta gialla, revoca anticipata
        Revoca anticipata dell'allerta gialla
        Fuga di gas: emergenza conclusa
        Fuga di gas: emergenza rientrata, strade riaperte
        Cessata emergenza
        Cessato stato di emergenza
        Decaduta l'allerta
        Allerta meteo scaduta
        Superata l'emergenza
        Allerta terminata alle ore 18
        Allerta meteo: dalle 18 revocata
        Allerta meteo: da oggi revocata
        Fine dell'allerta alle ore 14 di oggi
        Revocata dalle ore 12 l'allerta idraulica
        Revoca dell'allerta gialla di domani
        Revoca allerta prevista per domani
        Fine allerta: domani scuole aperte
        Ritrovata la persona scomparsa
        Emessa la revoca dell'allerta meteo
        Revocata l'allerta emessa ieri
        Disinnesco dell'ordigno bellico concluso
    """,
    (Phase.ALERT_OVER, Lane.SERVICE): """
        Fine stato di emergenza
    """,
    (Phase.ALERT_OVER, Lane.NEWS): """
        Revocata l'allerta meteo
    """,
    (Phase.NOTICE_OVER, Lane.SERVICE): """
        Cessato lo sciopero
        Sospensione dell'erogazione idrica: revocata
        Ripristino dell'illuminazione in via Verdi
        Sciopero revocato: servizi regolari
        Revoca sciopero
        Sospeso lo sciopero dei treni
        Guasto riparato: acqua in arrivo
        Black out: corrente tornata in tutto il paese
        Risolto il problema alla rete idrica
        Ripristinati i semafori di via Verona
        La SS12 è di nuovo percorribile
        Torna regolare la raccolta dell'umido
        Fine del divieto di irrigazione
        Revocata la limitazione di carico sul ponte
        Divieto di accesso agli argini revocato
        Ambulatori sanitari di nuovo aperti
        Riapertura uffici post ferie
        Riapertura strada provinciale 34
        Riapertura scuole
        Riapertura cimitero
        Ripristinata la potabilità dell'acqua
        Potabilità dell'acqua ripristinata
        Sbloccata la strada provinciale
        Levato il divieto di balneazione
        Abrogata l'ordinanza di divieto
        Revoca dell'ordinanza di non potabilità dell'acqua
        Riapre il ponte sul Po
        Riaperta al traffico via Roma
        Uffici comunali: riapertura regolare
        Ripristinata l'erogazione dell'acqua
        Servizio idrico ripristinato
        Acqua di nuovo potabile a Correggioli
        L'acqua torna potabile
        Torna la corrente in centro
        Riprende la raccolta dei rifiuti
        Revocato il divieto di transito in via Verdi
        Risolto il guasto alla linea telefonica
        Guasto risolto
        Riaprono le scuole dopo la neve
        Fine dei disagi in stazione
        Revocata l'ordinanza di chiusura delle scuole
        Viabilità: riaperta la SP 482
        Riattivata l'illuminazione in piazza
        Il ponte è stato riaperto
        Tolto il divieto di sosta
        Ordinanza 12/2026 - Revoca divieto di utilizzo dell'acqua
        Sospeso il blocco del traffico
        Non potabilità dell'acqua: revocata l'ordinanza
        Ordinanza di non potabilità revocata
        Uffici di nuovo aperti
        Revocata l'ordinanza antismog
        Cessate le limitazioni all'uso dell'acqua
        Riparata la perdita in via Mazzini
        Riprendono le lezioni alla primaria
        Ripristino del servizio di scuolabus
        Via Cavour percorribile da oggi: nuovamente aperta
        Riapertura al transito del sottopasso di via Verona
        Riaperto il sottopasso
        Revoca ordinanza divieto utilizzo acqua potabile
        Revoca divieto di consumo dell'acqua
        Revocato il divieto di consumo umano dell'acqua a Revere
        Acqua potabile: cessato il divieto
        L'acqua è tornata potabile
        L'acqua torna ad essere potabile
        Ripristino erogazione idrica in via Gnocchi Viani
        Ripristinato il servizio di raccolta porta a porta
        Il centro di raccolta riapre lunedì
        Riapre l'isola ecologica
        Ufficio anagrafe: riapertura al pubblico
        Anagrafe di nuovo aperta
        Uffici comunali nuovamente operativi
        Linee telefoniche ripristinate
        Centralino di nuovo funzionante
        Via Roma riaperta al traffico
        Fine lavori in via Roma: strada riaperta
        Treni: circolazione tornata regolare
        Interruzione elettrica terminata
        Rientrato il guasto alla rete idrica
        Rimosse le limitazioni in piazza
        Ripresa del servizio scuolabus
        Revocata la chiusura delle scuole
        Scuole riaperte da domani
        Revoca sospensione mercato
        Revoca senso unico in via Dante
        Revoca dell'ordinanza n. 33 del 12 ottobre
        Ordinanza n. 50: revoca
        Chiude il ponte, riapre il guado
        Emergenza rifiuti, ripresa la raccolta
    """,
    (Phase.NOTICE_OVER, Lane.NEWS): """
        Scuole riaperte da domani
        Il sottopasso è di nuovo percorribile
        Riaperta al traffico la provinciale
        Riapre il ponte sul Po
    """,
    (Phase.NOTICE_OVER, Lane.EMERGENCY): """
        Nube tossica: revocate le misure di sicurezza
        Ordinanza di chiusura revocata: finestre apribili
    """,
    (Phase.CALLED_OFF, Lane.SERVICE): """
        Mercato settimanale: rinvio al lunedì
        Annullati i lavori di domani in via Roma
        Rinviato lo sciopero
        Annullamento chiusura scuole
        Rinvio apertura scuole per allerta meteo
        Annullate le lezioni per neve
        Rinviata la riapertura del ponte
        Rinviata la chiusura di via Roma
        Annullata l'interruzione idrica di domani
        Annullata la chiusura del ponte
        Annullato lo sciopero dei treni
        Causa allerta meteo, annullato il mercato settimanale
        Slitta al 15 la consegna dei sacchi
    """,
    (Phase.CALLED_OFF, Lane.NEWS): """
        Festa dei volontari rinviata
        Annullata la sagra della pasta
        Niente fuochi d'artificio: annullati
        La sagra non si farà
        Annullamento dell'evento e rimborso dei biglietti
        Evento annullato: biglietti rimborsati
        Annullato il concerto di Natale
        Rinviata la sagra della zucca
        Mercato annullato per maltempo
        Consiglio comunale rinviato a giovedì
        Slitta la festa di quartiere
        Posticipata l'apertura della biblioteca
        Spettacolo cancellato
        ANNULLATO - Camminata sul fiume
        Festa della castagna a data da destinarsi
        Allerta meteo: rinviata la festa
        La fiera non si terrà
        Rinvio della commemorazione al 12 dicembre
        Annullamento della seduta del consiglio
        Il concerto di sabato è stato annullato
        Concerto del 3 dicembre ANNULLATO
        Rinviato al 10 dicembre l'incontro con l'autore
        Evento rinviato a data da destinarsi
        Annullata per maltempo la camminata
        Sagra del risotto: annullata la serata di domenica
        La presentazione del libro è rinviata
        Incontro posticipato alle 21
        Cancellato lo spettacolo di stasera
        Annullati gli eventi del fine settimana
        Partita rinviata per nebbia
        Cinema sotto le stelle: proiezione annullata
        AVVISO: rinvio assemblea pubblica
    """,
    (Phase.CALLED_OFF, Lane.EMERGENCY): """
        Annullata l'esercitazione di protezione civile
        Annullato il mercato di domani
        Rinviata l'esercitazione
    """,
    (Phase.EXERCISE, Lane.EMERGENCY): """
        Esercitazione di protezione civile sabato 28 novembre
        Test IT-alert il 3 dicembre
        Simulazione di evacuazione a Correggioli
        Messaggio di prova del sistema di allarme
        Prova delle sirene
        Esercitazione: fine allerta simulata
        Conclusa l'esercitazione
        Esercitazione: evacuazione del palazzo comunale
        IT-alert: test il 26 novembre
        Test di allarme sirene diga
    """,
    (Phase.EXERCISE, Lane.SERVICE): """
        Prova di evacuazione nelle scuole
        Prove di evacuazione al plesso Manzoni
        Esercitazione antincendio boschivo
        Grande esercitazione "Po 2026": strade chiuse
    """,
    (Phase.EXERCISE, Lane.NEWS): """
        Protezione civile, esercitazione sul Po
    """,
    (Phase.NEW, Lane.EMERGENCY): """
        Cessato stato di attenzione
        Fine allerta prevista per le ore 18
        Revocata l'allerta n. 11 ed emessa allerta rossa
        Fine dell'emergenza attesa in serata
        Termine dell'allerta: ore 20 di domani
        Fine allerta domani alle 8
        Ritrovato ordigno bellico in via Po
        Disinnesco dell'ordigno non ancora concluso
        Allarme siccità, annullata la festa dell'acqua
        Allerta: sospesa la revoca
        Allerta caldo: riaperto il centro di accoglienza
        Emergenza idrica: acqua non potabile, revocata la deroga
        Pericolo crollo: revocata l'agibilità della scuola
        Evacuati rientrati? No, l'emergenza continua
        Emergenza gas: l'interruzione non è terminata
        Rischio esondazione: evacuazione conclusa, nessuno rientri
        Allerta rossa fino al termine dell'evento
        Allerta gialla - fine validità ore 24
        Allerta meteo gialla a partire dalla fine della mattinata
        Allerta ghiaccio: termina la scuola alle 12
        Allerta neve: terminato lo spargimento del sale
        Emergenza incendio: fine lavori di bonifica prevista domani
        Conclusa la prima fase dell'emergenza
        Fine dell'allerta arancione, inizia la gialla
        Cessato allarme bomba d'acqua, resta allerta arancione
        Allerta temporali: sospeso il mercato, chiusi i parchi
        Ordinanza di evacuazione. Revoca della precedente ordinanza n. 12
        Ordinanza di evacuazione immediata, revocata la precedente
        Piena del Po: passata la colmata, allerta prosegue
        Terminata la pioggia, allerta ancora valida
        Allerta arancione revocata, emessa allerta gialla
        Allerta meteo da arancione a gialla
        Emergenza: cessare ogni attività all'aperto
        Allerta arancione, annullate le manifestazioni
        Allerta rossa: revocate tutte le autorizzazioni alle manifestazioni
        Revoca parziale dell'evacuazione
        Parziale revoca dell'ordinanza di evacuazione
        Revocata l'allerta solo in montagna, in pianura resta arancione
        Allerta estesa fino a venerdì, revocata solo per la montagna
        Allerta meteo rinviata a domani
        Evacuazioni in corso, annullata la partita
        Pericolo valanghe: cessate le nevicate ma rischio alto
        Emergenza abitativa: riaperti i termini
        Allerta truffe: falsi tecnici dell'acqua
        Allerta per la fine dell'anno
        Allerta arancione, revocato il mercato
        Incendio: chiudere le finestre fino a cessato allarme
        Emergenza profughi: conclusa la riunione
        Allerta maltempo, rientrati gli alunni in gita
        Allerta rossa: terminate le scorte di sabbia
        Allerta neve: sospese le lezioni, annullati gli esami
        Allerta: annullati i treni
        Allerta rossa in corso: revocate le ferie ai vigili
        Mai revocata l'allerta
        Emergenza non conclusa
        Revoca prevista per domani: allerta ancora valida
        Allerta rossa fino alla cessazione della piena
        Allerta in attesa di revoca
        Allerta: la revoca arriverà domani
        Allerta ancora in corso, non rientrata
        Non cessa l'allerta
        Allerta non cessata
        Allerta rossa non revocata
        L'allerta non è ancora revocata
        Allerta gialla prorogata a domani
        Prorogata la fine dell'allerta
        Allerta arancione fino a cessata esigenza
        Divieto di balneazione fino a revoca
        Allerta meteo per il fine settimana
        Allerta gialla: termina alle 18
        Cessata l'allerta rossa, resta quella gialla
        Fine allerta rossa: da domani allerta gialla
        Allerta declassata da rossa ad arancione
        Nessuna revoca dell'allerta
        Smentita la revoca dell'allerta
        In attesa della revoca dell'allerta restare a casa
        L'allerta sarà revocata domani
        Allerta rossa: chiuse le scuole
        Allerta meteo: annullato il mercato
        Allerta arancione: rinviata la festa patronale
        Emergenza idrica: revocati i permessi
        Evacuazione: prosegue l'allerta
        Allerta revocata?
        Allerta gialla confermata anche per domani
        Non è cessato il pericolo di piena
        Salvo revoca, allerta fino alle 24
        Emergenza neve: terminati i lavori di sgombero, strade ghiacciate
        Allerta meteo: la fine è prevista per le 18
        Emergenza caldo: sospesi i mercati
        Allerta rossa estesa a tutta la provincia
        Non è un'esercitazione: evacuazione immediata di via Po
        Alle 18 termina l'allerta gialla
        Chiusura dello stato di emergenza
        Allerta verde: cessata la fase di attenzione
        Evacuazione terminata, si può tornare a casa
        Stop all'allerta meteo
        Allerta rossa: l'allerta gialla è terminata
        Allerta meteo gialla: non ancora cessato il pericolo
        Passata l'allerta gialla, scatta quella arancione
        L'emergenza non è finita
        L'emergenza non è affatto rientrata
        Emergenza: non rientrate nelle case
        Pericolo non cessato: restate in casa
        Allerta valida fino alla revoca
        Allerta rossa fino a nuova comunicazione
        Allerta: terminare i lavori nelle golene
        Se revocata, l'allerta sarà comunicata
        Allerta meteo: fine settimana di pioggia
        Allerta gialla dalle 12 di oggi alla fine della giornata di domani
        Emergenza freddo: riapre il dormitorio
        Allerta arancione: riaperto il COC
        Allerta: attivato il COC, cessate le attività all'aperto
        Allerta idraulica, chiuso il ponte e sospese le lezioni
        Falso allarme: nessuna evacuazione
        Falsa la notizia della revoca dell'allerta
        Il prefetto: prematuro dire che l'emergenza è finita
        Presto la fine dell'emergenza
        Allerta rossa. Revocati i permessi ai vigili
        Verso la fine dell'emergenza
        Allerta gialla: cessa alle 20
        Revocata la revoca: allerta di nuovo in vigore
        Proroga allerta arancione
        Allerta rossa, superati i livelli di guardia
        Piena del Po: superata la soglia di allarme
        Superata la soglia di criticità a Borgoforte
        Emergenza idrica, superato il limite di arsenico
        Esaurite le scorte: emergenza acqua
        Allerta meteo: annullate tutte le manifestazioni
        Evacuazione conclusa della zona golenale, restate lontani
        Domani suoneranno le sirene: è una prova
        QUESTA NON È UN'ESERCITAZIONE: evacuate
        Superato il livello di allerta a Pontelagoscuro
        Superata la soglia di allerta
        Rientrate in casa: pericolo di esondazione
        Rientrate: pericolo
        Evacuazione conclusa della zona golenale
        Terminata l'evacuazione di via Po
        Sospese le lezioni: allerta rossa
        Allerta gialla per vento: fine prevista alle 20
        Cessate il fuoco: emergenza profughi
        Chiusa l'emergenza
        Allerta rossa. Evacuazione immediata delle golene
        Allerta arancione per piena del Po
        Emergenza: evacuare via Argine
        Acqua non potabile
        Nube tossica: chiudere le finestre
    """,
    (Phase.NEW, Lane.SERVICE): """
        Sospesa fino a revoca la ZTL
        Ripristino del manto stradale in via Po: divieto di sosta
        Ripristino segnaletica orizzontale in via Verdi
        Ripristino condotta idrica: interruzione del servizio
        Chiusura di via Po: revocata l'ordinanza precedente, nuova ordinanza
        Regolare il servizio di scuolabus
        Sospeso il mercato del giovedì
        Riapertura iscrizioni asilo nido
        Chiusa via Roma fino alla riapertura del ponte
        Lavori di ripristino dell'argine: strada chiusa
        Riapertura termini del bando affitti
        Riaperte le iscrizioni al nido
        Riapre parzialmente il ponte
        Ponte ancora chiuso: non riapre lunedì
        Sospesa l'erogazione dell'acqua
        Lezioni sospese per neve
        Strada riaperta a senso unico alternato
        Prorogata la chiusura di via Roma
        Scuole: nessuna revoca della chiusura
        Servizio non ancora ripristinato
        Quando riapre il ponte?
        Interruzione idrica in via Po
        Riapertura dei termini per le domande di contributo
        Chiusura uffici il 24 dicembre
        Circolazione ferroviaria regolare dopo il guasto
        Domani scuole regolarmente aperte
        Via Roma chiusa, riapertura prevista venerdì
        Chiusura del ponte: riapre il 3 dicembre
        Strada chiusa fino al ripristino della frana
        Interruzione idrica: ripristino entro le 18
        Sospesa l'acqua, torna alle 15
        Mancanza d'acqua: si lavora al ripristino
        Guasto: ripristino in corso
        Il ponte non riapre
        La strada non è stata riaperta
        Nuova ordinanza: revoca della sosta per residenti
        Riapertura bando morosità incolpevole
        Riaperta la procedura per l'assegno unico
        Termine lavori: prorogato al 30 giugno
        Ripristino della viabilità in corso
    """,
    (Phase.NEW, Lane.NEWS): """
        Ripristinata la facciata del municipio
        Riaperto il bar in piazza
        Riapre la mostra di via Roma
        Annullata l'asta del mobilio
        Conclusa l'emergenza profughi
        Salta il concerto
        Sospesa la fiera per maltempo
        Revoca incarico
        Prorogato il termine
        Riapertura dei termini: contributo affitto
        Nuova apertura ufficio turistico
        Riapre il bando per i contributi
        Riaperti i termini per il servizio civile
        Revoca del bando di gara
        Revocato l'assessore al bilancio
        Cessazione di attività commerciale
        Fine settimana di eventi in piazza
        Fine anno al teatro
        Riapre la stagione della piscina
        Revoca della concessione cimiteriale
        La festa non è annullata
        Concerto confermato: nessun rinvio
        Annullo filatelico per il patrono
        Annullata la gara d'appalto per la mensa
        In caso di pioggia l'evento sarà rinviato
        Rinvio a giudizio per l'ex assessore
        Rimborsi per il concerto annullato
        Rinviata la scadenza della TARI
        Cancellate le strisce in via Po
        Simulazione della prova INVALSI
        Esercitazioni di lettura in biblioteca
        Prove aperte del coro
        Revoca della patente: come fare ricorso
        Revoche e decadenze: il regolamento
        Irrevocabile la sentenza
        Riapre la mostra al palazzo
        Riapre il museo
        Fine dei lavori al parco: inaugurazione
        Riprendono i corsi di ginnastica
        Riprendono gli incontri di lettura
        Fine anno scolastico: saluti del sindaco
        Cessione di terreno comunale
        Termine per la presentazione delle domande
        Conclusa la raccolta fondi
        Terminato il torneo di calcio
        Finita la vendemmia
        Conclusi i lavori del consiglio
        Scadono i termini per l'IMU
        Revocato in autotutela l'avviso pubblico
        Ritirata la delibera
        Non annullate le prenotazioni
        Possibile rinvio della fiera
        La fiera si farà: smentito l'annullamento
        Rischia di essere annullata la corsa
        Annullamento del matrimonio: documenti
        Annullata la multa: ecco come
        Rinvio pregiudiziale alla Corte
        Test antigenici in farmacia
        Prova di ammissione
    """,
}


@pytest.mark.parametrize(
    ("title", "lane", "phase"),
    [
        (title.strip(), lane, phase)
        for (phase, lane), titles in TITLES.items()
        for title in titles.strip().split("\n")
    ],
)
def test_what_a_title_tells(title: str, lane: Lane, phase: Phase) -> None:
    assert phase_of(title, lane) is phase


# Whatever says that something ends, is off or is an exercise.
ALL = (
    *(
        *grammar._OFF,
        *grammar._OFF_NOUN,
        grammar._EXERCISE,
        *grammar._BACK,
        *grammar._BACK_NOUN,
        *grammar._NORMAL,
    ),
    *(*grammar._ALERT_ENDS, *grammar._ALERT_ENDS_NOW, *grammar._ALERT_END),
)


@pytest.mark.parametrize("pattern", ALL, ids=lambda pattern: pattern.pattern[:40])
def test_the_first_look_lets_every_title_pass_that_a_pattern_knows(pattern: re.Pattern[str]) -> None:
    @settings(max_examples=30, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(some.from_regex(pattern.pattern))
    def passes(words: str) -> None:
        assert phases._TELLS.search(words)

    passes()


LANES = {
    **dict.fromkeys(("allerta", "emergenza", "protezione civile"), Lane.EMERGENCY),
    "avvisi": Lane.SERVICE,
}
VIEW = View(1_795_500_000.0, Feed("portal", "https://c.example.it/feed/"), (), LANES)


@pytest.mark.parametrize(
    ("category", "title", "text", "lane", "phase", "doubtful"),
    [
        ("Allerta", "Revocata l'allerta rossa", "", Lane.SERVICE, Phase.ALERT_OVER, False),
        ("Avvisi", "Fine allerta meteo", "", Lane.SERVICE, Phase.ALERT_OVER, False),
        ("Notizie", "Cessato allarme", "", Lane.SERVICE, Phase.ALERT_OVER, False),
        ("Allerta", "Allerta meteo", "L'allerta è stata revocata.", Lane.SERVICE, Phase.ALERT_OVER, False),
        ("Allerta", "Allerta rossa", "L'allerta gialla è stata revocata.", Lane.EMERGENCY, Phase.NEW, False),
        ("Allerta", "Annullato il mercato di domani", "", Lane.SERVICE, Phase.CALLED_OFF, False),
        ("Allerta", "Acqua di nuovo potabile", "", Lane.SERVICE, Phase.NOTICE_OVER, False),
        ("Eventi", "Annullata la tombola", "", Lane.NEWS, Phase.CALLED_OFF, False),
        ("Protezione civile", "Esercitazione sul Po", "", Lane.SERVICE, Phase.EXERCISE, False),
        ("Protezione civile", "Allerta gialla per temporali", "", Lane.EMERGENCY, Phase.NEW, False),
        ("Protezione civile", "Esonda il Mincio", "", Lane.EMERGENCY, Phase.NEW, False),
        (
            "Protezione civile",
            "Avviso del Sindaco",
            "Allerta arancione dalle 18.",
            Lane.EMERGENCY,
            Phase.NEW,
            False,
        ),
        (
            "Protezione civile",
            "Cercasi volontari",
            "Serata in caso di emergenza.",
            Lane.NEWS,
            Phase.NEW,
            True,
        ),
        ("Protezione civile", "Nuova sede in via Argine", "Sabato alle 10.", Lane.NEWS, Phase.NEW, True),
        ("Protezione civile", "Piano di evacuazione: incontro pubblico", "", Lane.NEWS, Phase.NEW, True),
        ("Protezione civile", "Qualcosa che nessuno ha previsto", "", Lane.NEWS, Phase.NEW, True),
        ("Allerta", "Allerta verde per domani", "", Lane.NEWS, Phase.NEW, True),
        ("Allerta", "Allerta da verde a gialla", "", Lane.EMERGENCY, Phase.NEW, False),
        ("Fine allerta", "Comunicato n. 5", "", Lane.SERVICE, Phase.ALERT_OVER, False),
        ("Esercitazioni", "Sabato sul Po", "", Lane.NEWS, Phase.EXERCISE, False),
        ("Emergenza", "Corso di primo soccorso", "", Lane.NEWS, Phase.NEW, True),
        ("Emergenza", "Corso Garibaldi chiuso per crollo", "", Lane.EMERGENCY, Phase.NEW, False),
        ("Allerta", "Volontari al lavoro: piena in arrivo", "", Lane.EMERGENCY, Phase.NEW, False),
        ("Allerta", "Qualcosa che nessuno ha previsto", "", Lane.EMERGENCY, Phase.NEW, False),
    ],
)
def test_how_urgent_it_is(
    category: str, title: str, text: str, lane: Lane, phase: Phase, doubtful: bool
) -> None:
    found = urgency_of(Entry("", "", title, "", text, (category,)), VIEW)
    assert (found.lane, found.phase, bool(found.category)) == (lane, phase, doubtful)


def test_another_category_says_where_the_calm_go() -> None:
    entry = Entry("", "", "Cercasi volontari", "", "", ("Protezione civile", "Avvisi"))
    assert urgency_of(entry, VIEW).lane is Lane.SERVICE
