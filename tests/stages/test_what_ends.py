"""What ends must be an event, an alert or a service: papers, terms, courts and works to come are none of them."""

from __future__ import annotations

import pytest

from pipeline.model import Lane
from pipeline.phase import Phase
from pipeline.stages.decide.phases import phase_of

TITLES = {
    (Phase.NEW, Lane.SERVICE): """
        Carta d'identità annullata: cosa fare
        Carte d'identità annullate, restituzione all'anagrafe
        Documento smarrito revocato
        Tessera elettorale annullata e duplicato
        Rinviato a giudizio l'ex dirigente
        Riapertura dei termini del bando affitti
        Riaperti i termini del bando per i contributi
        Riaperti i termini per la mensa scolastica
        Fine lavori prevista per il 30 novembre
        Fine lavori in via Roma prevista a dicembre
        Termine dei lavori stimato in due settimane
        Cessata attività: vendita di fine esercizio
        Cessazione dell'attività di vicinato: modulistica
        Annullo filatelico in municipio
        Revoca dell'incarico di posizione organizzativa
        Revocato l'incarico al segretario comunale
        Riapertura del bando per l'assegnazione degli orti
        Riaperte le iscrizioni al nido
        Riaperte le iscrizioni allo scuolabus
        Annullamento in autotutela degli avvisi TARI
        Annullata la cartella esattoriale
        Revocata la residenza: come rimediare
        Revoca dell'amministratore di sostegno
        Cancellazione anagrafica per irreperibilità
        Cessata occupazione di suolo pubblico: comunicazione
        Cessazione della convivenza di fatto
        Rientrati in Italia: iscrizione anagrafica
        SPID sospeso o revocato: come riattivarlo
        CIE revocata: come riattivare l'identità digitale
        Firma digitale revocata
        Password scaduta: come ripristinarla
        Permesso ZTL scaduto: rinnovo
        Contrassegno disabili scaduto o annullato
        Abbonamento annullato: rimborso
        Passaporto annullato
        Riattivata la convenzione con i CAF
        Sospensione dell'imposta di soggiorno: fine del periodo
        Annullate le sanzioni per il divieto di sosta
        Revocato il divieto di avvicinamento
        Ripresa dei lavori in via Roma
        Riapre il cantiere di via Po
        Conclusi i lavori del consiglio comunale
        Terminata la raccolta firme
        Terminato il servizio civile: l'attestato
        Chiusa la selezione: graduatoria definitiva
        Annullata la seduta di gara
        Posticipato il termine per la TARI
        Rinviata l'udienza
        Rinvio della scadenza IMU al 20 dicembre
        Sospensione dei termini per i tributi: fine il 31 marzo
        Tessere cimiteriali annullate
        Libretto sanitario annullato
        Licenza di pesca revocata
        Codice fiscale annullato o duplicato
        Delega annullata: come comunicarla
        Riaperti i termini di iscrizione alla scuola di musica
        Termini riaperti per il bonus sport
        Prorogata la fine lavori al ponte
        Fine lavori stimata a marzo in piazza Cornelio
        Cessate attività produttive: elenco
        Partita IVA cessata: comunicazione al SUAP
        Annullata la delibera di giunta n. 45
        Revocata la sospensione della patente
        Annullato il verbale per la sosta
        Revocata l'ammissione al contributo
        Revoca del consenso ai cookie
        Revoca del testamento biologico
        Rinviata la votazione in consiglio
        Rinvio pregiudiziale: la Corte decide
        Annullato il bollettino PagoPA
        Annullamento del certificato di residenza
        Riapre lo sportello contributi
        Rientro dei capitali: guida
        Fine rapporto: documenti per i dipendenti
        Cessazione dal servizio del comandante
        Cessata la carica di assessore
        Terminato il mandato del revisore
        Revocato il permesso di costruire
        Rimosso il veicolo abbandonato in via Verdi
        Ritirato il ricorso contro il Comune
        Ripresa dell'attività consiliare
        Stato di famiglia annullato: nuova richiesta
        Codice univoco disattivato: fatture da rinviare
        Certificati anagrafici revocati dal Ministero
        Revocata la concessione del chiosco
        Pass disabili revocato
        Annullata l'iscrizione al registro
        Cancellati dalle liste elettorali: come verificare
        Cessata la locazione: comunicazione TARI
        Riapertura termini avviso pubblico alloggi ERP
        Bando periferie: riaperti i termini fino al 10
        Servizio civile, riaperto il bando
        Riaperte le domande per il bonus bebè
        Termine lavori previsto a maggio: via Mazzini
        Lavori al ponte, fine prevista venerdì
        Revoca dell'autorizzazione al dehors
        Revoca nomina del responsabile anticorruzione
        Sanzione annullata dal giudice di pace
    """,
    (Phase.NEW, Lane.NEWS): """
        Revoca del consigliere delegato
        Rinviati a giudizio tre funzionari
        Annullo filatelico per i cento anni della stazione
        Ripristinato il mosaico del battistero
        Cessata l'attività della storica merceria
        Riaperti i termini per le candidature alla consulta
        Fine lavori prevista in primavera per il teatro
        Ritirato il premio Bandiera verde
        Revocata la cittadinanza onoraria
        Annullata dal TAR la delibera sul piano regolatore
        Annullato il certificato di proprietà
        Superata la soglia dei mille iscritti
        Revocata la delega al vicesindaco
        Annullata la condanna per l'ex sindaco
        Sospeso il processo, rinviata l'udienza a marzo
        Rinviato il voto sul bilancio
        Ripristinato l'affresco della chiesa
        Conclusa la campagna di scavo
        Finita la legislatura
        Riaperta l'indagine sul ponte
        Riaperto il caso della ciminiera
        Riaperta la discussione sul piano del traffico
        Cessa la pubblicazione del notiziario
        Annullato il matrimonio, la sposa ringrazia
        Chiusa l'attività del panificio, cessata dopo 50 anni
        Rinviato a giudizio il titolare della cava
        Revocati gli arresti domiciliari
    """,
    (Phase.NEW, Lane.EMERGENCY): """
        Ritrovata un'auto, scomparso il conducente
        Scomparso un anziano, non ancora ritrovato
        Emergenza idrica: fine lavori prevista domani
        Acqua non potabile: riapertura dei termini per i rimborsi
        Emergenza freddo: riaperti i termini per il bonus
        Allerta gialla: annullo filatelico confermato
    """,
    (Phase.NOTICE_OVER, Lane.SERVICE): """
        Terminati i lavori: riaperta via Roma
        Fine lavori: riapre il ponte sul Mincio
        Riapertura dell'ufficio anagrafe
        Riaperto lo sportello dopo i lavori
        Riaperta la biblioteca
        Riapre domani il centro di raccolta
        Revoca dell'ordinanza di chiusura di via Po
        Revocata l'ordinanza di divieto di balneazione
        Ripristinato il servizio di rilascio carte d'identità
        Ripresa la raccolta dell'umido
        Cessata l'interruzione idrica in via Verdi
        Riaperto l'ufficio tributi
        Rimosso il divieto di transito sul ponte
        Ripristinata l'illuminazione in piazza
        Riattivato il servizio di scuolabus
        Revocato lo sciopero dei trasporti
        Riaperto al traffico il sottopasso
        Riaperto l'ufficio anagrafe dopo il trasloco
        Riapre l'ufficio elettorale
        Riaperto il cimitero
        Ripristinata la linea telefonica del municipio
        Ripristinato il sito del Comune
        Riattivato lo sportello anagrafe
        Fine del divieto di balneazione
        Terminata l'interruzione dell'energia elettrica
        Cessato il divieto di accensione fuochi
        Conclusi i lavori, via Gramsci riaperta al transito
        Riparato il guasto all'acquedotto
        Riaperta la sede distaccata dell'anagrafe
        Ripristinata la fermata dell'autobus in via Roma
        Riaperto il parcheggio di piazza Matteotti
        Ripresi i prelievi in ambulatorio: riaperto il servizio
        Riaperti gli sportelli
        Terminato lo sciopero: riprende la raccolta rifiuti
        Revocato il divieto di sosta in via Verdi
        Riapre la palestra comunale
    """,
    (Phase.CALLED_OFF, Lane.SERVICE): """
        Annullato il mercato di sabato
        Annullata la visita guidata al museo
        Rinviato il consiglio comunale
        Rinviata l'assemblea pubblica sulla viabilità
        Annullato lo spettacolo di venerdì
        Posticipata la fiera di San Martino
        Rinviato a sabato il concerto
        Annullata la corsa campestre
        Rinviata a data da destinarsi la sagra
        Rinviati i lavori in via Roma
        Annullata la cerimonia del 4 novembre
        Annullato l'incontro con i cittadini
        Annullata la gita al mare degli anziani
        Rinviata la riunione del comitato di frazione
        Rinviata la disinfestazione per pioggia
        Annullato il corso di italiano
        Annullata l'apertura straordinaria di sabato
        Rinviata la potatura in viale Mazzini
        Rinviato lo spurgo delle caditoie
        Annullati i mercatini di Natale
        Rinviata la consegna dei sacchi
        Rinviata l'inaugurazione della scuola
        Annullata la chiusura di via Roma
        Rinviata la chiusura del ponte
        Rinviata la sospensione dell'acqua di giovedì
        Annullato lo sciopero di venerdì
        Annullata la fiera di primavera
        Rinviata la pulizia delle strade
        Rinviata la derattizzazione
        Annullato il ricevimento del sindaco
    """,
    (Phase.CALLED_OFF, Lane.NEWS): """
        Annullata la presentazione del libro
        Rinviato lo spettacolo di burattini
        Rinviata la camminata per il maltempo
        Annullato il torneo di briscola
        Annullato il falò della Befana
        Rinviato il carnevale dei ragazzi
        Rinviata la proiezione in piazza
        Annullata la serata danzante
    """,
    (Phase.ALERT_OVER, Lane.EMERGENCY): """
        Ritrovato il signor Mario, scomparso da ieri
        Rintracciata a Mantova la bambina scomparsa
        Revocata l'allerta: riaperti i termini per segnalare i danni
        Cessata l'emergenza, riaperti gli uffici
        Fine allerta arancione: riapre il ponte
        Revocata l'ordinanza di evacuazione
        Codice rosso revocato
        Stato di emergenza cessato
        Stato di calamità: cessato
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
def test_whether_something_ends_that_concerns_citizens(title: str, lane: Lane, phase: Phase) -> None:
    assert phase_of(title, lane) is phase
