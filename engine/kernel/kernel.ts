import { readFileSync } from 'node:fs';

/**
 * Inner loops in WebAssembly: `<name>.assembly.ts` (AssemblyScript) beside its committed `<name>.wasm`. A kernel imports its memory, a shared
 * one, and knows addresses (bytes from its start) only. Each has a twin in TypeScript with equal results, bit for bit: it
 * runs where SIMD is absent, and tests compare the two.
 */
const modules = new Map<string, WebAssembly.Module | undefined>();

/**
 * The exported functions of the kernel at this place, over this memory; undefined where the machine can't run them.
 * @param url of the `.wasm` file.
 */
export function instantiateKernel<Kernel>(url: URL, memory: WebAssembly.Memory): Kernel | undefined {
  if (!modules.has(url.href)) modules.set(url.href, compile(url));
  const module = modules.get(url.href);
  if (module === undefined) return undefined;
  return new WebAssembly.Instance(module, { env: { memory } }).exports as Kernel;
}

function compile(url: URL): WebAssembly.Module | undefined {
  const bytes = readFileSync(url);
  return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : undefined;
}

/** Addresses in a memory that is being planned; each a multiple of 16, as SIMD wants. */
export function createLayout() {
  let size = 0;
  return {
    /** @returns the address of so many bytes. */
    reserve(bytes: number): number {
      const address = size;
      size += Math.ceil(bytes / 16) * 16;
      return address;
    },
    /** Memory of the planned size, which doesn't grow. @throws RangeError above 4 GiB or when the machine has no more. */
    allocate(): WebAssembly.Memory {
      const pages = Math.max(1, Math.ceil(size / 65536));
      return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    },
  };
}
