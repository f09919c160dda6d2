/** A proof or a benchmark by its name. `load` imports it when it is asked for. */
export type Named = {
  readonly name: string;
  readonly shows: string;
  load(): Promise<{ run(options: RunOptions): Promise<{ readonly passed: boolean }> }>;
};
export type RunOptions = { readonly reduced: boolean; readonly args: readonly string[] };

/** `<name> [--reduced] [...]` to an exit code: 0 when every named figure holds, 1 when one falls short, 2 for a name that isn't there. */
export async function runNamed(what: string, list: readonly Named[], argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  const reduced = rest.includes('--reduced');
  const args = rest.filter((each) => each !== '--reduced');
  const chosen = list.filter((each) => name === 'all' || each.name === name);
  if (chosen.length === 0) {
    process.stderr.write(`${name === undefined ? `Which ${what}?` : `There is no ${what} "${name}".`} One of:\n`);
    for (const each of list) process.stderr.write(`  ${each.name.padEnd(10)} ${each.shows}\n`);
    process.stderr.write('  all        every one\n--reduced: fewer repetitions\n');
    return 2;
  }
  let failed = 0;
  for (const each of chosen) {
    const started = performance.now();
    process.stdout.write(`\n== ${what} ${each.name}${reduced ? ' (reduced)' : ''}: ${each.shows}\n\n`);
    const { run } = await each.load();
    const { passed } = await run({ reduced, args });
    if (!passed) failed++;
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    process.stdout.write(`\n== ${what} ${each.name}: ${passed ? 'PASSED' : 'FELL SHORT'} after ${seconds} s\n`);
  }
  return failed === 0 ? 0 : 1;
}
