"""Italian texts as councils write them, with the event that a careful reader takes from them; written for these tests.

All were published on Wednesday 25 November 2026 at 10. The reader of wording was tuned on `TUNED` alone; `HELD_OUT` was
written before that and read once: of its 31 events 29 were found, 2 of its 64 texts gave a wrong event (a strike; a day
without its hour) and 2 a place that is less exact. The strike, the hour and a place were mended afterwards, so that it is
held out no more. An event: (begin, end, place), a moment as
`12-05 21` or `12-05 20.45` of the coming months, a whole day as `12-05`; end and place may be "". None = no event, or
none that is certain. Of a whole day the end is the last day.
"""

from __future__ import annotations

# ruff: noqa: E501
Told = tuple[str, str, tuple[str, str, str] | None]  # title, text, event

TUNED: list[Told] = [
    # -- events
    (
        "Concerto di Natale",
        "Sabato 5 dicembre alle 21 in piazza Garibaldi concerto della banda cittadina.",
        ("12-05 21", "", "Piazza Garibaldi"),
    ),
    (
        "Mostra di presepi",
        "Dal 5 al 12 dicembre, presso la biblioteca comunale.",
        ("12-05", "12-12", "Biblioteca comunale"),
    ),
    (
        "Cineforum ore 20.45 domenica 6",
        "Ingresso libero nella sala consiliare.",
        ("12-06 20.45", "", "Sala consiliare"),
    ),
    (
        "Festa dell'albero",
        "5/12/2026, dalle ore 9.30 alle 12, al Parco Nord.",
        ("12-05 9.30", "12-05 12", "Parco Nord"),
    ),
    (
        "Sagra del tartufo, venerdì 4, sabato 5 e domenica 6 dicembre",
        "Stand, musica e giochi.",
        ("12-04", "12-06", ""),
    ),
    (
        "Spettacolo teatrale",
        "Il 9 gennaio alle ore 21.00 al Teatro Sociale. Prenotazioni entro il 3 gennaio.",
        ("01-09 21", "", "Teatro Sociale"),
    ),
    (
        "Presentazione del libro «Il fiume»",
        "L’8 dicembre alle 17, Palazzo Foglia",
        ("12-08 17", "", "Palazzo Foglia"),
    ),
    ("Mercatino di Natale da sabato 28 novembre a domenica 6 dicembre", "In centro.", ("11-28", "12-06", "")),
    (
        "Tombola della Pro Loco",
        "Quando: sabato 19 dicembre, ore 20:30\nDove: Oratorio San Giovanni Bosco\nMontepremi in buoni spesa.",
        ("12-19 20.30", "", "Oratorio San Giovanni Bosco"),
    ),
    (
        "Camminata al tramonto",
        "Ritrovo domenica 29 novembre alle ore 15.30 in via Argine Po. Durata due ore.",
        ("11-29 15.30", "", "Via Argine Po"),
    ),
    (
        "Incontro pubblico sul nuovo piano del traffico",
        "Giovedì 10 dicembre, ore 18, sala civica.",
        ("12-10 18", "", "Sala civica"),
    ),
    (
        "Visita guidata alla torre",
        "Domenica 13 dicembre dalle 10 alle 12.",
        ("12-13 10", "12-13 12", "Torre"),
    ),
    (
        "Corso di pittura: serata di presentazione",
        "Martedì 1° dicembre alle 20.45 presso il centro sociale.",
        ("12-01 20.45", "", "Centro sociale"),
    ),
    (
        "Capodanno in piazza: grande festa",
        "Il 31 dicembre dalle ore 22 alle 2 in piazza Cornelio.",
        ("12-31 22", "01-01 2", "Piazza Cornelio"),
    ),
    (
        "Fiera di Santa Lucia",
        "La fiera si terrà domenica 13 dicembre 2026 per tutta la giornata lungo via Vittorio Veneto.",
        ("12-13", "12-13", ""),
    ),
    (
        "Open day della scuola primaria",
        "Sabato 12 dicembre, dalle 9.00 alle 12.30, la scuola primaria apre le porte.",
        ("12-12 9", "12-12 12.30", ""),
    ),
    (
        "Convegno: il Po e le sue golene",
        "Venerdì 11 dicembre\nOre 17.30\nAuditorium Mondadori",
        ("12-11 17.30", "", "Auditorium Mondadori"),
    ),
    (
        "Letture animate in biblioteca",
        "Sabato 28 novembre alle 10.30 letture per bambini da 3 a 6 anni.",
        ("11-28 10.30", "", "Biblioteca"),
    ),
    (
        "Torneo di burraco",
        "Lunedì 7 dicembre alle ore 21 al Centro Anziani.",
        ("12-07 21", "", "Centro Anziani"),
    ),
    (
        "Rassegna «Dicembre a teatro»",
        "Dal 4 al 20 dicembre al Teatro Sociale. La prima sera, venerdì 4 dicembre, alle 21.",
        ("12-04", "12-20", "Teatro Sociale"),
    ),
    ("Falò della Befana", "Martedì 5 gennaio alle 20 al campo sportivo.", ("01-05 20", "", "Campo sportivo")),
    (
        "Giornata della memoria: commemorazione",
        "Mercoledì 27 gennaio alle ore 11 presso il monumento ai Caduti.",
        ("01-27 11", "", "Monumento ai Caduti"),
    ),
    (
        "Commedia dialettale",
        "Sabato 23 gennaio 2027, ore 21, Teatro parrocchiale.",
        ("01-23 21", "", "Teatro parrocchiale"),
    ),
    (
        "Passeggiata in rosa",
        "domenica 6 dicembre 2026 - ore 9,30 - piazza Matteotti",
        ("12-06 9.30", "", "Piazza Matteotti"),
    ),
    (
        "Laboratorio di decorazioni natalizie",
        "4 dicembre, dalle 16.30 alle 18, nella biblioteca comunale. Iscrizioni entro il 2 dicembre.",
        ("12-04 16.30", "12-04 18", "Biblioteca comunale"),
    ),
    (
        "Cena solidale dell'Avis",
        "Alle ore 20 di sabato 12 dicembre nel salone dell'oratorio. Prenotazioni allo 0386 000000.",
        ("12-12 20", "", "Salone dell'oratorio"),
    ),
    (
        "Concerto di fine anno con l'orchestra giovanile",
        "Nato nel 1987, il concerto torna il 30 dicembre alle ore 21.",
        ("12-30 21", "", ""),
    ),
    (
        "Mostra «Acque»",
        "La mostra sarà visitabile dal 28 novembre 2026 al 10 gennaio 2027, il sabato e la domenica dalle 15 alle 18.",
        ("11-28", "01-10", ""),
    ),
    (
        "Evento per i bambini: arriva Santa Lucia",
        "Sabato 12 dicembre dalle ore 16 in piazza.",
        ("12-12 16", "", "Piazza"),
    ),
    ("Raduno di auto d'epoca", "29 novembre 2026", ("11-29", "11-29", "")),
    ("Aperitivo letterario", "Venerdì 27 novembre, alle 7 di sera, alla Loggia.", ("11-27 19", "", "Loggia")),
    (
        "Serata informativa sul risparmio energetico",
        "Mercoledì 2 dicembre alle ore 20:45 - Sala Consiliare",
        ("12-02 20.45", "", "Sala Consiliare"),
    ),
    # -- none, or in doubt
    (
        "Sagra del tartufo: grande successo",
        "Domenica 22 novembre migliaia di persone hanno affollato il centro.",
        None,
    ),
    ("Concerto annullato", "Il concerto di sabato 5 dicembre alle 21 è annullato per maltempo.", None),
    ("Chiusura di via Roma per la fiera", "Domenica 13 dicembre dalle 7 alle 20 via Roma è chiusa.", None),
    ("Bando per i contributi alle manifestazioni", "Domande entro il 12 dicembre alle ore 12.", None),
    ("Mercato del giovedì", "Ogni giovedì dalle 8 alle 13 in piazza.", None),
    ("Iscrizioni al torneo di calcetto", "Dal 1 al 15 dicembre.", None),
    ("Concerto di Natale", "Sabato 6 dicembre alle 21 in piazza.", None),  # it is a Sunday
    ("Cinema d'essai", "Proiezioni il 3, il 10 e il 17 dicembre alle 21.", None),
    ("Corsi di ginnastica", "Le lezioni si tengono ogni lunedì e mercoledì alle 9.", None),
    ("Consiglio comunale", "È convocato per lunedì 30 novembre alle ore 21.", None),
    ("Raccolta rifiuti ingombranti", "Sabato 5 dicembre dalle 9 alle 12.", None),
    ("Festa del patrono", "Programma in via di definizione.", None),
    ("Orari degli uffici nelle feste", "Giovedì 24 dicembre gli uffici chiudono alle 12.", None),
    ("Mostra fotografica prorogata", "È stata prorogata fino al 20 dicembre.", None),
    ("Gara d'appalto per la palestra", "Le offerte devono pervenire entro il 14 dicembre 2026.", None),
    ("Spettacolo rinviato", "Lo spettacolo del 28 novembre è rinviato a sabato 5 dicembre.", None),
    ("Vaccinazioni antinfluenzali", "Sabato 28 novembre dalle 9 alle 12 in ambulatorio.", None),
    ("Nuovo orario della biblioteca", "Da martedì 1 dicembre la biblioteca apre alle 9.", None),
    ("Divieto di sosta per il concerto", "Dalle 18 di sabato 5 dicembre in piazza Garibaldi.", None),
    ("Ringraziamenti della Pro Loco", "Grazie a chi ha partecipato alla festa del 21 novembre.", None),
    ("Assemblea pubblica", "La data sarà comunicata.", None),
    (
        "Incontri in biblioteca",
        "Venerdì 27 novembre alle 18 Rossi, venerdì 11 dicembre alle 18 Bianchi.",
        None,
    ),
    ("Concorso fotografico: premiazione", "Sabato 12 dicembre alle 17.", None),
    ("Interruzione dell'acqua", "Sabato 28 novembre dalle 8 alle 12.", None),
    ("Teatro: abbonamenti", "Bigliettati dal 1 dicembre.", None),
    ("Lutto cittadino", "Sabato 28 novembre alle 15 i funerali in chiesa.", None),
    ("Elezioni: il 13 dicembre si vota", "Seggi aperti dalle 7 alle 23.", None),
    ("Festa della Repubblica", "Il 2 giugno 2026 in piazza.", None),
    ("Delibera sulle manifestazioni", "Delibera n. 112 del 12/12/2026.", None),
    ("Sagra: cercasi volontari", "Chiamate entro il 5 dicembre.", None),
    ("Foto del concerto di domenica", "Ecco le foto del concerto di domenica 22 novembre.", None),
    ("Scuola chiusa", "Lunedì 7 dicembre per la festa.", None),
    (
        "Laboratori in biblioteca",
        "Tutti i martedì alle 17. Primo incontro martedì 12 gennaio.",
        None,
    ),
]

HELD_OUT: list[Told] = [
    # -- events
    (
        "Notte bianca dei musei",
        "Sabato 12 dicembre, dalle 18 alle 24, ingresso gratuito al Museo Archeologico.",
        ("12-12 18", "", "Museo Archeologico"),
    ),
    (
        "Accensione dell'albero: festa in piazza",
        "Martedì 8 dicembre alle ore 17 in Piazza Cornelio Nepote accensione dell'albero.",
        ("12-08 17", "", "Piazza Cornelio Nepote"),
    ),
    (
        "Proiezione del film «La grande piena»",
        "Giovedì 3 dicembre, ore 21.00, Cinema Monicelli, ingresso 5 euro",
        ("12-03 21", "", "Cinema Monicelli"),
    ),
    (
        "Burattini per tutti",
        "Spettacolo per bambini domenica 29 novembre alle 16 nella sala polivalente.",
        ("11-29 16", "", "Sala polivalente"),
    ),
    ("Presepe vivente", "La manifestazione si svolgerà il 24 e il 26 dicembre in centro.", None),
    (
        "Presepe vivente in contrada Comuna",
        "Evento del 26 dicembre, con inizio alle ore 15.",
        ("12-26 15", "", ""),
    ),
    (
        "Concerto dell'Epifania",
        "Mercoledì 6 gennaio 2027 alle ore 16:30 nella Chiesa di Santa Maria.",
        ("01-06 16.30", "", "Chiesa di Santa Maria"),
    ),
    (
        "Carnevale dei ragazzi",
        "Domenica 7 febbraio, dalle 14.30, sfilata dei carri in viale Dante.",
        ("02-07 14.30", "", "Viale Dante"),
    ),
    (
        "Mercatino dell'antiquariato",
        "Domenica 6 dicembre 2026 per l'intera giornata in via Roma.",
        ("12-06", "12-06", "Via Roma"),
    ),
    (
        "Biciclettata sul Mincio",
        "Partenza da piazza Garibaldi domenica 29 novembre alle 9.",
        ("11-29 9", "", ""),
    ),
    (
        "Conferenza: api e impollinatori",
        "venerdì 4 dicembre ore 20.45 Sala Civica",
        ("12-04 20.45", "", "Sala Civica"),
    ),
    (
        "Inaugurazione della nuova palestra",
        "Sabato 19 dicembre 2026, alle ore 10.30, alla presenza delle autorità.",
        ("12-19 10.30", "", ""),
    ),
    (
        "Mostra dei pittori locali",
        "Apertura dal 5 dicembre al 6 gennaio, Palazzo Ducale.",
        ("12-05", "01-06", "Palazzo Ducale"),
    ),
    (
        "Giornata ecologica",
        "Ritrovo alle ore 8.30 di domenica 6 dicembre presso il municipio.",
        ("12-06 8.30", "", "Municipio"),
    ),
    (
        "Saggio di Natale della scuola di musica",
        "Lunedì 14 dicembre, ore 20,30 Auditorium comunale.",
        ("12-14 20.30", "", "Auditorium comunale"),
    ),
    (
        "Gara podistica «Giro delle corti»",
        "Domenica 20 dicembre. Partenza alle ore 9.00.",
        ("12-20 9", "", ""),
    ),
    ("Incontro con l'autore", "Il 27 novembre alle 18.30 in biblioteca.", ("11-27 18.30", "", "Biblioteca")),
    (
        "Opera lirica: La Traviata",
        "Data: 18/12/2026\nOra: 20.30\nLuogo: Teatro Nuovo",
        ("12-18 20.30", "", "Teatro Nuovo"),
    ),
    (
        "Cerimonia del 25 aprile",
        "Domenica 25 aprile 2027, alle 10, corteo da piazza Libertà.",
        ("04-25 10", "", ""),
    ),
    (
        "Degustazione di vini",
        "Sabato 28 novembre dalle ore 17.00 alle ore 20.00 al Castello.",
        ("11-28 17", "11-28 20", "Castello"),
    ),
    (
        "Festival delle luci",
        "da venerdì 11 a domenica 13 dicembre nel parco di Villa Strozzi",
        ("12-11", "12-13", "Parco di Villa Strozzi"),
    ),
    (
        "Escursione naturalistica nell'isola Boschina",
        "Sabato 28 novembre, ore 14.30. Prenotazione obbligatoria entro giovedì 26 novembre.",
        ("11-28 14.30", "", ""),
    ),
    (
        "Recital di pianoforte",
        "4 dicembre 2026, h 21, Loggia dei Mercanti",
        ("12-04 21", "", "Loggia dei Mercanti"),
    ),
    (
        "Caccia al tesoro",
        "Appuntamento domenica 6 dicembre alle 15 davanti al municipio.",
        ("12-06 15", "", "Municipio"),
    ),
    (
        "Pranzo degli anziani",
        "Si terrà domenica 20 dicembre alle ore 12.30 presso l’oratorio di Correggioli.",
        ("12-20 12.30", "", "Oratorio di Correggioli"),
    ),
    ("Marcia della pace il 1 gennaio", "Si parte alle 15 dalla chiesa.", ("01-01 15", "", "")),
    (
        "Coro alpino in concerto",
        "5 dicembre\nore 21\nChiesa parrocchiale",
        ("12-05 21", "", "Chiesa parrocchiale"),
    ),
    (
        "Lettura del Canto di Natale",
        "Mercoledì 16 dicembre dalle 17 alle 18, sala ragazzi.",
        ("12-16 17", "12-16 18", "Sala ragazzi"),
    ),
    (
        "Serata astronomica",
        "Venerdì 11 dicembre dalle 21.30, argine di Revere; in caso di maltempo venerdì 18 dicembre.",
        ("12-11 21.30", "", "Argine di Revere"),
    ),
    (
        "Il teatro dei ragazzi: «Pinocchio»",
        "sabato 5 e domenica 6 dicembre alle 16, Teatro Sociale",
        ("12-05", "12-06", "Teatro Sociale"),
    ),
    ("Mostra mercato del riso", "L'11 e il 12 dicembre in piazza", ("12-11", "12-12", "Piazza")),
    (
        "Celebrazione di Santa Barbara",
        "Venerdì 4 dicembre alle 10.30 messa, alle 11.30 rinfresco.",
        ("12-04 10.30", "", ""),
    ),
    # -- none, or in doubt
    ("Il concerto si farà nel nuovo anno", "Nuova data in arrivo.", None),
    ("Modifiche alla viabilità per la sagra", "Sabato 5 dicembre dalle 14 alle 24.", None),
    ("Avviso pubblico per il mercatino", "Istanze entro le ore 12 del 4 dicembre.", None),
    ("Cena di gala: esito della raccolta fondi", "Sabato 21 novembre raccolti 3.000 euro.", None),
    ("Biblioteca: tutti i sabati letture", "Tutti i sabati alle 10.30.", None),
    ("Convocazione della commissione", "Martedì 1 dicembre ore 18.", None),
    ("Festa di Halloween", "Sabato 31 ottobre alle 20 in piazza.", None),
    ("Mostra: ultimi giorni", "Resta aperta fino al 29 novembre.", None),
    ("Concerto di Capodanno", "Venerdì 2 gennaio alle 17.", None),  # a Saturday
    ("Screening gratuito", "Giovedì 3 dicembre dalle 9 alle 12 in farmacia.", None),
    ("Pagamento della Tari", "La scadenza è il 2 dicembre.", None),
    (
        "Cinema: programma di dicembre",
        "Sabato 5 dicembre alle 21 «Alfa»; sabato 12 dicembre alle 21 «Beta».",
        None,
    ),
    ("Servizio civile: incontro e domande", "Le domande entro il 18 dicembre alle 14.", None),
    ("Annullata la tombola", "La tombola di sabato 19 dicembre non si farà.", None),
    ("Posticipata la camminata", "Si farà domenica 13 dicembre alle 9.", None),
    ("Ordinanza per la corsa podistica", "Domenica 20 dicembre dalle 8 alle 12 divieto di transito.", None),
    ("Torneo di briscola: i vincitori", "Sabato 21 novembre si è chiuso il torneo.", None),
    ("Lo sportello apre alle feste", "Lo sportello aprirà sabato 5 dicembre dalle 9 alle 11.", None),
    ("Fiera: domande degli espositori", "Dal 1 al 31 dicembre.", None),
    ("Prelievi a domicilio", "Da lunedì 7 dicembre.", None),
    ("Uscita del bollettino comunale", "Sabato 5 dicembre nelle case.", None),
    ("Ponte chiuso sabato per la maratona", "Sabato 5 dicembre dalle 8 alle 14.", None),
    ("Teatro: la campagna abbonamenti", "Si prenota dal 30 novembre al 5 dicembre.", None),
    ("Corso di inglese", "Inizio lunedì 11 gennaio alle 20.30.", None),
    ("Inaugurata la mostra", "Inaugurata ieri, si visita di sabato.", None),
    ("Disinfestazione al parco", "Giovedì 3 dicembre dalle 23.", None),
    ("Festa d'autunno rimandata", "La nuova data è domenica 6 dicembre.", None),
    ("Sciopero: manifestazione a Mantova", "Venerdì 4 dicembre possibili disagi ai bus.", None),
    ("Graduatoria del bando eventi", "Pubblicata il 24 novembre 2026.", None),
    ("Giornate di raccolta alimentare", "Sabato 28 novembre nei supermercati.", None),
    ("Concerto: biglietteria aperta", "Dal 1 dicembre dalle 17 alle 19.", None),
    ("Mensa scolastica: incontro con i genitori in data da definire", "Seguirà avviso.", None),
]
