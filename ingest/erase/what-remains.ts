import type { Database } from '../../store/database/database.ts';

/** Where something of an erased person may still be, and until when. Nobody here can take it away. */
export type Remaining = { readonly where: string; readonly until: string };

type Facts = {
  /** Days for which Temporal keeps histories of what has ended; null: nobody could ask it. */
  readonly historyDays: number | null;
  /** Artifacts lie in a bucket, of which workers keep copies. */
  readonly inBucket: boolean;
};

const dayMs = 86_400_000;

/** Named to whoever erased somebody, without the person. */
export async function whatRemains(
  database: Database,
  { id, askedAt }: { readonly id: string; readonly askedAt: Date },
  { historyDays, inBucket }: Facts,
): Promise<Remaining[]> {
  const orders = await database.query<{ model: string }>(
    'select model from erasure_orders where erasure_id = $1 and carried_out_at is null order by model',
    [id],
  );
  const backups = await database.query<{ target: string | null; at: Date }>(
    `select target, max(at) as at from audit_log where operation = 'backUp' group by target order by max(at) desc limit 5`,
  );
  const [erasure] = await database.query<{ told: Readonly<Record<string, number>> }>(
    `select told from erasures where id = $1`,
    [id],
  );
  return [
    ...orders.map(({ model }) => ({
      where: `snapshots of ${model}, from which its model learnt`,
      until: 'the next training of it, which takes the person out and confirms it',
    })),
    {
      where: "Temporal's histories, which may hold ids",
      until:
        historyDays === null
          ? "the end of its namespace's retention"
          : `${day(new Date(askedAt.getTime() + historyDays * dayMs))} (${historyDays} days after each workflow's end)`,
    },
    ...(backups.length === 0
      ? [{ where: 'backups that were made before', until: 'they are deleted; erase again after one is restored' }]
      : backups.map(({ target, at }) => ({
          where: `the backup ${target ?? 'that was made'} of ${day(at)}`,
          until: 'it is deleted; erase again after it is restored',
        }))),
    {
      where: "PostgreSQL's files: space of deleted rows, and the write-ahead log",
      until: 'they are written over; VACUUM FULL and two checkpoints do it at once',
    },
    { where: 'answers kept for repeated requests, sealed', until: day(new Date(askedAt.getTime() + dayMs)) },
    ...Object.entries(erasure?.told ?? {}).map(([name, events]) => ({
      where: `the destination ${name}, which was told ${events} times`,
      until: 'its owner deletes it there',
    })),
    ...(inBucket
      ? [
          {
            where: 'copies of snapshots in the folder cache/artifacts of workers',
            until: 'they are used no more, or the folder is deleted',
          },
        ]
      : []),
  ];
}

function day(at: Date): string {
  return at.toISOString().slice(0, 10);
}
