import { jobNumbers, jobWords } from '../node-job.ts';
import type { NodeKernel } from './node-kernel.ts';
import { createBelow } from './sample-rows.ts';

/** Drawn features and the best split among them. */
type Best = { top: number; bottom: number; feature: number; bin: number; missingLeft: number };

/** `visit-node.assembly.ts` in TypeScript: the same results to the bit, so every sum is made in the same order. */
export function createNodeTwin(memory: WebAssembly.Memory): NodeKernel {
  const bytes = new Uint8Array(memory.buffer);
  const words = new Uint32Array(memory.buffer);
  const numbers = new Float64Array(memory.buffer);

  /** A word of the job at word address `job`; and a word that holds an address, in elements of `size` bytes. */
  const word = (job: number, name: keyof typeof jobWords): number => words[job + jobWords[name]];
  const place = (job: number, name: keyof typeof jobWords, size: number): number => word(job, name) / size;

  /** @returns whether labels differ. */
  function total(job: number, begin: number, end: number): boolean {
    const entries = place(job, 'entries', 4);
    const table = place(job, 'table', 8);
    const local = place(job, 'local', 8);
    const first = numbers[table + 2 * words[entries + begin] + 1];
    let varied = false;
    let weights = 0;
    let sum = 0;
    for (let i = 0; i < end - begin; i++) {
      const row = words[entries + begin + i];
      const weight = numbers[table + 2 * row];
      const label = numbers[table + 2 * row + 1];
      numbers[local + 2 * i] = weight;
      numbers[local + 2 * i + 1] = weight * label;
      weights += weight;
      sum += weight * label;
      varied ||= label !== first;
    }
    numbers[job / 2 + jobNumbers.weight] = weights;
    numbers[job / 2 + jobNumbers.sum] = sum;
    return varied;
  }

  function fill(job: number, begin: number, end: number, feature: number): void {
    const entries = place(job, 'entries', 4);
    const local = place(job, 'local', 8);
    const histogram = place(job, 'histogram', 8);
    const counts = place(job, 'counts', 4);
    for (let i = 0; i < end - begin; i++) {
      const bin = bytes[word(job, 'rowBins') + words[entries + begin + i] * word(job, 'columns') + feature];
      numbers[histogram + 2 * bin] += numbers[local + 2 * i];
      numbers[histogram + 2 * bin + 1] += numbers[local + 2 * i + 1];
      words[counts + bin]++;
    }
  }

  /** @returns whether the feature's bins differ. */
  function searchFeature(job: number, rows: number, feature: number, best: Best): boolean {
    const histogram = place(job, 'histogram', 8);
    const counts = place(job, 'counts', 4);
    const missingBin = words[place(job, 'missingBins', 4) + feature];
    const minimum = word(job, 'minimumRows');
    const weight = numbers[job / 2 + jobNumbers.weight];
    const sum = numbers[job / 2 + jobNumbers.sum];

    function consider(
      bin: number,
      missingLeft: number | 'heavier',
      rowsLeft: number,
      leftWeight: number,
      leftSum: number,
    ) {
      if (rowsLeft < minimum || rows - rowsLeft < minimum) return;
      const rightWeight = weight - leftWeight;
      const difference = leftSum * weight - sum * leftWeight;
      const top = difference * difference;
      const bottom = leftWeight * rightWeight;
      if (!(bottom > 0 && top * best.bottom > best.top * bottom)) return;
      const goesLeft = missingLeft === 'heavier' ? (leftWeight > rightWeight ? 1 : 0) : missingLeft;
      Object.assign(best, { top, bottom, feature, bin, missingLeft: goesLeft });
    }

    const missingRows = words[counts + missingBin];
    const missingWeight = numbers[histogram + 2 * missingBin];
    const missingSum = numbers[histogram + 2 * missingBin + 1];
    let leftRows = 0;
    let leftWeight = 0;
    let leftSum = 0;
    let previous = -1;
    let varied = false;
    for (let bin = 0; bin < missingBin; bin++) {
      if (words[counts + bin] === 0) continue;
      if (previous >= 0) {
        varied = true;
        const middle = (previous + bin - 1) >> 1;
        consider(middle, missingRows > 0 ? 0 : 'heavier', leftRows, leftWeight, leftSum);
        if (missingRows > 0) {
          consider(middle, 1, leftRows + missingRows, leftWeight + missingWeight, leftSum + missingSum);
        }
      }
      leftRows += words[counts + bin];
      leftWeight += numbers[histogram + 2 * bin];
      leftSum += numbers[histogram + 2 * bin + 1];
      previous = bin;
    }
    if (missingRows > 0 && previous >= 0) {
      varied = true;
      consider(missingBin - 1, 0, leftRows, leftWeight, leftSum);
    }
    numbers.fill(0, histogram, histogram + 2 * (missingBin + 1));
    words.fill(0, counts, counts + missingBin + 1);
    return varied;
  }

  function partition(job: number, begin: number, end: number, { feature, bin, missingLeft }: Best): number {
    const entries = place(job, 'entries', 4);
    const missingBin = words[place(job, 'missingBins', 4) + feature];
    const right: number[] = [];
    let left = entries + begin;
    for (let i = entries + begin; i < entries + end; i++) {
      const found = bytes[word(job, 'rowBins') + words[i] * word(job, 'columns') + feature];
      if (found <= bin || (found === missingBin && missingLeft === 1)) words[left++] = words[i];
      else right.push(words[i]);
    }
    words.set(right, left);
    return left - entries;
  }

  return {
    visitNode(address, begin, end, outBegin, outEnd, maySplit) {
      const job = address / 4;
      if (!total(job, begin, end) || maySplit === 0) return 0;
      const columns = word(job, 'columns');
      const features = place(job, 'features', 4);
      const best: Best = { top: -1, bottom: 1, feature: 0, bin: 0, missingLeft: 0 };
      const below = createBelow(words, job + jobWords.random);
      let varied = false;
      for (let drawn = 0; drawn < columns && (drawn < word(job, 'draws') || !varied); drawn++) {
        const chosen = features + drawn + below(columns - drawn);
        const feature = words[chosen];
        words[chosen] = words[features + drawn];
        words[features + drawn] = feature;
        fill(job, begin, end, feature);
        if (searchFeature(job, end - begin, feature, best)) varied = true;
      }
      if (best.top < 0) return 0;
      words[job + jobWords.feature] = best.feature;
      words[job + jobWords.bin] = best.bin;
      words[job + jobWords.missingLeft] = best.missingLeft;
      numbers[job / 2 + jobNumbers.gain] = best.top / best.bottom / numbers[job / 2 + jobNumbers.weight];
      words[job + jobWords.middle] = partition(job, begin, end, best);
      words[job + jobWords.outMiddle] = partition(job, outBegin, outEnd, best);
      return 1;
    },
  };
}
