import { relative } from 'node:path';
import { argv } from 'node:process';
import asc from 'assemblyscript/asc';

/**
 * Compiles a kernel. AssemblyScript is pinned, so that the same source gives the same bytes everywhere; a test checks this.
 * By hand: `node test/engine/build-kernel.ts <name>.assembly.ts...` writes each `.wasm` beside its source.
 */
export async function buildKernel(source: string, out: string): Promise<void> {
  const { error, stderr } = await asc.main([
    // AssemblyScript only takes paths relative to the folder that it runs in.
    relative(process.cwd(), source),
    ...['--outFile', relative(process.cwd(), out), '-O3', '--runtime', 'stub', '--noAssert', '--use', 'abort='],
    ...['--enable', 'simd', '--enable', 'threads', '--importMemory', '--sharedMemory'],
    ...['--initialMemory', '1', '--maximumMemory', '65536'],
  ]);
  if (error !== null) throw new Error(`${source} doesn't compile: ${error.message}\n${stderr.toString()}`);
}

if (argv[1] === import.meta.filename) {
  for (const source of argv.slice(2)) await buildKernel(source, source.replace(/\.assembly\.ts$/, '.wasm'));
}
