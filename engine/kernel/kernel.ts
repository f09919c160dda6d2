import { readFileSync } from 'node:fs';
import { EngineError } from '../engine-error.ts';
import { createIdle } from './idle.ts';

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
     * Memory of the planned size or more. Give it back with `releaseMemory`.
     *
     * @param what needs it, as the beginning of a sentence.
     * @param contents `anything`: what was in it before; filling it with zeros takes 0.1 ms a megabyte.
     * @throws EngineError `engine_not_applicable` for more than can be addressed; RangeError when the machine has no more.
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

/** Memory that isn't used again, by this thread or those that it gave it to. */
export function releaseMemory(memory: WebAssembly.Memory): void {
  idle.give(memory);
}

function takeMemory(size: number, contents: 'zeros' | 'anything'): WebAssembly.Memory {
  const used = idle.take(({ buffer }) => buffer.byteLength >= size && buffer.byteLength <= 4 * size + 16 * page);
  if (used !== undefined) {
    if (contents === 'zeros') new Uint8Array(used.buffer, 0, size).fill(0);
    return used;
  }
  // An eighth more than needed also serves the next fold, which has a row more.
  const pages = Math.min(mostBytes / page, Math.max(1, Math.ceil((size * 1.125) / page)));
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

function tooLarge(what: string, bytes: number): EngineError {
  return new EngineError(
    'engine_not_applicable',
    `${what} needs ${(bytes / 2 ** 30).toFixed(1)} GiB, more than the 4 that can be addressed.`,
    'Use fewer rows (a sample) or fewer features; fewer leaves or threads, where there are many.',
    { bytes },
  );
}
