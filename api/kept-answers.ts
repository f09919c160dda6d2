import { claimKey, giveKeyBack, keepAnswer } from '../store/access/kept-answers.ts';
import type { Database } from '../store/database/database.ts';
import type { AnswerStore } from './access-ports.ts';

/** The port on answers that are kept, on a database. */
export function keptAnswersIn(database: Database): AnswerStore {
  return {
    claim: (id, fingerprint) => claimKey(database, id, fingerprint),
    keep: (id, answer) => keepAnswer(database, id, answer),
    giveBack: (id) => giveKeyBack(database, id),
  };
}
