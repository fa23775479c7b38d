"""What pages say that are no articles: error pages, walls, forms. In the languages of most European magazines.

Titles are matched whole: "Page not found" is a notice, "Page not found: a short history" is a headline. Sentences are
those that speak to the reader about the page itself, which no article does.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notice:
    """One kind of page that is not an article.

    `what` completes "This is ...". `titles` matches a whole title or heading, `sentences` a part of the text. Both
    ignore case and take white space as single spaces.
    """

    what: str
    titles: re.Pattern[str]
    sentences: re.Pattern[str]


def _notice(what: str, titles: str, sentences: str) -> Notice:
    return Notice(what, _pattern(titles), _pattern(sentences))


def _pattern(phrases: str) -> re.Pattern[str]:
    """One pattern that matches what any of the phrases does; they stand on lines of their own or between " | "."""
    return re.compile("|".join(re.split(r" \| |\s*\n\s*", phrases.strip())), re.IGNORECASE)


ERROR = _notice(
    "an error page",
    r"""
    (?:http |error |fehler |erreur |errore |fout |fel |fejl |feil |virhe |błąd |chyba |erro )?(?:40[0-9]|410|50[0-4])
    (?:error |http )?(?:40[0-9]|410|50[0-4])[ :.-]*(?:not found|page not found|file not found|bad request|gone|error)
    (?:error |http )?(?:40[0-9]|410|50[0-4])[ :.-]*(?:internal server error|bad gateway|service unavailable)
    (?:error |http )?(?:40[0-9]|410|50[0-4])[ :.-]*(?:gateway time-?out|fehler|seite nicht gefunden|pagina non trovata)
    (?:error |http )?(?:40[0-9]|410|50[0-4])[ :.-]*(?:page (?:non trouvée|introuvable)|página no encontrada)
    (?:sorry,? )?(?:the |this |that )?(?:page|article|story|content|file)?(?: you .{1,40})? ?(?:was |is )?not found
    (?:sorry,? )?(?:the |this |that )?(?:page|article|story|content|file) (?:is not|isn't) available
    (?:sorry,? )?(?:the |this |that )?(?:page|article|story|content|file)(?: you .{1,40})? can(?:not|'t) be found
    (?:sorry,? )?(?:the |this |that )?(?:page|article|story|content|file)(?: you .{1,40})? does(?: not|n't) exist
    (?:page|article|story) (?:is )?(?:missing|gone|removed)
    internal server error | server error | bad gateway | bad request | service (?:temporarily )?unavailable
    gateway time-?out | application error | an error (?:has )?occurred | something went wrong | oops | error
    (?:die )?(?:angeforderte )?(?:seite|artikel|inhalt) (?:wurde )?(?:leider )?nicht (?:gefunden|verfügbar|vorhanden)
    fehler | ein fehler ist aufgetreten | interner serverfehler
    (?:la )?page (?:demandée )?(?:est )?(?:introuvable|non trouvée|inexistante)
    erreur(?: interne)?(?: du serveur)? | (?:une )?erreur est survenue
    (?:la )?página no (?:encontrada|existe|disponible) | error (?:interno )?del servidor
    (?:ha ocurrido|se ha producido) un error
    (?:la )?pagina (?:non (?:è stata )?trovata|inesistente) | errore(?: interno)?(?: del server)?
    si è verificato un errore
    (?:a )?página não (?:foi )?(?:encontrada|existe) | erro(?: interno)?(?: do servidor)? | ocorreu um erro
    (?:de )?pagina (?:is )?niet gevonden | fout | er is (?:iets|een fout) .{0,20}(?:misgegaan|opgetreden)
    sidan (?:kunde inte hittas|hittades inte|finns inte) | siden (?:blev |ble )?ikke (?:fundet|funnet)
    siden (?:findes|finnes) ikke | sivua ei löydy(?:tynyt)?
    nie znaleziono strony | strona nie (?:została znaleziona|istnieje)
    stránka (?:nebyla nalezena|nenalezena|neexistuje)
    """,
    r"""
    (?:could ?n[o']t|can ?not|can't|couldn't|unable to) find (?:the|that|this) (?:page|article|story|address)
    the (?:page|article|story|address|url|document) (?:that )?you (?:have )?(?:requested|tried to)
    the (?:page|article|story|address|url|document) (?:that )?you (?:are|were|'re) looking for
    the (?:page|article|story|address|url|document) (?:that )?you (?:have )?asked for (?:can|could|was|is|does)
    (?:page|address|url|document) (?:was|is|could) not (?:be )?found on this server
    (?:sorry|oops).{0,30} (?:something went wrong|an error (?:has )?occurred|page (?:does not|doesn't) exist)
    something went wrong on our (?:side|end)
    (?:seite|adresse|artikel), (?:die|den|nach der|nach dem) sie (?:suchen|(?:gesucht|aufgerufen|angefordert) haben)
    (?:gesuchte|angeforderte|aufgerufene) (?:seite|adresse|artikel|url)
    (?:page|article|adresse) que vous (?:recherchez|cherchez|demandez|avez demandée?)
    (?:página|artículo) que (?:buscas?|está buscando|busca|has solicitado|ha solicitado)
    (?:pagina|articolo) (?:che (?:stai cercando|cerchi|hai richiesto)|richiest[ao] non)
    (?:página|artigo) que (?:procura|você procura|está procurando|solicitou)
    pagina die (?:u|je) (?:zoekt|zocht|probeert)
    (?:sidan|siden) (?:som )?du (?:söker|sökte|letar efter|leder efter|ledte efter|leter etter|søker)
    etsimääsi sivua | strona,? (?:której szukasz|o podanym adresie) | stránk[au],? kterou hledáte
    """,
)

REFUSAL = _notice(
    "a refusal",
    r"""
    (?:403 )?(?:access (?:denied|forbidden)|forbidden) | (?:401 )?unauthori[sz]ed | too many requests
    (?:rate )?limit (?:reached|exceeded) | (?:sorry,? )?you have been blocked | request blocked
    (?:content )?(?:is )?(?:not available|unavailable) (?:in your (?:country|region|location)|for legal reasons)
    zugriff (?:verweigert|gesperrt|nicht erlaubt) | zu viele anfragen | in ihrem land nicht verfügbar
    accès (?:refusé|interdit) | trop de requêtes
    (?:contenu )?(?:non disponible|indisponible) dans votre (?:pays|région)
    acceso denegado | demasiadas (?:solicitudes|peticiones)
    (?:contenido )?no disponible en (?:tu|su) (?:país|región)
    accesso negato | troppe richieste | (?:contenuto )?non disponibile nel tuo paese
    acesso negado | muitos pedidos | (?:conteúdo )?(?:não disponível|indisponível) (?:no seu país|na sua região)
    toegang geweigerd | te veel verzoeken | niet beschikbaar in (?:uw|jouw) (?:land|regio)
    åtkomst nekad | adgang nægtet | ingen tilgang | pääsy estetty | brak dostępu | odmowa dostępu
    přístup (?:odepřen|zakázán)
    """,
    r"""
    (?:content|page|article|site|video) is (?:currently )?(?:not |un)available in your (?:country|region|location)
    (?:content|page|article|site|video) is (?:currently )?(?:not |un)available for legal reasons
    not available to (?:readers|visitors|users) in (?:your|the european)
    you have (?:made|sent|exceeded) (?:too many requests|the (?:rate|request) limit)
    you (?:do not|don't) have (?:permission|access) to (?:access|view) (?:this|the)
    you have been blocked | your (?:ip )?address has been blocked
    (?:in (?:ihrem|deinem) land|in (?:ihrer|deiner) region) (?:leider )?nicht verfügbar
    (?:sie haben|du hast) (?:zu viele|keine) (?:anfragen|berechtigung)
    (?:n'est|pas) (?:pas )?disponible dans votre (?:pays|région)
    vous n'(?:êtes pas autorisé|avez pas l'autorisation)
    no está disponible en (?:tu|su) (?:país|región)
    non è disponibile nel (?:tuo|suo) paese
    não está disponível (?:no seu país|na sua região) | niet beschikbaar in (?:uw|jouw) (?:land|regio)
    """,
)

ROBOT_TEST = _notice(
    "a test for robots",
    r"""
    just a moment | (?:please )?(?:verify|verifying|confirm) (?:that )?you are (?:a )?(?:human|not a robot)
    are you (?:a )?(?:human|robot) | attention required | security (?:check|verification) | checking your browser
    press (?:&|and) hold | captcha | access to this page has been denied | human verification | one more step
    ddos protection.{0,30} | robot or human
    einen moment(?: bitte)? | sicherheits(?:überprüfung|prüfung|abfrage)
    (?:sind sie|bist du) ein (?:mensch|roboter)
    un instant | un momento | vérification de sécurité | verificación de seguridad | verifica di sicurezza
    verificação de segurança | êtes-vous un (?:humain|robot) | ¿eres un (?:humano|robot) | een ogenblik
    beveiligingscontrole | ett ögonblick | et øjeblik | et øyeblikk | hetkinen | chwileczkę | okamžik
    """,
    r"""
    verify(?:ing)? (?:that )?you are (?:a )?(?:human|not a (?:ro)?bot)
    confirm (?:that )?you are (?:a )?(?:human|not a robot)
    (?:we believe|we think) you are (?:using automat|a (?:ro)?bot)
    checking (?:your browser|if the site connection is secure)
    (?:review the|checking the) security of your connection | enable javascript and cookies to continue
    complete the (?:security check|captcha) | unusual traffic from your
    bestätigen sie,? dass sie (?:ein mensch|kein roboter) sind
    bestätige,? dass du (?:ein mensch|kein roboter) bist | sicherheit ihrer verbindung
    confirmez que vous (?:êtes (?:humain|un humain)|n'êtes pas un robot) | vérifi\w+ que vous êtes (?:un )?humain
    confirm[ae] que (?:eres humano|no eres un robot) | verific\w+ que (?:eres humano|você é humano|não é um robô)
    conferma di (?:essere umano|non essere un robot) | bevestig dat (?:u|je) (?:een mens|geen robot) bent
    """,
)

LOGIN = _notice(
    "a login form",
    r"""
    (?:please )?(?:log|sign)[ -]?in(?: or (?:register|sign up|create .{1,20}))?(?: required)?
    (?:please )?(?:log|sign)[ -]?in to (?:continue|read|your account|view).{0,40}
    login(?: required)? | (?:create (?:an|your) )?account | register | registration
    (?:subscribe|register) to (?:continue|read).{0,40} | subscribers only | members only
    forgot(?:ten)? (?:your )?password
    anmelden | anmeldung | (?:bitte )?(?:loggen sie sich ein|melden sie sich an|einloggen) | registrieren
    registrierung | passwort vergessen
    connexion | se connecter | connectez-vous | identifiez-vous | identification | s'inscrire
    mot de passe oublié
    iniciar sesión | inicia sesión | acceder | accede | identifícate | regístrate | registro | accedi | accesso
    login | registrati | entrar | iniciar sessão | fazer login | inloggen | log in | aanmelden | registreren
    logga in | log ind | logg inn | kirjaudu(?: sisään)? | zaloguj się | logowanie | přihlásit(?: se)? | přihlášení
    """,
    r"""
    please (?:(?:log|sign) ?in|register) (?:or (?:register|subscribe|sign up) )?to (?:continue|read|view|access|see)
    you (?:must|need to|have to) (?:be (?:logged|signed) in|(?:log|sign) ?in|register) to (?:continue|read|view|access)
    (?:log|sign) ?in to (?:continue|your account) | by (?:signing|logging) in,? you (?:agree|accept)
    (?:melden sie sich|melde dich) (?:bitte )?an,? um | (?:loggen sie sich|logge dich) (?:bitte )?ein,? um
    passwort vergessen\?
    connectez-vous pour | identifiez-vous pour | mot de passe oublié | inicia(?:r)? sesión para
    olvid(?:aste|ó|ado) (?:tu|su) contraseña | accedi per (?:continuare|leggere) | password dimenticata
    faça login para | inicie sessão para | esqueceu (?:a|sua) (?:senha|palavra-passe) | log in om
    wachtwoord vergeten | logga in för att | log ind for at | logg inn for å | zaloguj się,? aby | přihlaste se
    """,
)

CONSENT = _notice(
    "a consent form",
    r"""
    before you (?:continue|go on).{0,30} | we (?:value|respect|care about) your privacy
    your privacy(?: choices| matters| settings)?
    (?:manage )?(?:cookie|privacy|consent) (?:consent|settings|preferences|choices|notice) | cookies
    cookie consent
    wir (?:schätzen|respektieren|achten) ihre privatsphäre | ihre privatsphäre.{0,30}
    (?:cookie|datenschutz)[- ]?einstellungen | bevor (?:sie|du) (?:fortfahren|fortfährst|weiter).{0,20}
    mit (?:werbung|tracking) weiterlesen | zustimmung
    (?:nous respectons )?votre vie privée.{0,30} | paramètres (?:des )?cookies | gestion des cookies
    avant de continuer.{0,20}
    (?:valoramos|respetamos) (?:tu|su) privacidad | (?:tu|su) privacidad.{0,20} | antes de continuar.{0,20}
    la tua privacy.{0,20} | prima di continuare.{0,20} | a sua privacidade.{0,20} | uw privacy.{0,20}
    jouw privacy.{0,20} | voordat (?:u|je) verdergaat.{0,20}
    """,
    r"""
    we and our (?:\d+ |[\d.,]+ )?(?:partners|vendors)
    (?:accept|agree to) (?:all )?cookies to (?:continue|read|proceed)
    your (?:preferences|choices) will apply to this (?:website|site) only
    manage your (?:choices|preferences|consent)
    wir und unsere (?:[\d.,]+ )?partner | ihre (?:einwilligung|zustimmung) (?:jederzeit|können sie)
    mit werbung und tracking
    nous et nos (?:[\d.,]+ )?partenaires | nosotros y nuestros (?:[\d.,]+ )?socios
    noi e i nostri (?:[\d.,]+ )?(?:partner|fornitori) | nós e os nossos (?:[\d.,]+ )?parceiros
    wij en onze (?:[\d.,]+ )?partners | vi och våra (?:[\d.,]+ )?partners? | vi og våre (?:[\d.,]+ )?partnere
    vi og vores (?:[\d.,]+ )?partnere | my i nasi (?:[\d.,]+ )?partnerzy | my a naši (?:[\d.,]+ )?partneři
    """,
)

AGE_GATE = _notice(
    "an age gate",
    r"""
    (?:are you|you must be|i am) (?:over|at least|of) (?:\d\d|legal).{0,30}
    age (?:verification|check|gate|confirmation|restricted) | how old are you
    (?:please )?(?:verify|confirm) your age | altersprüfung | altersabfrage | altersverifikation
    sind sie (?:über|mindestens|schon).{0,20} | vérification (?:de l')?âge | avez-vous (?:plus de )?18 ans
    verificación de edad | ¿eres mayor de edad | verifica (?:dell')?età | sei maggiorenne | verificação de idade
    leeftijds(?:controle|verificatie) | ålderskontroll | weryfikacja wieku
    """,
    r"""
    you (?:must|have to|need to) be (?:at least )?(?:\d\d|eighteen|twenty-one|of legal).{0,40} to (?:view|visit|enter)
    you (?:must|have to|need to) be (?:at least )?(?:\d\d|eighteen|twenty-one|of legal).{0,40} to (?:see|continue)
    enter your (?:date of birth|birth ?date|age) to
    (?:geben sie|gib) (?:bitte )?(?:ihr|dein) geburtsdatum | sie müssen (?:mindestens )?(?:18|achtzehn)
    vous devez (?:avoir|être âgé d[e']) ?(?:au moins |plus de )?(?:18|dix-huit)
    (?:votre|entrez) (?:votre )?date de naissance pour | debes? (?:tener|ser mayor de) (?:al menos )?18
    (?:devi|deve) avere (?:almeno )?18 | (?:deve|tem de) ter (?:pelo menos )?18
    (?:u|je) moet (?:minstens |minimaal )?18
    """,
)

MAINTENANCE = _notice(
    "a maintenance notice",
    r"""
    (?:site |website )?(?:is )?(?:down |under |undergoing )?(?:for )?(?:scheduled )?maintenance(?: mode)?
    (?:we'll|we will|we're|be) (?:be )?(?:right )?back(?: soon| shortly)? | site (?:temporarily )?unavailable
    temporarily unavailable | under construction
    wartung(?:sarbeiten|smodus)? | wir sind (?:gleich|bald) (?:wieder|zurück).{0,15} | (?:site )?en maintenance
    maintenance en cours | (?:sitio )?en mantenimiento | (?:sito )?in manutenzione | em manutenção
    (?:in )?onderhoud | underhåll | vedligeholdelse | vedlikehold | huoltokatko | przerwa techniczna | údržba
    """,
    r"""
    (?:we are|we're|site is|website is|currently) (?:currently )?(?:down|offline|unavailable) for (?:\w+ )?maintenance
    (?:we are|we're|site is|website is|currently) (?:currently )?(?:undergoing|under) (?:\w+ )?maintenance
    we(?:'ll| will| hope to) be back (?:soon|shortly|online)
    (?:wegen|auf ?grund von|derzeit) wartungsarbeiten | (?:site|page) est (?:actuellement )?en maintenance
    (?:sitio|página) está en mantenimiento | (?:sito|pagina) è in manutenzione | (?:site|página) está em manutenção
    (?:site|website|pagina) is (?:tijdelijk )?in onderhoud
    """,
)

SEARCH = _notice(
    "a page of search results",
    r"""
    (?:\d+ )?(?:search )?results? for .{1,100} | (?:\d+ )?search results?(?: .{1,100})? | .{1,60} search results
    search | you searched for .{1,100} | no (?:search )?results(?: found)? | nothing found
    (?:\d+ )?suchergebnis(?:se)?(?: .{1,100})? | (?:\d+ )?ergebnisse für .{1,100} | suche | suche nach .{1,100}
    résultats? (?:de (?:la |votre )?recherche|pour)(?: .{1,100})? | buscar | búsqueda
    resultados? (?:de (?:la )?búsqueda|para|da (?:pesquisa|busca))(?: .{1,100})?
    risultati (?:della |di )?ricerca(?: .{1,100})? | risultati per .{1,100} | zoekresultaten(?: .{1,100})?
    sökresultat(?: .{1,100})? | søge?resultater(?: .{1,100})? | søkeresultater(?: .{1,100})?
    hakutulokset(?: .{1,100})? | wyniki wyszukiwania(?: .{1,100})? | výsledky (?:vyhledávání|hledání)(?: .{1,100})?
    """,
    r"""
    your search (?:for .{1,60} )?(?:returned|did not (?:match|return)|found|produced) | no results (?:were )?found for
    (?:ihre|deine) suche nach .{1,60} (?:ergab|hat|lieferte) | votre recherche (?:.{1,60} )?(?:a donné|n'a)
    tu búsqueda (?:.{1,60} )?no | la tua ricerca (?:.{1,60} )?(?:ha|non)
    """,
)

NOTICES = (ERROR, REFUSAL, ROBOT_TEST, LOGIN, CONSENT, AGE_GATE, MAINTENANCE, SEARCH)
