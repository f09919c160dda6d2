import { proofs } from './proofs/list.ts';
import { runNamed } from './run-named.ts';

/** `npm run proof -- <name> [--reduced] [...]`: what holds only if it holds again and again. */
process.exit(await runNamed('proof', proofs, process.argv.slice(2)));
