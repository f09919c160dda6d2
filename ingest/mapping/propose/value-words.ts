/** What the words of stages, states, directions and events mean: the first pattern that matches, on words without accents. */
type Meanings = readonly (readonly [string, RegExp])[];

export const stageWords: Meanings = [
  [
    'new',
    /\b(not (yet )?(contacted|started)|uncontacted|untouched|lead in|open not contacted|sin contactar|nao contatado|non contacte|nicht kontaktiert)\b/,
  ],
  [
    'lost',
    /\b(lost|verloren|perdid[oa]s?|perdu[es]?|cancel+ed|cancelad[oa]|disqualified|unqualified|not qualified|junk|abandoned|suspended|rejected|declined|dead|refused|spam|abgelehnt|unqualifiziert|descartad[oa]|rechazad[oa]|rejeitad[oa]|desqualificad[oa]|not interested|no interest|bad timing|duplicate|archived|deleted|lose|failed|bad fit)\b/,
  ],
  [
    'won',
    /\b(won|win|gewonnen|ganad[oa]s?|ganh[oa]s?|gagnee?s?|converted|customer|client|sold|signed|success(ful)?|deal closed|closed deal|erfolgreich|kunde|vendid[oa]|vendue?|exito|konvertiert|convertid[oa]|done|paid|completed?|abgeschlossen)\b/,
  ],
  [
    'proposal',
    /\b(propos\w*|propuesta|quot\w+|offer\w*|angebot\w*|presupuesto|orcamento|cotiza\w*|devis|negotiat\w*|verhandlung\w*|negociac\w*|negociat\w*|contracts?|vertrag\w*|contratos?|contrat|invoice\w*|decision\w*|estimate\w*|closing|verbal|commit\w*|prepayment|evaluation)\b/,
  ],
  [
    'qualified',
    /\b(qualif\w+|cualificad\w*|calificad\w*|qualifiz\w+|demo\w*|meetings?|presentations?|termin\w*|appointments?|reunion\w*|reuniao|visita|discovery|trial|needs?|analysis|sql|mql|opportunity|interest\w*|consult\w*|scoping|scheduled|besichtigung|assessment|showing)\b/,
  ],
  [
    'contacted',
    /\b(contact(ed)?|contact made|contatad[oa]|contactad[oa]|contacte|kontaktiert|kontakt\w*|called|calls?|reached|attempt\w*|follow( |-)?ups?|nurtur\w+|working|in progress|in process|in work|en cours|en progreso|em andamento|in bearbeitung|connected|replied|engaged|pending|response|responded|open deal|chatting|active)\b/,
  ],
  [
    'new',
    /\b(new|neue?r?s?|nuev[oa]s?|nov[oa]s?|nouveau|nouvelle|incoming|inbox|fresh|raw|to do|todo|backlog|entrada|unassigned|open|offen|abiert[oa]|abert[oa]|ouverte?|prospect\w*|leads?|potential|idea)\b/,
  ],
];

export const ticketWords: Meanings = [
  ['open', /\b(reopen\w*|unresolved|not resolved)\b/],
  [
    'resolved',
    /\b(resolved|solved|gelost|erledigt|resuelt[oa]|resolvid[oa]|resolue?|done|fixed|completed?|finished|answered)\b/,
  ],
  [
    'closed',
    /\b(closed?|geschlossen|cerrad[oa]|fechad[oa]|fermee?|cloturee?|cancel+ed|cancelad[oa]|declined|rejected|archived|spam|deleted|won t do|wont fix|ended|expired)\b/,
  ],
  [
    'pending',
    /\b(pending|waiting\w*|wartend|hold|on hold|snoozed|pendiente|pendente|en attente|esperando|aguardando|awaiting|paused|deferred|blocked|wartet)\b/,
  ],
  [
    'open',
    /\b(open|opened|new|neu|offen|abiert[oa]|abert[oa]|ouverte?|nuev[oa]|nov[oa]|nouveau|active|in progress|in bearbeitung|en cours|en progreso|em andamento|in process|assigned|unassigned|work in progress|to do|todo|backlog|escalated|investigating|in review|processing)\b/,
  ],
];

export const orderWords: Meanings = [
  ['paid', /\bawaiting (fulfil+ment|shipment|pickup)\b/],
  [
    'paid',
    /\b(partial(ly)? refund(ed)?|teilweise erstattet|parcialmente reembolsad[oa]|partiellement rembourse[es]?)\b/,
  ],
  [
    'refunded',
    /\b(refund(ed)?|erstattet|reembolsad[oa]|rembourse[es]?|returned|devuelt[oa]|devolvid[oa]|chargeback|charged back|zuruckerstattet|storniert und erstattet)\b/,
  ],
  ['failed', /\b(fail(ed)?|fehlgeschlagen|fallid[oa]|falhou|echouee?|echec|declined|error|fraud|denied|blocked)\b/],
  [
    'voided',
    /\b(void(ed)?|cancel+ed|storniert|abgebrochen|cancelad[oa]|anulad[oa]|annulee?|expired|trash|draft|deleted|abandoned|incomplete|auto draft|entwurf)\b/,
  ],
  [
    'pending',
    /\b(pending|on hold|awaiting( payment)?|awaiting check|awaiting bank|unpaid|not paid|authorized|autorizado|ausstehend|offen|pendiente|pendente|en attente|payment review|open|hold|holded|manual verification( required)?|partially paid|scheduled|unbezahlt|no pagado)\b/,
  ],
  [
    'paid',
    /\b(paiement accepte|pago aceptado|pagamento aprovado|zahlung (eingegangen|erhalten)|recibido|recebido|faturad[oa]|facturad[oa]|invoiced|paid|bezahlt|pagad[oa]|pago|payee?|complete|completed?|abgeschlossen|completad[oa]|completo|conclu\w+|terminee?|processing|processed|in bearbeitung|procesando|en proceso|processando|shipped|versandt|enviad[oa]|expediee?|delivered|geliefert|entregad[oa]|entregue|livree?|fulfilled|captured|succeeded|successful|settled|approved|aprovad[oa]|aprobad[oa]|closed|accepted|payment accepted|en cours de preparation|partially shipped|ready)\b/,
  ],
];

export const directionWords: Meanings = [
  [
    'outbound',
    /\b(out|outgoing|outbound\w*|sent|agent|agents|admin|admins|administrator|operator|bot|automation|workflow|business|company|staff|team|teammate|echo|ausgehend|gesendet|saliente|enviad[oa]|saida|sortante?|envoyee?|broadcast|campaign|api|system user|owner|page|reply|assistant|seller|support|rep|template)\b/,
  ],
  [
    'inbound',
    /\b(in|incoming|inbound|received|receive|from (customer|contact|user|client)|user|users|customer|client|contact|visitor|lead|end user|requester|eingehend|empfangen|entrante|recibid[oa]|recebid[oa]|entrada|recu|subscriber|buyer|shopper|consumer|person)\b/,
  ],
];

export const eventWords: Meanings = [
  ['unsubscribed', /\b(unsub\w*|opt(ed)? ?out|abgemeldet|baja|desinscri\w+|stop)\b/],
  ['clicked', /\b(click\w*|geklickt|clic|clicou|clique)\b/],
  ['opened', /\b(open\w*|read|seen|viewed|geoffnet|gelesen|abiert[oa]|leid[oa]|aberto|lido|ouverte?|lue?)\b/],
  ['delivered', /\b(deliver\w*|receiv\w*|zugestellt|entregad[oa]|entregue|delivre|livree?)\b/],
  ['converted', /\b(convert\w*|purchas\w*|order\w*|bought|konvertiert|comprou|compro)\b/],
  ['sent', /\b(sent|send|gesendet|enviad[oa]|envoyee?|accepted|queued|recipient)\b/],
];

export const severityWords: Meanings = [
  [
    '3',
    /\b(high\w*|urgent\w*|critical|hoch|hochste|kritisch|dringend|alta|altissima|urgente|critic[oa]|critique|haute|elevee?|blocker|p1|p0|1 critical|vip|asap|major)\b/,
  ],
  ['2', /\b(medium|normal|moderate|mittel|media|moyenne?|standard|p2|regular)\b/],
  ['1', /\b(low\w*|niedrig|gering|baja|baixa|basse|faible|minor|trivial|p3|p4|none|planning)\b/],
];

export const categoryWords: Meanings = [
  [
    'billing',
    /\b(bill\w*|payment\w*|invoice\w*|refund\w*|charge\w*|rechnung\w*|zahlung\w*|factura\w*|pago\w*|reembols\w*|fatura\w*|cobran\w*|paiement|pricing|subscription)\b/,
  ],
  [
    'complaint',
    /\b(complain\w*|beschwerde\w*|reklamation\w*|queja|reclama\w*|plainte|problem\w*|damag\w*|return\w*|late|escalation)\b/,
  ],
  [
    'technical',
    /\b(technical\w*|tech|bug\w*|incident\w*|error\w*|technisch\w*|storung|tecnic[oa]|incidencia\w*|incidente|technique|panne|fault|outage|defect\w*|it help|service request( with approvals)?)\b/,
  ],
  [
    'question',
    /\b(question\w*|inquir\w*|enquir\w*|frage\w*|anfrage\w*|pregunta\w*|consulta\w*|duvida\w*|how to|info\w*|feature request|task|suggestion|request|general|order status|other|shipping|product)\b/,
  ],
];

export const consentWords: Meanings = [
  [
    'false',
    /\b(un ?subscribed|not subscribed|never subscribed|non marketing|opt(ed)? ?out|cleaned|bounced|unconfirmed|pending|denied|no consent|inactive|blocked|abgemeldet|nicht abonniert|no suscrito|dado de baja|desinscri\w*|non abonne|nao inscrito|suppressed|complained|transactional)\b/,
  ],
  [
    'true',
    /\b(subscribed|opt(ed)? ?in|marketing contact|confirmed|active|granted|consented|given|abonniert|angemeldet|suscrit[oa]|inscrit[oa]?|abonnee?|single opt in|double opt in|allowed)\b/,
  ],
];

/** undefined: the word says nothing. */
export function meaningOf(word: string, meanings: Meanings): string | undefined {
  const bare = bareWords(word);
  return meanings.find(([, pattern]) => pattern.test(bare))?.[0];
}

/** Small letters and digits, single blanks, no accents: 'Closed-Won' and 'closedWon' are 'closed won'. */
export function bareWords(text: string): string {
  return text
    .replaceAll('WhatsApp', 'Whatsapp')
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
