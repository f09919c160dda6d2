/**
 * What computes beside our own code, and could round otherwise: the processor, and the JavaScript engine with its mathematical functions.
 * Recorded with every run.
 */
export function engineBuild(): string {
  return `${process.arch}, V8 ${process.versions.v8}`;
}
