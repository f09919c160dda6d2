import { benchmarks } from './benchmarks/list.ts';
import { runNamed } from './run-named.ts';

/** `npm run bench -- <name> [--reduced]`: speed, side by side in one run. */
process.exit(await runNamed('bench', benchmarks, process.argv.slice(2)));
