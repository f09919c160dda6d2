import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { isHeldOut } from '../../domain/holdout.ts';
import { chooseAttributes } from '../../models/attributes/choose-attributes.ts';
import { outcomeOfLabel } from '../../models/attributes/outcome-of-label.ts';
import { createRowSpool } from '../../store/artifacts/row-spool.ts';
import { type CopiedRow, readCopied } from '../../store/database/read-copied.ts';
import type { JobContext } from '../job-context.ts';
import { createColumnTexts } from './column-texts.ts';
import type { FreezeInput, FrozenRows } from './freeze-input.ts';
import { type FrozenColumns, writeSnapshotFile } from './write-snapshot-file.ts';

/** Places of the query's keys (`models/queries/feature-query.ts`); features follow, then the attributes' texts where any were asked for. */
const [contactField, momentField, labelField, syntheticField, subjectField, firstFeature] = [1, 2, 3, 4, 5, 6];

/** Takes the rows of a training as they come from the database, and writes its snapshot. No more than a block of them is in memory. */
export async function freezeRows(input: FreezeInput, { stopped }: JobContext): Promise<FrozenRows> {
  const { folder, testSize, model } = input;
  const { read, candidates, ofChampion, times, options, labelSource } = input.attributes;
  const features = [...input.trained, ...input.compared];
  const texts = read.map(createColumnTexts);
  // moment, label, then features; whether a row is its subject's first, then attributes; subject, contact
  const spool = createRowSpool(join(folder, 'rows'), {
    numbers: 2 + features.length,
    codes: 1 + read.length,
    texts: 2,
  });
  const counts = { rows: 0, samples: 0, positives: 0, held: { subjects: 0, rows: 0 }, synthetic: false };
  const nullCounts = new Float64Array(2 + features.length);
  let subject = Buffer.alloc(0);

  function keepNumber(column: number, value: number): void {
    spool.setNumber(column, value);
    if (Number.isNaN(value)) nullCounts[column]++;
  }

  function keep(row: CopiedRow): void {
    const contact = row.bytes(contactField);
    const isFirst = counts.rows === 0 || !row.bytes(subjectField).equals(subject);
    if (isFirst) subject = Buffer.from(row.bytes(subjectField));
    spool.setText(0, subject);
    spool.setText(1, contact);
    keepNumber(0, row.moment(momentField));
    const label = row.number(labelField);
    keepNumber(1, label);
    // -0 becomes 0: which of them a sum around nothing is rounded to depends on the last bits that a server's plan decides
    for (let at = 0; at < features.length; at++) keepNumber(2 + at, row.number(firstFeature + at) + 0);
    spool.setCode(0, isFirst ? 1 : 0);
    if (read.length > 0) {
      const given: Readonly<Record<string, string>> = textsOf(row, firstFeature + features.length);
      for (const [at, name] of read.entries()) spool.setCode(1 + at, texts[at].codeOf(given[name]));
    }
    spool.endRow();
    const isHeld = isHeldOut(contact.toString(), testSize);
    counts.rows++;
    if (isFirst) counts.samples++;
    if (isFirst && label === 1) counts.positives++;
    if (isHeld) counts.held.rows++;
    if (isHeld && isFirst) counts.held.subjects++;
    counts.synthetic ||= row.flag(syntheticField);
  }

  try {
    await takePieces(input.rows, readCopied(keep).push, stopped);
    const isFirst = () => firstRows(spool.codes(0));
    const table = {
      get contacts() {
        return candidates.length === 0 ? [] : [...textsWhere(spool.texts(1), isFirst())];
      },
      get labels() {
        return candidates.length === 0 ? [] : Float64Array.from(numbersWhere(spool.numbers(1), isFirst()));
      },
      texts: (name: string) => {
        const at = read.indexOf(name);
        return Array.from(numbersWhere(spool.codes(1 + at), isFirst()), (code) => texts[at].textOf(code));
      },
    };
    const isOutcome = outcomeOfLabel(model, labelSource, () => flattened(spool.numbers(1)));
    const { attributes: trained, report } = chooseAttributes(candidates, table, isOutcome, times, options);
    const compared = ofChampion.filter((each) => !trained.some(({ name }) => name === each.name));
    const columns: FrozenColumns = { spool, nullCounts, read, texts, attributes: { trained, compared } };
    const file = join(folder, 'snapshot');
    return { ...counts, report, file, ...writeSnapshotFile(file, input, columns) };
  } finally {
    spool.close();
  }
}

/** The attributes' texts, a jsonb: a byte for its version, then JSON. */
function textsOf(row: CopiedRow, field: number): Readonly<Record<string, string>> {
  if (field >= row.count || row.isNull(field)) return {};
  return JSON.parse(row.bytes(field).toString('utf8', 1));
}

/** Each piece is answered when it is taken, so that the sender never has many under way. */
function takePieces(port: MessagePort, take: (piece: Uint8Array) => void, stopped: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    port.on('message', (piece: Uint8Array | null) => {
      try {
        if (piece === null || stopped()) {
          port.close();
          resolve();
          return;
        }
        take(piece);
        port.postMessage(null);
      } catch (error) {
        port.close();
        reject(error);
      }
    });
  });
}

function* firstRows(blocks: Iterable<Int32Array>): Iterable<boolean> {
  for (const block of blocks) for (const flag of block) yield flag === 1;
}

function* flattened(blocks: Iterable<ArrayLike<number>>): Iterable<number> {
  for (const block of blocks) for (let at = 0; at < block.length; at++) yield block[at];
}

function* numbersWhere(blocks: Iterable<ArrayLike<number>>, chosen: Iterable<boolean>): Iterable<number> {
  const choices = chosen[Symbol.iterator]();
  for (const value of flattened(blocks)) if (choices.next().value === true) yield value;
}

function* textsWhere(
  blocks: Iterable<{ readonly lengths: Int32Array; readonly bytes: Uint8Array }>,
  chosen: Iterable<boolean>,
): Iterable<string> {
  const choices = chosen[Symbol.iterator]();
  for (const { lengths, bytes } of blocks) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let start = 0;
    for (const length of lengths) {
      if (choices.next().value === true) yield text.toString('utf8', start, start + length);
      start += length;
    }
  }
}
