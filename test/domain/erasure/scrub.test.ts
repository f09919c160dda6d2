import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createScrubber } from '../../../domain/erasure/scrub.ts';
import type { PersonTraces } from '../../../domain/erasure/traces.ts';

const none = {
  leads: [],
  conversations: [],
  messages: [],
  campaign_events: [],
  purchases: [],
  support_tickets: [],
};
const ann: PersonTraces = {
  ids: ['7', 'chatwoot:7'],
  phones: ['+15550100001'],
  emails: ['ann@example.com'],
  names: ['Ann Smith', 'Ann'],
  rows: { ...none, leads: ['lead-000017'], messages: ['m1'] },
  texts: ['Where is my parcel, please?', 'yes'],
};
const scrubber = createScrubber(ann);

test('phones, e-mails, full names, long texts and long ids are found wherever they stand', () => {
  assert.equal(
    scrubber.text('phone "+15550100001" of Ann Smith <Ann@Example.com>, 15550100001, lead-000017 and chatwoot:7'),
    'phone "(erased)" of (erased) <(erased)>, (erased), (erased) and (erased)',
  );
  assert.equal(scrubber.text('she wrote: Where is my parcel, please? Twice.'), 'she wrote: (erased) Twice.');
});

test('short ids and texts are found only where they are all of a value, or in quotation marks', () => {
  const others = '7 rows of m17; yes, lead-0000171, +155501000012 and Ann-Marie';
  assert.equal(scrubber.text(others), others);
  assert.equal(scrubber.text('contact "7" is not there'), 'contact "(erased)" is not there');
  assert.deepEqual(scrubber.json({ id: '7', count: 7, rows: ['m1', 'm2'], Ann: 'Ann', 'lead-000017': 'yes' }), {
    id: '(erased)',
    count: 7,
    rows: ['(erased)', 'm2'],
    Ann: '(erased)',
    '(erased)': 'yes',
  });
  const among = createScrubber(ann, { careful: true });
  assert.deepEqual(among.json({ state: '7', by: 'Ann', of: 'ann@example.com' }), {
    state: '7',
    by: 'Ann',
    of: '(erased)',
  });
});

test('what holds nothing of the person stays the very same', () => {
  const report = { read: 7, causes: [{ example: 'phone "12" is too short', rows: 3 }] };
  assert.equal(scrubber.json(report), report);
  assert.equal(scrubber.finds(JSON.stringify(report)), false);
});

test('the places in a log are those of the words alone', () => {
  const line = '{"msg":"no contact ann@example.com","id":"7","count":7}';
  assert.deepEqual(
    scrubber.spans(line).map(([from, to]) => line.slice(from, to)),
    ['ann@example.com', '7'],
  );
});
