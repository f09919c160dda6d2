import type pg from 'pg';

/** Whose conversation it is, so that messages which name no contact, as those that an agent writes, find theirs. */
export type ConversationContacts = {
  note(conversation: string, contact: string): void;
  look(conversations: Iterable<string>): Promise<void>;
  of(conversation: string): string | undefined;
};

export function createConversationContacts(client: pg.ClientBase): ConversationContacts {
  const contacts = new Map<string, string>();
  return {
    note(conversation, contact) {
      if (!contacts.has(conversation)) contacts.set(conversation, contact);
    },
    async look(conversations) {
      const asked = [...new Set(conversations)].filter((each) => !contacts.has(each));
      if (asked.length === 0) return;
      const { rows } = await client.query<{ conversation: string; contact: string }>(
        `select v.external_id as conversation, c.external_id as contact
         from conversations as v join contacts as c on c.id = v.contact_id where v.external_id = any($1)`,
        [asked],
      );
      for (const { conversation, contact } of rows) contacts.set(conversation, contact);
    },
    of: (conversation) => contacts.get(conversation),
  };
}
