/** A proof or a benchmark by its name. `load` imports it when it is asked for. */
export type Named = {
  readonly name: string;
  readonly shows: string;
  /** Why it is no part of `all`: it runs by its own name only. */
  readonly apart?: string;
  load(): Promise<{ run(options: RunOptions): Promise<{ readonly passed: boolean }> }>;
};
export type RunOptions = { readonly reduced: boolean; readonly args: readonly string[] };

/** `<name> [--reduced] [...]` to an exit code: 0 when every named figure holds, 1 when one falls short, 2 for a name that isn't there. */
export async function runNamed(what: string, list: readonly Named[], argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  const reduced = rest.includes('--reduced');
  const args = rest.filter((each) => each !== '--reduced');
  const chosen = list.filter((each) => (name === 'all' ? each.apart === undefined : each.name === name));
  if (chosen.length === 0) {
    process.stderr.write(`${name === undefined ? `Which ${what}?` : `There is no ${what} "${name}".`} One of:\n`);
    for (const each of list) process.stderr.write(`  ${each.name.padEnd(10)} ${each.shows}\n`);
    process.stderr.write('  all        every one\n--reduced: fewer repetitions\n');
    return 2;
  }
  const ended: { readonly name: string; readonly passed: boolean; readonly seconds: number }[] = [];
  for (const { name, shows, load } of chosen) {
    const started = performance.now();
    process.stdout.write(`\n== ${what} ${name}${reduced ? ' (reduced)' : ''}: ${shows}\n\n`);
    const { run } = await load();
    // one that breaks off must not hide what the others show
    const { passed } = await run({ reduced, args }).catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
      return { passed: false };
    });
    const seconds = (performance.now() - started) / 1000;
    ended.push({ name, passed, seconds });
    process.stdout.write(`\n== ${what} ${name}: ${wordFor(passed)} after ${seconds.toFixed(0)} s\n`);
  }
  if (ended.length > 1) {
    process.stdout.write('\n== all\n');
    for (const { name, passed, seconds } of ended)
      process.stdout.write(`  ${name.padEnd(18)} ${`${seconds.toFixed(0)} s`.padStart(7)}  ${wordFor(passed)}\n`);
    for (const { name, apart } of list)
      if (apart !== undefined) process.stdout.write(`  ${name.padEnd(18)} not run: ${apart}\n`);
  }
  return ended.every(({ passed }) => passed) ? 0 : 1;
}

const wordFor = (passed: boolean) => (passed ? 'PASSED' : 'FELL SHORT');
