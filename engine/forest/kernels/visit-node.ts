import { instantiateKernel } from '../../kernel/kernel.ts';
import type { NodeKernel } from './node-kernel.ts';
import { createNodeTwin } from './visit-node-twin.ts';

export function createNodeKernel(memory: WebAssembly.Memory): NodeKernel {
  return instantiateKernel<NodeKernel>(new URL('./visit-node.wasm', import.meta.url), memory) ?? createNodeTwin(memory);
}
