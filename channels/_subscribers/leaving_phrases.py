"""Requests to leave, as citizens write them; `leaving` reads them."""

from __future__ import annotations

from channels._subscribers.phrases import Phrases, named

NAMES = named(
    """
    ME: cancell*mi/cancell*ci/togl*mi/togl*ci/leva*mi/disiscriv*mi/elimin*mi/rimuov*mi/disattiv*mi
    CANCEL: cancell*/tolg*/togli*/tolt*/elimin*/rimuov*/rimoss*/disiscri*/disattiv*/levo/leva/levate/levare/
        levarmi/levatemi
    GONE: cancellat*/disiscritt*/tolt*/levat*/disabbonat*/rimoss*/eliminat*
    WANT: voglio/vorrei/volevo/devo/posso/potete/potreste/puoi/dovete/deve/devi/dovreste/puo/potrebbe/vuoi/
        volete/fate/sapete
    """
)
MYSELF = Phrases(
    """
    mett*mi/port*mi/sbatt*mi/mand*mi/fate*mi/fammi/sfil*mi/lasc*mi fuori/via
    mi/me tiro/chiamo/levo/tolgo fuori
    me/mi cancelo/scancelo/cancel
    mi/ci cancello/disiscrivo/tolgo/levo/disabbono/cancelliate/togliate/eliminiate/rimuoviate
    mi/ci cancellate/togliete/eliminate/rimuovete/cancelli/tolga/cancella/togli/disiscrivete/disabilitate/disiscrivi
    cancella/cancello/cancellate/cancellare mi/me
    mi/ci WANT per/favore/cortesemente/gentilmente~ CANCEL
    che mi/ci cancell*/toglies*/togliate/elimin*/rimuov*/levas*/disiscriv*
    cancella/cancellate/elimina/eliminate/distruggete tutto .
    come/dove ci si cancella
    come/dove/per si? fa/fare/a~ cancellarsi
    cancell*/elimin*/togli* tutto quello/cio/quanto che? avete/sapete su? di? me?
    voglio/vorrei/posso/fatemi andarmene/andar
    dimentic*/scordat*/scurdat*/desmenteg* di/de me/mi/mia/noi
    perdete/buttate/scordat*/dimentic*/strappate/cestinate il? mio numero
    come/dove/per/possibile si/fa/fare/a/posso/puo/potersi~ cancellarsi/disiscriversi/togliersi
    voglio/vorrei/desidero/chiedo/posso/gradirei/preferirei/devo/di/che essere/venire/venga/sia cancellat*/
    tolt*/rimoss*/eliminat*/disiscritt*/esclus*/depennat*/dimenticat*
    voglio/vorrei/posso/devo/desidero/a disdire/recedere/disiscrivere
    """,
    NAMES,
)
RIGHTS = Phrases(
    """
    diritto all/alla/di/d/dell oblio/cancellazione/opposizione
    oppongo al trattamento
    mi oppongo .
    obiezione al trattamento
    non acconsento/autorizzo/consento .
    non do/diamo/presto piu? il? consenso
    non acconsento/autorizzo/consento piu
    non ho/abbiamo mai? dato/autorizzato il/la/nessun/alcun~ consenso/autorizzazione/permesso
    nego/ritiro/revoco/revoca/tolgo/annullo/ritirare/revocare/negare il/la/l/mio/mia~ consenso/adesione/
    iscrizione/autorizzazione
    """
)
HOW = Phrases(
    """
    posso/potrei/vorrei/voglio/come disattivarlo/disattivarli/annullarlo/disdirlo/interromperlo
    come/dove si? lo/li/la? annullo/annulla/disdico/disdice/disattivo/disattiva/cancello
    """
)
ALONE = Phrases(
    """
    cancella/cancello/cancellare/cancellate/cancellato/cancellata/annulla/annullate/annullare/elimina/eliminare mi/
        me/ora/
    subito/tutto~
    rimuovi/rimuovere/disattiva/disattivare/disdire/disdico/esci/uscire/esco/abbandono/togliere/togli ora/
    subito/tutto~
    fine/ferma/fermi/fermati/fermatevi/disiscrivi/disiscrivere
    via via?
    andate via
    levatevi/toglietevi di? torno/mezzo
    esc/escimi/sparite/sparisci/andatevene/disabilita/disabilitate
    fine servizio/iscrizione/messaggi/avvisi
    recedo/rinuncio/usciamo/togliete/alt/off/fuori/exit/chiudi/sospendi/interrompi
    da cancellare/togliere/rimuovere/eliminare
    io esco
    """
)
