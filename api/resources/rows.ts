import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { PerennialError } from '../../domain/errors.ts';
import { codeOf, type RowResult, rowStatuses } from '../../ingest/upsert/given-record.ts';
import type { PlainRow } from '../../ingest/upsert/plain-record.ts';
import {
  type PresentedRow,
  type RowCounts,
  rowLineSchema,
  rowsAnswerSchema,
  rowsBodySchema,
  rowsParamsSchema,
  rowsQuerySchema,
} from '../contracts/rows.ts';
import { measureValue } from '../http/duplicate-keys.ts';
import { toProblem } from '../http/error-handler.ts';
import { ImpossibleInput } from '../http/impossible-input.ts';
import { oneAhead } from '../http/one-ahead.ts';
import { type Operation, parseInput } from '../http/operation.ts';
import { mostDeep, readJson, unpacked } from '../http/read-body.ts';
import { type Line, readLines } from '../http/read-lines.ts';
import { findUnstorable } from '../http/unstorable.ts';
import type { Ports } from '../ports.ts';

/** Bytes of a JSON body, and of one line of a stream. */
const bodyLimit = 5_000_000;
const longestLine = 1_000_000;
/** Rows of a stream that are written in one transaction, and bytes of them: what a transaction costs whatever its size is shared by more. */
const rowsAtOnce = 5_000;
const bytesAtOnce = 5_000_000;
/** ms without more after which what came is written. */
const idle = 200;
const lines = 'application/x-ndjson';

/** Rows that programs send, one request for up to a thousand of them, or a stream of lines without an end. */
export function rowOperations({ rows, log }: Pick<Ports, 'rows' | 'log'>): Operation[] {
  return [
    {
      method: 'post',
      path: '/api/v1/data/{table}',
      operationId: 'writeRows',
      tag: 'Data',
      summary: 'Add, change, delete or merge rows: up to 1,000 as JSON, or a stream of lines (NDJSON) without an end',
      takesFile: true,
      body: rowsBodySchema,
      bodyTypes: { [lines]: { type: 'string', description: 'A row a line.' } },
      params: rowsParamsSchema,
      query: rowsQuerySchema,
      answers: {
        200: {
          description: 'What became of each row, in their order. To a stream: a line a row as it is written.',
          schema: rowsAnswerSchema,
          others: { [lines]: rowLineSchema },
        },
      },
      refusals: ['payload_too_large', 'batch_conflict'],
      async respond({ params, query, incoming, headers, caller }) {
        const { table } = parseInput(rowsParamsSchema, params, 'path');
        const { source, batch, results = 'all' } = parseInput(rowsQuerySchema, query, 'query');
        const given = headers['content-type'];
        const type = given === undefined ? undefined : (/^\s*([^;\s]+)/.exec(given)?.[1] ?? '').toLowerCase();
        if (type === lines) {
          if (batch !== undefined) throw streamedBatch();
          const write = async (given: readonly PlainRow[]) => {
            // it may go on for days, in which a token can be revoked
            if (!(await caller.isStillIn())) throw noLongerIn();
            return await rows.write(table, given, { ...(source && { source }) });
          };
          const onError = (error: PerennialError) => log.warn({ code: error.code, table }, error.message);
          const answer = Readable.from(answerLines(unpacked(incoming), write, results === 'all', onError));
          return { status: 200, headers: { 'X-Accel-Buffering': 'no' }, stream: answer, type: lines };
        }
        if (type !== undefined && type !== 'application/json') throw otherType(given ?? '');
        const body = parseInput(rowsBodySchema, (await readJson(incoming, bodyLimit)) ?? {}, 'body');
        const written = await rows.write(table, body.rows, { ...(source && { source }), ...(batch && { batch }) });
        const counts = noCounts();
        addCounts(counts, written.results, written.released);
        return { status: 200, body: { results: written.results.map(presentResult), counts } };
      },
    },
  ];
}

type Write = (rows: readonly PlainRow[]) => ReturnType<Ports['rows']['write']>;

async function* answerLines(
  incoming: Readable,
  write: Write,
  all: boolean,
  onError: (error: PerennialError) => void,
): AsyncGenerator<string> {
  const counts = noCounts();
  let line = 0;
  try {
    const limits = { most: rowsAtOnce, mostBytes: bytesAtOnce, longest: longestLine, idle };
    for await (const chunk of oneAhead(readLines(incoming, limits))) {
      const read = chunk.map(readRow);
      const given = read.flatMap((each) => (each !== null && 'row' in each ? [each.row] : []));
      const { results, released } = given.length === 0 ? { results: [], released: 0 } : await write(given);
      addCounts(counts, results, released);
      let next = 0;
      let text = '';
      for (const each of read) {
        line++;
        if (each === null) continue; // a blank line is no row
        const presented = 'row' in each ? presentResult(results[next++]) : each.refused;
        if ('refused' in each) addRefused(counts);
        if (all || presented.problems !== undefined) text += `${JSON.stringify({ line, ...presented })}\n`;
      }
      if (text !== '') yield text;
    }
    yield `${JSON.stringify({ done: true, counts })}\n`;
  } catch (error) {
    const known =
      error instanceof PerennialError
        ? error
        : new PerennialError('internal', 'The stream ended early.', 'Send it again from this line on.', {}, error);
    onError(known);
    const { code, detail: message, remedy } = toProblem(known);
    yield `${JSON.stringify({ error: { code, message, remedy }, line: line + 1 })}\n`;
  }
}

type ReadLine = { readonly row: PlainRow } | { readonly refused: PresentedRow };

/** null: blank. */
function readRow(line: Line): ReadLine | null {
  if (line === null) return refusedLine(`The line is longer than ${longestLine} bytes.`, 'Send shorter texts.');
  const text = line.toString('utf8').trim();
  if (text === '') return null;
  if (!isUtf8(line)) return refusedLine('The line is not UTF-8.', 'Send JSON as UTF-8.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refusedLine(`The line is not JSON: ${(error as Error).message}.`, 'Send one object on each line.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refusedLine('The line is JSON, but not an object.', 'Send one object on each line.');
  if (measureValue(value).depth > mostDeep)
    return refusedLine(`The line is nested more than ${mostDeep} deep.`, 'Send the fields of the table.');
  const found = /\\u(0000|d[89a-f])/i.test(text) ? findUnstorable(value) : null;
  if (found !== null) return refusedLine(`${found.path.join('.')}: ${found.problem}.`, 'Correct the field.');
  return { row: value as PlainRow };
}

function refusedLine(message: string, remedy: string): ReadLine {
  return { refused: { status: 'rejected', problems: [{ field: '', code: 'invalid_value', message, remedy }] } };
}

function presentResult({ status, problems }: RowResult): PresentedRow {
  if (problems.length === 0) return { status };
  return {
    status,
    problems: problems.map((problem) => ({
      field: problem.column,
      code: codeOf(problem),
      message: `${problem.column}${problem.value === '' ? '' : ` ${JSON.stringify(problem.value)}`} ${problem.reason}`,
      remedy: status === 'parked' ? 'It goes in by itself when the row that it names comes.' : problem.remedy,
    })),
  };
}

function noCounts(): RowCounts {
  const statuses = Object.fromEntries(rowStatuses.map((status) => [status, 0])) as Omit<RowCounts, 'rows' | 'released'>;
  return { rows: 0, ...statuses, released: 0 };
}

function addCounts(counts: RowCounts, results: readonly RowResult[], released: number): void {
  counts.rows += results.length;
  counts.released += released;
  for (const { status } of results) counts[status]++;
}

function addRefused(counts: RowCounts): void {
  counts.rows++;
  counts.rejected++;
}

function otherType(type: string): PerennialError {
  return new PerennialError(
    'unsupported_media_type',
    `The body's content type is ${JSON.stringify(type)}.`,
    `Send {"rows": [...]} with the header "Content-Type: application/json", or a row a line with "Content-Type: ${lines}".`,
  );
}

function noLongerIn(): PerennialError {
  return new PerennialError(
    'unauthorized',
    'The token or session was good when the stream began, and is no longer.',
    'Go on from this line with another token.',
  );
}

function streamedBatch(): PerennialError {
  return new ImpossibleInput(
    'invalid_input',
    'A stream has no batch key: it is written as it comes.',
    'Leave batch out: rows are found again by their ids, so a stream can be sent again.',
  );
}
