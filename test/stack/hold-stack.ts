/** A process that starts the stack of a home, says so, and then only waits for the tests to kill it. */
import { type StackOptions, startStack } from '../../stack/embedded-stack.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as StackOptions;
const { databaseUrl } = await startStack(options);
process.stdout.write(`${JSON.stringify({ databaseUrl })}\n`);
setInterval(() => {}, 60_000);
