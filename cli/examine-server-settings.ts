import type { Database } from '../store/database/database.ts';
import type { Finding } from './print/operation/doctor.ts';

/** A row of pg_settings: numbers in the unit of the setting. */
export type ServerSetting = { readonly name: string; readonly value: string };

type Advice = {
  /** Whether the value costs speed. Sizes are in 8 kB pages, kB or MB, as the server counts them. */
  readonly costs: (value: string) => boolean;
  readonly better: string;
};

const upTo = (most: number) => (value: string) => Number(value) <= most;

/** What is at PostgreSQL's own default or below it, and what would be better. */
const advice: Readonly<Record<string, Advice>> = {
  shared_buffers: { costs: upTo(16_384), better: 'a quarter of its memory (default: 128 MB)' },
  effective_cache_size: { costs: upTo(524_288), better: 'half of its memory (default: 4 GB)' },
  work_mem: { costs: upTo(4_096), better: "'32MB' (default: 4 MB)" },
  random_page_cost: { costs: (value) => Number(value) >= 4, better: '1.1 on an SSD (default: 4)' },
  jit: { costs: (value) => value === 'on', better: 'off' },
  max_wal_size: { costs: upTo(1_024), better: "'4GB' for imports (default: 1 GB)" },
  checkpoint_timeout: { costs: upTo(300), better: "'15min' (default: 5 min)" },
};

const settingsQuery = 'select name, setting as value from pg_settings where name = any($1)';

/** What `doctor` would change on a PostgreSQL of one's own; the embedded one is set up for its machine. */
export async function examineServerSettings(database: Database): Promise<Finding> {
  return judgeServerSettings(await database.query<ServerSetting>(settingsQuery, [Object.keys(advice)]));
}

export function judgeServerSettings(settings: readonly ServerSetting[]): Finding {
  const what = 'database settings';
  const costly = Object.keys(advice).filter((name) => {
    const found = settings.find((setting) => setting.name === name);
    return found !== undefined && advice[name]?.costs(found.value);
  });
  if (costly.length === 0) return { what, state: 'ok', detail: 'fit for it', remedy: '' };
  return {
    what,
    state: 'missing',
    detail: `${costly.join(', ')}: as PostgreSQL comes, for a small machine`,
    remedy: `Faster, by alter system set ... and a restart of PostgreSQL: ${costly.map((name) => `${name} = ${advice[name]?.better}`).join('; ')}`,
  };
}
