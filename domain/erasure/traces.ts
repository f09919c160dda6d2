/** Tables whose rows belong to a contact, and are known by an external id. */
export const personTables = [
  'leads',
  'conversations',
  'messages',
  'campaign_events',
  'purchases',
  'support_tickets',
] as const;
export type PersonTable = (typeof personTables)[number];

/** By what a person is found in what was kept of them. */
export type PersonTraces = {
  /** External ids: of the contact, and others by which it was known. */
  readonly ids: readonly string[];
  /** E.164, in all the forms in which systems write it. */
  readonly phones: readonly string[];
  /** In small letters. */
  readonly emails: readonly string[];
  /** As profiles had them, now and before. */
  readonly names: readonly string[];
  /** External ids of the person's rows. */
  readonly rows: Readonly<Record<PersonTable, readonly string[]>>;
  /** What was written to and by them. */
  readonly texts: readonly string[];
};

/** What keyed hashes are made of: a contact's keys, and ids of rows that others name. */
export function keysOfTraces({ ids, phones, emails, rows }: PersonTraces): string[] {
  return [
    ...ids.map((id) => contactKey('id', id)),
    ...phones.map((phone) => contactKey('phone', phone)),
    ...emails.map((email) => contactKey('email', email)),
    ...personTables.flatMap((table) => rows[table].map((id) => rowKey(table, id))),
  ];
}

export function contactKey(kind: 'id' | 'phone' | 'email', value: string): string {
  return `contacts:${kind}:${value}`;
}

export function rowKey(table: string, id: string): string {
  return `${table}:${id}`;
}
