import { readInBusinessTime } from '../serving/subjects/business-time.ts';
import { followContacts } from '../serving/subjects/followed-contacts.ts';
import { readRecipients } from '../serving/subjects/recipients.ts';
import { findSubjects } from '../serving/subjects/subjects.ts';
import { pageAudit } from '../store/access/audit.ts';
import { createSession, endSession, verifySession } from '../store/access/sessions.ts';
import { redeemSignInCode } from '../store/access/sign-in-links.ts';
import { answersSinceTraining, recordAction, undoAction } from '../store/actions/work-actions.ts';
import { listOwners, pagePeople } from '../store/crm/people.ts';
import { type PersonDetails, pageHappenings, readPerson } from '../store/crm/person-history.ts';
import type { Database } from '../store/database/database.ts';
import { readPastScores } from '../store/predictions/score-history.ts';
import { createToken, pageTokens, revokeToken } from '../store/tokens.ts';
import type { Ports } from './ports.ts';

/** Scores of one model that a person's page shows. */
const shownScores = 120;

/** The ports on people and what colleagues did, on a database. */
export function peopleAtWork(
  database: Database,
  {
    businessTimezone,
    replyChances,
    exportAll,
    erase,
  }: { readonly businessTimezone: string } & Pick<Ports['people'], 'replyChances' | 'exportAll' | 'erase'>,
): Pick<Ports, 'people' | 'actions' | 'access'> {
  /** A contact that was merged into another one is found as that one. */
  async function find(contact: string): Promise<PersonDetails | null> {
    const known = await readPerson(database, contact);
    if (known !== null) return known;
    const survivor = (await followContacts(database, [contact])).get(contact);
    return survivor === undefined ? null : await readPerson(database, survivor);
  }

  return {
    people: {
      find: (text, page) => pagePeople(database, text, page),
      async read(contact, now) {
        const person = await find(contact);
        if (person === null) return null;
        const read = readInBusinessTime(database, businessTimezone);
        const recipient = (await readRecipients(read, [person.contact], now)).get(person.contact);
        const [lead] = person.leads;
        const scores = [
          ...(lead === undefined ? [] : await readPastScores(database, 'lead_scoring', [lead.id], shownScores)),
          ...(await readPastScores(database, 'churn', [person.contact], shownScores)),
          ...(await readPastScores(database, 'engagement', [person.contact], shownScores)),
        ];
        const { zone = businessTimezone, zoneOfContact = false } = recipient ?? {};
        return { person, zone, zoneOfContact, scores };
      },
      async timeline(contact, page) {
        const person = await find(contact);
        return person === null ? null : await pageHappenings(database, person, page);
      },
      replyChances,
      exportAll,
      erase,
      owners: () => listOwners(database),
    },
    actions: {
      async record(action, act) {
        const [subject] = await findSubjects(database, action.model, [action.subject]);
        return await recordAction(database, { ...action, subject: subject.id }, act);
      },
      undo: (id, act) => undoAction(database, id, act),
      answersSinceTraining: () => answersSinceTraining(database),
    },
    access: {
      redeemCode: (code) => redeemSignInCode(database, code),
      createSession: (guest) => createSession(database, guest),
      verifySession: (session) => verifySession(database, session),
      endSession: (session) => endSession(database, session),
      createToken: (token) => createToken(database, token),
      tokens: (page) => pageTokens(database, page),
      revokeToken: (id, act) => revokeToken(database, id, act),
      audit: (filter, page) => pageAudit(database, filter, page),
    },
  };
}
