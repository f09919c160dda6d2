import { readFileSync } from 'node:fs';
import { EngineError } from '../engine-error.ts';
import { createIdle } from './idle.ts';

/**
 * Inner loops in WebAssembly: `<name>.assembly.ts` (AssemblyScript) beside its committed `<name>.wasm`. A kernel imports a
 * shared memory and takes only addresses (bytes from its start). Each has a twin in TypeScript with the same results, bit
 * for bit: the twin runs where SIMD is absent, and tests compare the two.
 */
const modules = new Map<string, WebAssembly.Module | undefined>();

const instances = new WeakMap<WebAssembly.Memory, Map<string, unknown>>();

/**
 * The exported functions of the kernel at this URL, over this memory; undefined where the machine can't run them.
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

/** Addresses in a memory that is being planned; each is a multiple of 16, as SIMD requires. */
export function createLayout() {
  let size = 0;
  return {
    /** @returns the address of this many bytes. */
    reserve(bytes: number): number {
      const address = size;
      size += Math.ceil(bytes / 16) * 16;
      return address;
    },
    /**
     * Memory of the planned size or more. Give it back with `releaseMemory`.
     *
     * @param what what needs it, as the beginning of a sentence.
     * @param contents `anything`: keeps what was in it before, for filling it with zeros takes 0.1 ms per megabyte.
     * @throws EngineError `engine_not_applicable` for more than 4 GiB; RangeError when the machine has too little.
     */
    allocate(what = 'This', contents: 'zeros' | 'anything' = 'zeros'): WebAssembly.Memory {
      if (size > mostBytes) throw tooLarge(what, size);
      return takeMemory(size, contents);
    },
  };
}

const page = 65536;
/** Addresses are 32 bits. */
const mostBytes = 2 ** 32;
const idle = createIdle<WebAssembly.Memory>(({ buffer }) => buffer.byteLength);

/** Gives back memory that no thread uses any more, neither this one nor those that it shared it with. */
export function releaseMemory(memory: WebAssembly.Memory): void {
  idle.give(memory);
}

function takeMemory(size: number, contents: 'zeros' | 'anything'): WebAssembly.Memory {
  const used = idle.take(({ buffer }) => buffer.byteLength >= size && buffer.byteLength <= 4 * size + 16 * page);
  if (used !== undefined) {
    if (contents === 'zeros') new Uint8Array(used.buffer, 0, size).fill(0);
    return used;
  }
  // An eighth more than needed also serves the next fold, which may have a row more.
  const pages = Math.min(mostBytes / page, Math.max(1, Math.ceil((size * 1.125) / page)));
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

function tooLarge(what: string, bytes: number): EngineError {
  return new EngineError(
    'engine_not_applicable',
    `${what} needs ${(bytes / 2 ** 30).toFixed(1)} GiB, more than the 4 that can be addressed.`,
    'Use fewer rows (a sample) or fewer features, or reduce the leaves or threads where there are many.',
    { bytes },
  );
}
