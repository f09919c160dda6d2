import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mostAttributes, parseAttributeName } from '../../domain/attributes.ts';
import type { ColumnTimes } from '../../domain/quality/leakage.ts';
import { type AttributeRow, chooseAttributes, tableOfRows } from '../../models/attributes/choose-attributes.ts';
import { numberOf, readAttributes, textOf } from '../../models/attributes/read-attribute.ts';

const rows = 400;
const isOutcome = (label: number) => label >= 70;

/** A lead of each row; `texts` by column, of the row's number. */
function leads(texts: Readonly<Record<string, (at: number) => string | undefined>>): AttributeRow[] {
  return Array.from({ length: rows }, (_, at) => ({
    subject: `l${at}`,
    contact: `c${at}`,
    label: at % 3 === 0 ? 80 : 5,
    attributes: Object.fromEntries(
      Object.entries(texts).flatMap(([column, textAt]) => {
        const text = textAt(at);
        return text === undefined ? [] : [[`lead:${column}`, text]];
      }),
    ),
  }));
}

function choose(
  texts: Parameters<typeof leads>[0],
  options: { off?: boolean; withSuspects?: readonly string[] } = {},
  times: ReadonlyMap<string, ColumnTimes> = new Map(),
) {
  const names = Object.keys(texts).map((column) => `lead:${column}`);
  return chooseAttributes(names, tableOfRows(leads(texts)), isOutcome, times, {
    off: false,
    withSuspects: [],
    ...options,
  });
}

const cities = ['Lisbon', 'Porto', 'Faro', 'Braga'];
const columns: readonly {
  readonly what: string;
  readonly text: (at: number) => string | undefined;
  readonly becomes: 'number' | 'category' | RegExp;
}[] = [
  { what: 'a few texts', text: (at) => cities[at % 4], becomes: 'category' },
  { what: 'yes and no', text: (at) => (at % 5 === 0 ? 'Yes' : 'No'), becomes: 'category' },
  { what: '0 and 1', text: (at) => String(at % 2), becomes: 'category' },
  { what: 'one value or none', text: (at) => (at % 4 === 0 ? 'VIP' : undefined), becomes: 'category' },
  { what: 'whole numbers', text: (at) => String(at % 40), becomes: 'number' },
  { what: 'numbers with signs', text: (at) => `$1,${String(at % 90).padStart(3, '0')}.50`, becomes: 'number' },
  { what: 'numbers with decimal commas', text: (at) => `${at % 50},5`, becomes: 'number' },
  { what: 'numbers with fractions, all different', text: (at) => String(at / 7), becomes: 'number' },
  { what: 'ids', text: (at) => `lead-${at}`, becomes: /a text of its own/ },
  { what: 'numbers of rows', text: (at) => String(660_737 - 3 * at), becomes: /a whole number of its own/ },
  { what: 'dates', text: (at) => `2026-0${1 + (at % 9)}-1${at % 7}`, becomes: /^a date/ },
  {
    what: 'what somebody wrote',
    text: (at) => `They called about order ${at} and want it soon, as far as I see`,
    becomes: /text of its own/,
  },
  { what: 'one value', text: () => 'No', becomes: /^one value only$/ },
  { what: 'almost one value', text: (at) => (at < 3 ? 'Yes' : 'No'), becomes: /^the same for all but 3$/ },
  { what: 'hardly any value', text: (at) => (at < 3 ? 'Yes' : undefined), becomes: /^a value for 3 of 400 only$/ },
  { what: 'blanks', text: () => ' n/a ', becomes: /^no value/ },
];

describe('an attribute', () => {
  for (const { what, text, becomes } of columns) {
    const isKind = becomes === 'number' || becomes === 'category';
    it(`of ${what} ${isKind ? `is a ${becomes}` : 'is left out, with the reason'}`, () => {
      const { attributes, report } = choose({ Column: text });
      const [left] = report.leftOut;
      if (isKind) assert.deepEqual([attributes[0]?.kind, left], [becomes, undefined]);
      else assert.match(left?.reason ?? '', new RegExp(becomes));
    });
  }

  it('has a name that tells its table', () => {
    assert.deepEqual(parseAttributeName('lead:Time: on site'), { table: 'lead', column: 'Time: on site' });
    assert.equal(parseAttributeName('reply_rate'), null);
  });

  it('is read as one value however blanks are written, and the same in training and serving', () => {
    assert.deepEqual(
      [textOf(' Rio  de Janeiro '), textOf('N/A'), textOf(''), textOf(undefined)],
      ['Rio de Janeiro', null, null, null],
    );
    const numbers = ['1250', '1,250.5', '1.250,50', '12,5', '45%', '-3', '12 kg', 'many'].map(numberOf);
    assert.deepEqual(numbers, [1250, 1250.5, 1250.5, 12.5, 45, -3, Number.NaN, Number.NaN]);
    const read = readAttributes({ 'lead:Budget': '$12', 'lead:City': 'Faro' }, [
      { name: 'lead:Budget', kind: 'number' },
      { name: 'lead:City', kind: 'category' },
      { name: 'lead:Gone', kind: 'category' },
    ]);
    assert.deepEqual(read, { 'lead:Budget': 12, 'lead:City': 'Faro', 'lead:Gone': null });
  });
});

describe('the choice of attributes', () => {
  const tags = (at: number) => (at % 3 === 0 ? 'Closed' : at % 3 === 1 ? 'Ringing' : undefined);

  it('names a suspect and leaves it out, unless it is asked for', () => {
    const found = choose({ Tags: tags, City: (at) => cities[at % 4] });
    assert.deepEqual(
      found.attributes.map(({ name }) => name),
      ['lead:City'],
    );
    assert.deepEqual(
      found.report.suspects.map(({ name, used }) => [name, used]),
      [['lead:Tags', false]],
    );
    for (const wanted of ['Tags', 'lead:tags']) {
      const asked = choose({ Tags: tags }, { withSuspects: [wanted] });
      assert.deepEqual(
        asked.attributes.map(({ name }) => name),
        ['lead:Tags'],
      );
      assert.deepEqual(
        asked.report.suspects.map(({ used }) => used),
        [true],
      );
    }
  });

  it('says that a column that was asked for is not there', () => {
    const { report } = choose({ City: (at) => cities[at % 4] }, { withSuspects: ['Tag'] });
    assert.deepEqual(report.leftOut, [{ name: 'Tag', reason: 'asked for, and there is no such column' }]);
  });

  it('knows suspects by their dates, though they tell nothing at the moment', () => {
    const times = { ended: 100, filledAfter: 90, changedAfter: 0, open: 200, changedOpen: 2 };
    const { report } = choose({ City: (at) => cities[at % 4] }, {}, new Map([['lead:City', times]]));
    assert.deepEqual(
      report.suspects.map(({ name }) => name),
      ['lead:City'],
    );
  });

  it('is of those that tell most subjects apart, whatever the labels', () => {
    const many = Object.fromEntries(
      Array.from({ length: mostAttributes + 3 }, (_, at) => [
        `Column ${at}`,
        (row: number) => String(row % 100 < at + 5 ? 'a' : 'b'),
      ]),
    );
    const { attributes, report } = choose(many);
    assert.equal(attributes.length, mostAttributes);
    assert.deepEqual(report.leftOut.map(({ name }) => name).sort(), [
      'lead:Column 0',
      'lead:Column 1',
      'lead:Column 2',
    ]);
  });

  it('is of nothing where attributes are off', () => {
    const { attributes, report } = choose({ City: (at) => cities[at % 4] }, { off: true });
    assert.deepEqual([attributes, report.off], [[], true]);
  });
});
