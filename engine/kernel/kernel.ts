import { readFileSync } from 'node:fs';

/**
 * Inner loops in WebAssembly: `<name>.assembly.ts` (AssemblyScript) beside its committed `<name>.wasm`. A kernel imports its memory, a shared
 * one, and knows addresses (bytes from its start) only. Each has a twin in TypeScript with equal results, bit for bit: it
 * runs where SIMD is absent, and tests compare the two.
 */
const modules = new Map<string, WebAssembly.Module | undefined>();

const instances = new WeakMap<WebAssembly.Memory, Map<string, unknown>>();

/**
 * The exported functions of the kernel at this place, over this memory; undefined where the machine can't run them.
 * @param url of the `.wasm` file.
 */
export function instantiateKernel<Kernel>(url: URL, memory: WebAssembly.Memory): Kernel | undefined {
  if (!modules.has(url.href)) modules.set(url.href, compile(url));
  const module = modules.get(url.href);
  if (module === undefined) return undefined;
  const ofMemory = instances.get(memory) ?? new Map<string, unknown>();
  instances.set(memory, ofMemory);
  if (!ofMemory.has(url.href)) ofMemory.set(url.href, new WebAssembly.Instance(module, { env: { memory } }).exports);
  return ofMemory.get(url.href) as Kernel;
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
    /**
     * Memory of the planned size or more, all zeros. Give it back with `releaseMemory`.
     * @throws RangeError above 4 GiB or when the machine has no more.
     */
    allocate: () => takeMemory(size),
  };
}

/**
 * Memories that this thread has no use for at present. The garbage collector doesn't feel the weight of shared memories: 900 fits of
 * 4 MB each left 3.9 GB behind before it looked. Using them again is also faster.
 */
const idle: WebAssembly.Memory[] = [];
const page = 65536;
/** Bytes that lie idle at the most. */
const idleLimit = 256 * 2 ** 20;

/** Memory that isn't used again, by this thread or those that it gave it to. */
export function releaseMemory(memory: WebAssembly.Memory): void {
  idle.push(memory);
  while (idle.reduce((sum, { buffer }) => sum + buffer.byteLength, 0) > idleLimit) idle.shift();
}

function takeMemory(size: number): WebAssembly.Memory {
  const at = idle.findIndex(({ buffer }) => buffer.byteLength >= size && buffer.byteLength <= 4 * size + 16 * page);
  if (at >= 0) {
    const [memory] = idle.splice(at, 1);
    new Uint8Array(memory.buffer, 0, size).fill(0);
    return memory;
  }
  // An eighth more than needed also serves the next fold, which has a row more.
  const pages = Math.min(65536, Math.max(1, Math.ceil((size * 1.125) / page)));
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}
