"""What providers' refusals mean, in Italian: the words our own tables of codes give, by their English ones."""

from __future__ import annotations

import re

ITALIAN = {
    "token invalid or expired": "il token non è valido o è scaduto: rifarlo",
    "permission missing": "al token manca un permesso: darlo dal pannello di Meta",
    "bad request, or trouble at Meta": "richiesta non accettata, o guasto di Meta",
    "temporary trouble at Meta": "guasto passeggero di Meta",
    "too many calls": "troppe richieste a Meta",
    "phone number id wrong or deleted": "phone_number_id errato o cancellato: correggere config.yaml",
    "a parameter is wrong": "un parametro del messaggio è sbagliato: correggere il modello",
    "account restricted or locked": "Meta ha limitato o bloccato l'account: vedi il pannello di Meta",
    "we blocked this citizen": "il cittadino è stato bloccato dal servizio",
    "too fast": "invio troppo veloce",
    "citizen is part of an experiment of Meta's": "il cittadino è in un esperimento di Meta",
    "the service's own number": "è il numero del servizio stesso",
    "undeliverable: no WhatsApp, or an old app": "non consegnabile: senza WhatsApp, o con una versione vecchia",
    "number is not on the test list": "il numero non è fra quelli di prova di Meta",
    "the number needs a display name": "al numero manca il nome visibile: impostarlo dal pannello di Meta",
    "payment problem": "problema di pagamento con Meta: controllare la carta",
    "the number's registration": "la registrazione del numero non è in ordine: rifarla dal pannello di Meta",
    "the number was just deregistered": "la registrazione del numero è stata appena tolta",
    "the 24-hour window is closed": "sono passate 24 ore dal messaggio del cittadino",
    "spam limit on the number": "Meta ha preso gli invii per spam e limita il numero",
    "Meta limits marketing to this citizen": "Meta limita le notizie a questo cittadino",
    "citizen has switched marketing off": "il cittadino non vuole notizie da chi scrive con WhatsApp",
    "message type not supported": "tipo di messaggio non ammesso",
    "a citizen's picture cannot be fetched": "l'immagine di un cittadino non si può scaricare",
    "picture could not be used": "Meta non ha potuto usare l'immagine",
    "this endpoint is closed to this category": "questa categoria non passa di qui: provare l'altro marketing_endpoint",
    "too many messages to this citizen": "troppi messaggi a questo cittadino",
    "the number is being upgraded": "Meta sta aggiornando il numero",
    "this message cannot go to a user id": "questo messaggio non può andare a chi non ha dato il numero",
    "limited because of wrong template categories": "Meta limita il numero: modelli della categoria sbagliata",
    "parameters do not match the template": "i parametri non corrispondono al modello approvato",
    "no such approved template in this language": "nessun modello approvato con questo nome e lingua",
    "the template breaks a policy": "il modello viola una regola di Meta",
    "template paused": "Meta ha sospeso il modello",
    "template disabled": "Meta ha disattivato il modello",
    "of a kind of message we do not send": "messaggio di un tipo che non inviamo",
    "the template is being synchronised": "Meta sta sincronizzando il modello",
    "a parameter is wrong, or the template not synchronised yet": (
        "un parametro è sbagliato, o il modello non è ancora sincronizzato"
    ),
    "unknown code": "codice che non conosciamo",
    "rate limit": "troppe richieste",
    "too many requests": "troppe richieste",
    "the token is not accepted": "il token non è accettato: rifarlo",
    "the bot's token is not accepted": "il token del bot non è accettato: rifarlo",
    "refused": "rifiutato",
}


def translated(reason: str) -> str:
    """`131042: payment problem (Meta's words)` in Italian; "" if we have no words of our own for it."""
    found = re.fullmatch(r"([\w-]+): (.*?)( \(.*\))?", reason, re.S)
    if found is None:
        return ""
    code, words, detail = found.groups()
    if words.startswith("credits used up"):
        return f"il credito presso X è finito: ricaricarlo ({code})"
    return f"{ITALIAN[words]} ({code}){detail or ''}" if words in ITALIAN else ""
