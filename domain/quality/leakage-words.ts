/**
 * Words in the names of columns that people or programs fill once they know how a lead ends: labels, grades, reasons, states. A name alone
 * makes no suspect; it lowers the limits (`leakage.ts`). English, Spanish, Portuguese, German, Hindi.
 */
const words: readonly string[] = [
  // what was stuck on it
  ...[
    'tag',
    'tags',
    'label',
    'labels',
    'etiqueta',
    'etiquetas',
    'rotulo',
    'rotulos',
    'marcador',
    'marcadores',
    'schlagwort',
  ],
  ...['schlagworte', 'schlagworter', 'stichwort', 'stichworte', 'टैग', 'लेबल'],
  // how good it was found to be
  ...[
    'quality',
    'score',
    'scoring',
    'rating',
    'grade',
    'rank',
    'ranking',
    'index',
    'probability',
    'prediction',
    'forecast',
  ],
  ...[
    'calidad',
    'puntaje',
    'puntuacion',
    'calificacion',
    'nota',
    'valoracion',
    'indice',
    'probabilidad',
    'pronostico',
    'prediccion',
  ],
  ...['qualidade', 'pontuacao', 'classificacao', 'avaliacao', 'probabilidade', 'previsao'],
  ...[
    'qualitat',
    'bewertung',
    'punkte',
    'punktzahl',
    'note',
    'einstufung',
    'wahrscheinlichkeit',
    'prognose',
    'vorhersage',
  ],
  ...['गुणवत्ता', 'स्कोर', 'अंक', 'रेटिंग', 'ग्रेड', 'सूचकांक', 'संभावना'],
  // how far it is, and why it ended
  ...[
    'status',
    'stage',
    'state',
    'phase',
    'reason',
    'outcome',
    'result',
    'disposition',
    'closed',
    'won',
    'lost',
    'converted',
  ],
  ...['conversion', 'churn', 'churned', 'cancelled', 'canceled', 'cancellation'],
  ...['estado', 'etapa', 'fase', 'motivo', 'razon', 'resultado', 'cerrado', 'ganado', 'perdido', 'convertido'],
  ...['situacao', 'estagio', 'razao', 'fechado', 'ganho', 'desfecho'],
  ...['stufe', 'grund', 'ergebnis', 'abschluss', 'gewonnen', 'verloren', 'zustand', 'kundigung', 'kundigungsgrund'],
  ...['verlustgrund', 'absagegrund', 'स्थिति', 'चरण', 'कारण', 'परिणाम', 'नतीजा'],
];
const known: ReadonlySet<string> = new Set(words);

/** 'Lead Quality', 'lead_quality' and 'leadQuality' alike; marks above letters don't matter, those of Hindi do. */
export function hintsAtOutcome(column: string): boolean {
  return column
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .some((word) => known.has(word));
}
