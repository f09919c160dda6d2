import type pg from 'pg';
import { createScrubber, type Scrubber } from '../../domain/erasure/scrub.ts';
import type { PersonTraces } from '../../domain/erasure/traces.ts';
import { storable } from '../database/storable.ts';

type Place = {
  readonly table: string;
  /** By which a row is found again. */
  readonly key: string;
  readonly columns: readonly string[];
  /** Its texts are about people, so that a short id or name in them is theirs. Left out: it may be a word of ours. */
  readonly ofPeople?: true;
};

/** Columns that were written about many people, or by people in their own words. The row stays, and says the rest. */
export const scrubbedPlaces: readonly Place[] = [
  { table: 'import_batches', key: 'id', columns: ['file', 'report'], ofPeople: true },
  {
    table: 'uploads',
    key: 'id',
    columns: ['name', 'options', 'inspection', 'trial', 'report', 'error'],
    ofPeople: true,
  },
  { table: 'upsert_answers', key: 'key', columns: ['answer'], ofPeople: true },
  { table: 'sources', key: 'name', columns: ['error'] },
  { table: 'source_files', key: 'id', columns: ['name', 'same_as', 'report', 'error'], ofPeople: true },
  { table: 'source_streams', key: 'source, stream', columns: ['reject_example'], ofPeople: true },
  { table: 'hook_deliveries', key: 'id', columns: ['error'], ofPeople: true },
  { table: 'mails', key: 'id', columns: ['subject', 'body', 'html', 'last_error'] },
  { table: 'incidents', key: 'id', columns: ['detail', 'answer', 'figures'] },
  { table: 'experiments', key: 'id', columns: ['reason'] },
  { table: 'experiment_events', key: 'id', columns: ['reason', 'details'] },
  { table: 'experiment_looks', key: 'experiment_id, phase, number', columns: ['reason'] },
  { table: 'deployments', key: 'id', columns: ['reason', 'evidence'] },
  { table: 'retrains', key: 'id', columns: ['reason', 'error'] },
  { table: 'runs', key: 'id', columns: ['message', 'error', 'report'] },
  { table: 'run_pictures', key: 'run_id', columns: ['picture'] },
  { table: 'model_versions', key: 'id', columns: ['card'] },
  { table: 'steps', key: 'key', columns: ['result'] },
  { table: 'commands', key: 'id', columns: ['arguments', 'reason', 'result', 'act'] },
  { table: 'schedule_commands', key: 'id', columns: ['reason'] },
  { table: 'schedule_states', key: 'schedule', columns: ['note'] },
  { table: 'outbox', key: 'id', columns: ['data'] },
  { table: 'deliveries', key: 'destination_id, event_id', columns: ['last_error'] },
  { table: 'destinations', key: 'id', columns: ['note'] },
  { table: 'events', key: 'id', columns: ['details'] },
  { table: 'contact_merges', key: 'id', columns: ['reason', 'undone_reason', 'journal'], ofPeople: true },
  { table: 'parked_rows', key: 'id', columns: ['reason'], ofPeople: true },
  { table: 'audit_log', key: 'id', columns: ['target', 'details'], ofPeople: true },
];

const rowsAtOnce = 500;

/** Takes the person out of texts that tell of many. @returns rows that were changed, by table */
export async function scrubRows(client: pg.ClientBase, traces: PersonTraces): Promise<Record<string, number>> {
  await client.query(`select set_config('perennial.erasing', 'on', true)`);
  const counts: Record<string, number> = {};
  const scrubbers = { whole: createScrubber(traces), careful: createScrubber(traces, { careful: true }) };
  for (const place of scrubbedPlaces) {
    const changed = await scrubPlace(client, place, place.ofPeople ? scrubbers.whole : scrubbers.careful);
    if (changed > 0) counts[`texts in ${place.table}`] = changed;
  }
  await client.query(`select set_config('perennial.erasing', '', true)`);
  return counts;
}

async function scrubPlace(client: pg.ClientBase, { table, key, columns }: Place, scrubber: Scrubber): Promise<number> {
  const cursor = `scrub_${table}`;
  await client.query(
    `declare ${cursor} no scroll cursor for select ctid::text as place, ${columns.join(', ')} from ${table} order by ${key}`,
  );
  let changed = 0;
  for (;;) {
    const { rows } = await client.query<Record<string, unknown>>(`fetch ${rowsAtOnce} from ${cursor}`);
    if (rows.length === 0) break;
    for (const { place, ...values } of rows) {
      const found = Object.entries(values).flatMap(([column, value]) => {
        const scrubbed = scrubber.json(value);
        return scrubbed === value ? [] : [[column, scrubbed] as const];
      });
      if (found.length === 0) continue;
      // jsonb comes as a value, so a text that came as one is a text
      const written = found.map(([column, value]) =>
        typeof values[column] === 'string' ? value : JSON.stringify(storable(value, column)),
      );
      await client.query(
        `update ${table} set ${found.map(([column], at) => `${column} = $${at + 2}`).join(', ')} where ctid = $1::tid`,
        [place, ...written],
      );
      changed++;
    }
  }
  await client.query(`close ${cursor}`);
  return changed;
}
