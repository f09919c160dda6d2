import { proofs } from './proofs/list.ts';

/**
 * `npm run proof -- <name> [--reduced] [...]`: proofs by repetition. Each prints its raw figures; the exit code is not zero when a
 * named figure falls short. `all` runs every one.
 */
const [name, ...rest] = process.argv.slice(2);
const reduced = rest.includes('--reduced');
const args = rest.filter((each) => each !== '--reduced');
const chosen = proofs.filter((proof) => name === 'all' || proof.name === name);

if (chosen.length === 0) {
  process.stderr.write(`${name === undefined ? 'Which proof?' : `There is no proof "${name}".`} One of:\n`);
  for (const proof of proofs) process.stderr.write(`  ${proof.name.padEnd(10)} ${proof.shows}\n`);
  process.stderr.write('  all        every one\n--reduced: fewer repetitions\n');
  process.exit(2);
}

let failed = 0;
for (const proof of chosen) {
  const started = performance.now();
  process.stdout.write(`\n== proof ${proof.name}${reduced ? ' (reduced)' : ''}: ${proof.shows}\n\n`);
  const { run } = await proof.load();
  const { passed } = await run({ reduced, args });
  if (!passed) failed++;
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  process.stdout.write(`\n== proof ${proof.name}: ${passed ? 'PASSED' : 'FELL SHORT'} after ${seconds} s\n`);
}
process.exit(failed === 0 ? 0 : 1);
