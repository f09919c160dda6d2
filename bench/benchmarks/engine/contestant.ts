import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Matrix } from '../../../engine/data/matrix.ts';
import { rowOf } from '../../../engine/data/matrix.ts';
import { estimator } from '../../../engine/estimators.ts';
import { createTeam, type Team } from '../../../engine/parallel/team.ts';
import { quantile } from '../../figures.ts';
import { createSearcher, type Searcher } from './guide-job.ts';
import type { CommandName, Commands } from './protocol.ts';
import { readTable, type Table } from './tables.ts';

/**
 * Our side of the bench in a process of its own, as the peers have theirs: requests on stdin, answers on stdout (`protocol.ts`).
 * The twin of `bench/peers/serve.py`.
 */
type Model = { predict(x: Matrix, team?: Team): Float64Array };

let training: Table | undefined;
let holdout: Table | undefined;
let model: Model | undefined;
let team: Team | undefined;
let searcher: Searcher | undefined;

const commands: { [Name in CommandName]: (ask: Commands[Name]['ask']) => Promise<Commands[Name]['answer']> } = {
  async load(ask) {
    training = readTable(ask.training);
    holdout = readTable(ask.holdout);
    return {};
  },

  async fit({ learner, task, parameters, threads, seed }) {
    team ??= createTeam(threads);
    const input = { ...given(training), task, parameters, seed, team };
    const started = performance.now();
    const fitted = await estimator(learner).fit(input);
    const milliseconds = performance.now() - started;
    model = fitted;
    return { milliseconds };
  },

  async search(ask) {
    searcher ??= createSearcher(ask.threads);
    const search = searcher.prepare(given(training), ask);
    const started = performance.now();
    const predictor = await search();
    const milliseconds = performance.now() - started;
    model = { predict: (x, helping) => predictor.predict(x, helping).output };
    return { milliseconds };
  },

  async predict({ to, threads }) {
    const { x } = given(holdout);
    const chosen = given(model);
    if (threads > 1) team ??= createTeam(threads);
    const helping = threads > 1 ? team : undefined;
    const started = performance.now();
    const outputs = chosen.predict(x, helping);
    const milliseconds = performance.now() - started;
    writeFileSync(to, outputs);
    return { milliseconds };
  },

  async predictEach({ repetitions }) {
    const { x } = given(holdout);
    const chosen = given(model);
    const rows = Array.from({ length: x.rows }, (_, row) => ({ rows: 1, columns: x.columns, values: rowOf(x, row) }));
    const times: number[] = [];
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const row = rows[repetition % rows.length];
      const started = performance.now();
      chosen.predict(row);
      times.push(performance.now() - started);
    }
    return { milliseconds: quantile(times, 0.5) };
  },

  // Node counts in kilobytes everywhere, threads included.
  peak: async () => ({ bytes: process.resourceUsage().maxRSS * 1024 }),

  versions: async () => ({ node: process.versions.node }),
};

/** Requests come in an order that gives everything before it is used. */
function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The request came before the one that it needs.');
  return value;
}

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...ask } = JSON.parse(line) as { readonly command: CommandName };
  const answer = await (commands[command] as (ask: unknown) => Promise<object>)(ask);
  // The line before ends what a library may have printed.
  process.stdout.write(`\n${JSON.stringify(answer)}\n`);
}
await team?.close();
await searcher?.close();
