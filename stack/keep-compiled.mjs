/**
 * Preloaded (`node --import`) where somebody waits for a start: Node keeps what it makes of our TypeScript and of the packages beside the
 * packages, which halves the time that loading takes. It compares each file's content, so nothing gets stale. Where nobody may write
 * there, everything is compiled anew, as without this.
 */
import { enableCompileCache } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// In the environment, because threads and the supervisor don't hear of the preload.
process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'perennial', 'compiled');
enableCompileCache(process.env.NODE_COMPILE_CACHE);
