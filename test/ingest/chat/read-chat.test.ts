import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PerennialError } from '../../../domain/errors.ts';
import { type ChatOptions, readChat } from '../../../ingest/chat/read-chat.ts';

const us = { us: ['My Bakery'] };

/** [moment, sender, kind, text] of each record. */
function rows(lines: readonly string[], options: ChatOptions = us, file = 'chat.txt'): string[][] {
  return readChat(lines, file, options).records.map(({ cells: [moment, sender, text, kind] }) => [
    moment,
    sender,
    kind,
    text,
  ]);
}

function moments(lines: readonly string[], options: ChatOptions = us): string[] {
  return rows(lines, options).map(([moment]) => moment);
}

test('an iPhone’s chat gives a record a message, with lines that go on and what the system said', () => {
  const lines = [
    '[12/03/2026, 14:05:11] My Bakery: \u200eMessages and calls are end-to-end encrypted.',
    '[12/03/2026, 14:05:11] Ana Silva: Hi! How much is it: 40?',
    '[12/03/2026, 14:06:11] My Bakery: 45 USD,',
    '',
    'delivery included',
    '\u200e[13/03/2026, 09:00:00] Ana Silva: \u200eimage omitted',
  ];
  assert.deepEqual(rows(lines), [
    ['2026-03-12T14:05:11', 'My Bakery', 'system', 'Messages and calls are end-to-end encrypted.'],
    ['2026-03-12T14:05:11', 'Ana Silva', 'text', 'Hi! How much is it: 40?'],
    ['2026-03-12T14:06:11', 'My Bakery', 'text', '45 USD,\n\ndelivery included'],
    ['2026-03-13T09:00:00', 'Ana Silva', 'media', ''],
  ]);
  assert.deepEqual(
    readChat(lines, 'chat.txt', us).records.map(({ line }) => line),
    [1, 2, 3, 6],
  );
});

test('an Android phone’s chat gives the same, its system lines without a name', () => {
  const lines = [
    '13/03/26, 14:05 - Messages and calls are end-to-end encrypted.',
    '13/03/26, 14:05 - Ana Silva: Hi! How much is the cake? 🎂',
    '13/03/26, 14:06 - My Bakery: <Media omitted>',
    '13/03/26, 14:07 - Ana Silva: IMG-20260313-WA0001.jpg (file attached)',
    'this one, please',
    '13/03/26, 14:08 - Ana Silva changed the subject to "Cakes: 2026"',
    '13/03/26, 14:09 - Ana Silva: null',
  ];
  assert.deepEqual(rows(lines), [
    ['2026-03-13T14:05:00', '', 'system', 'Messages and calls are end-to-end encrypted.'],
    ['2026-03-13T14:05:00', 'Ana Silva', 'text', 'Hi! How much is the cake? 🎂'],
    ['2026-03-13T14:06:00', 'My Bakery', 'media', ''],
    ['2026-03-13T14:07:00', 'Ana Silva', 'media', 'this one, please'],
    ['2026-03-13T14:08:00', '', 'system', 'Ana Silva changed the subject to "Cakes: 2026"'],
    ['2026-03-13T14:09:00', 'Ana Silva', 'media', ''],
  ]);
});

for (const [name, line, moment] of [
  ['a narrow no-break space before PM', '3/13/26, 2:05\u202fPM - Ana: hi', '2026-03-13T14:05:00'],
  ['midnight by the American clock', '3/13/26, 12:05 AM - Ana: hi', '2026-03-13T00:05:00'],
  ['noon by the American clock', '[3/13/26, 12:05:09\u202fPM] Ana: hi', '2026-03-13T12:05:09'],
  ['an Indian phone', '13/03/26, 2:05\u202fpm - Ana: hi', '2026-03-13T14:05:00'],
  ['a German phone', '13.03.26, 14:05 - Ana: hi', '2026-03-13T14:05:00'],
  ['a German iPhone', '[13.03.26, 14:05:11] Ana: hi', '2026-03-13T14:05:11'],
  ['a Brazilian phone', '13/03/2026 14:05 - Ana: hi', '2026-03-13T14:05:00'],
  ['a Spanish phone', '13/3/26, 2:05\u00a0p.\u00a0m. - Ana: hi', '2026-03-13T14:05:00'],
  ['a Finnish iPhone', '[13.3.2026 klo 14.05.11] Ana: hi', '2026-03-13T14:05:11'],
  ['a Japanese phone', '2026/03/13 14:05 - Ana: hi', '2026-03-13T14:05:00'],
  ['a Chinese phone', '2026/3/13 下午2:05 - Ana: hi', '2026-03-13T14:05:00'],
  ['a Korean phone', '2026. 3. 13. 오후 2:05, Ana : hi', '2026-03-13T14:05:00'],
  ['a Swedish iPhone', '[2026-03-13, 14:05:11] Ana: hi', '2026-03-13T14:05:11'],
  ['an Arabic phone', '\u200f١٣/٣/٢٠٢٦، ٢:٠٥\u202fم - Ana: hi', '2026-03-13T14:05:00'],
  ['an Indian phone in Hindi digits', '१३/०३/२०२६, १४:०५ - Ana: hi', '2026-03-13T14:05:00'],
] as const) {
  test(`${name} is understood`, () => {
    const [[read, sender, kind, text]] = rows([line, line.replace('Ana', 'My Bakery').replace(' : ', ' : ')]);
    assert.deepEqual([read, sender, kind, text], [moment, 'Ana', 'text', 'hi']);
  });
}

test('a number above 12 anywhere in the file decides between day and month', () => {
  const with13 = (last: string) => moments(['02/03/26, 10:00 - Ana: a', '02/04/26, 10:00 - My Bakery: b', last]);
  assert.equal(with13('13/04/26, 10:00 - Ana: c')[0], '2026-03-02T10:00:00');
  assert.equal(with13('04/13/26, 10:00 - Ana: c')[0], '2026-02-03T10:00:00');
});

test('that time goes forward decides where no number does', () => {
  assert.equal(moments(['02/01/26, 10:00 - Ana: a', '01/02/26, 10:00 - My Bakery: b'])[0], '2026-01-02T10:00:00');
  assert.equal(moments(['01/02/26, 10:00 - Ana: a', '02/01/26, 10:00 - My Bakery: b'])[0], '2026-01-02T10:00:00');
});

test('what neither decides is said, with both readings, and can be told', () => {
  const lines = ['02/03/26, 10:00 - Ana: a', '02/03/26, 10:01 - My Bakery: b'];
  const { records, notes } = readChat(lines, 'chat.txt', us);
  assert.equal(records[0].cells[0], '2026-03-02T10:00:00');
  assert.match(notes.join(), /02\/03\/26 was read as 2026-03-02; with --date-order mdy it is 2026-02-03\./);
  const told = readChat(lines, 'chat.txt', { ...us, dateOrder: 'mdy' });
  assert.equal(told.records[0].cells[0], '2026-02-03T10:00:00');
  assert.doesNotMatch(told.notes.join(), /date-order/);
});

test('an American clock without leading zeros is taken for an American date, and said', () => {
  const { records, notes } = readChat(['2/3/26, 1:00 PM - Ana: a', '2/3/26, 1:01 PM - My Bakery: b'], 'chat.txt', us);
  assert.equal(records[0].cells[0], '2026-02-03T13:00:00');
  assert.match(notes.join(), /--date-order dmy/);
});

for (const text of [
  ...['image omitted', 'Bild weggelassen', 'imagen omitida', 'imagem ocultada', 'image absente', 'immagine omessa'],
  ...['afbeelding weggelaten', 'görüntü dahil edilmedi', 'изображение опущено', 'gambar tidak disertakan'],
  ...['sticker omitted', 'GIF omitido', 'áudio ocultado', 'menu.pdf • \u200e3 pages \u200edocument omitted'],
  ...['<attached: 00000012-PHOTO-2026-03-12.jpg>', '<Anhang: 1.jpg>', 'تم استبعاد الصورة'],
]) {
  test(`"${text}" on an iPhone is something that isn't text`, () => {
    const [record] = rows([`[13/03/2026, 14:05:11] Ana: \u200e${text}`, '[13/03/2026, 14:05:11] My Bakery: x']);
    assert.deepEqual(record.slice(2), ['media', '']);
  });
}

for (const text of [
  '<Media omitted>',
  '<Medien ausgeschlossen>',
  '<Multimedia omitido>',
  '<Mídia oculta>',
  '<Médias omis>',
]) {
  test(`"${text}" on Android is something that isn't text`, () => {
    const [record] = rows([`13/03/26, 14:05 - Ana: ${text}`, '13/03/26, 14:05 - My Bakery: x']);
    assert.deepEqual(record.slice(2), ['media', '']);
  });
}

for (const text of [
  ...[
    'This message was deleted',
    'You deleted this message.',
    'Diese Nachricht wurde gelöscht.',
    'Eliminaste este mensaje',
  ],
  ...['Esta mensagem foi apagada', 'Você apagou esta mensagem', 'Ce message a été supprimé', 'تم حذف هذه الرسالة'],
]) {
  test(`"${text}" is a message without its text`, () => {
    const [record] = rows([`13/03/26, 14:05 - Ana: ${text}`, '13/03/26, 14:05 - My Bakery: x']);
    assert.deepEqual(record.slice(2), ['deleted', '']);
  });
}

test('the mark of an edited message is no part of it, and other words in angle brackets are', () => {
  const texts = [
    '45 USD <This message was edited>',
    '45 USD \u200e<Diese Nachricht wurde bearbeitet.>',
    'see <b>this</b>',
  ];
  const lines = [...texts.map((text) => `13/03/26, 14:05 - Ana: ${text}`), '13/03/26, 14:05 - My Bakery: x'];
  assert.deepEqual(
    rows(lines).map(([, , , text]) => text),
    ['45 USD', '45 USD', 'see <b>this</b>', 'x'],
  );
});

test('in a chat of two all messages belong to the other one', () => {
  const lines = ['13/03/26, 14:05 - Ana Silva: hi', '13/03/26, 14:06 - My Bakery: hello'];
  const { records, notes } = readChat(lines, 'chat.txt', { us: ['my  bakery'] });
  assert.deepEqual(
    records.map(({ cells }) => cells.slice(4)),
    [
      ['inbound', 'Ana Silva', '', 'Ana Silva'],
      ['outbound', 'Ana Silva', '', 'Ana Silva'],
    ],
  );
  assert.deepEqual(notes, ['A WhatsApp chat with Ana Silva: My Bakery is us.']);
});

test('somebody who is not in the address book is known by the number, whatever marks stand around it', () => {
  const lines = ['13/03/26, 14:05 - \u202a+55 11 98765-4321\u202c: oi', '13/03/26, 14:06 - My Bakery: oi'];
  assert.deepEqual(
    readChat(lines, 'chat.txt', us).records.map(({ cells }) => cells.slice(5)),
    [
      ['', '+55 11 98765-4321', '+55 11 98765-4321'],
      ['', '+55 11 98765-4321', '+55 11 98765-4321'],
    ],
  );
});

test('who is us may be told by a number written in another way', () => {
  const lines = ['13/03/26, 14:05 - Ana: oi', '13/03/26, 14:06 - +55 11 98765-4321: oi'];
  const [ana] = readChat(lines, 'chat.txt', { us: ['+5511987654321'] }).records;
  assert.equal(ana.cells[4], 'inbound');
});

for (const file of [
  ...['WhatsApp Chat with Ana Silva.txt', 'WhatsApp-Chat mit Ana Silva.txt', 'Chat de WhatsApp con Ana Silva.txt'],
  ...['Conversa do WhatsApp com Ana Silva.txt', 'exports/WhatsApp Chat - Ana Silva/_chat.txt'],
]) {
  test(`the name ${file} tells who is not us`, () => {
    const lines = ['13/03/26, 14:05 - Ana Silva: hi', '13/03/26, 14:06 - My Bakery: hello'];
    assert.deepEqual(
      readChat(lines, file, {}).records.map(({ cells }) => cells[4]),
      ['inbound', 'outbound'],
    );
  });
}

test('a chat that nobody answered belongs to the one whom the file is named for', () => {
  const [record] = readChat(['13/03/26, 14:06 - My Bakery: hello?'], 'WhatsApp Chat with Ana.txt', us).records;
  assert.deepEqual(record.cells.slice(4), ['outbound', 'Ana', '', 'Ana']);
});

test('an unknown business is refused with the names to choose from', () => {
  const lines = ['13/03/26, 14:05 - Ana: hi', '13/03/26, 14:06 - My Bakery: hello', '13/03/26, 14:07 - Ana: ok'];
  for (const options of [{}, { us: ['Bakery'] }]) {
    assert.throws(
      () => readChat(lines, 'chat.txt', options),
      (error: PerennialError) => {
        assert.ok(error instanceof PerennialError);
        assert.match(error.message, /Ana \(2\), My Bakery \(1\)\./);
        assert.match(error.remedy, /--us "Ana"/);
        assert.deepEqual(error.details.senders, ['Ana', 'My Bakery']);
        return true;
      },
    );
  }
});

test('in a group each writes for themself, and what we write belongs to nobody', () => {
  const lines = [
    '13/03/26, 14:05 - Rita created group "Cakes: all of them"',
    '13/03/26, 14:05 - Ana: hi all',
    '13/03/26, 14:06 - ~\u202fBob: hello',
    '13/03/26, 14:07 - My Bakery: welcome',
    '13/03/26, 14:08 - Rita left',
  ];
  const { records, notes } = readChat(lines, '/home/me/WhatsApp Chat with Cakes.txt', us);
  assert.deepEqual(
    records.map(({ cells: [, , , ...rest] }) => rest),
    [
      ['system', 'inbound', '', '', 'WhatsApp Chat with Cakes: '],
      ['text', 'inbound', 'Ana', '', 'WhatsApp Chat with Cakes: Ana'],
      ['text', 'inbound', 'Bob', '', 'WhatsApp Chat with Cakes: Bob'],
      ['to a group', 'outbound', '', '', 'WhatsApp Chat with Cakes: '],
      ['system', 'inbound', '', '', 'WhatsApp Chat with Cakes: '],
    ],
  );
  assert.match(notes.join(), /group of 2 people/);
});

test('the iPhone’s group that says what happened to it, in whatever language, is nobody', () => {
  const lines = [
    '[13.03.26, 14:05:11] Kuchen: \u200eDu hast die Gruppe erstellt',
    '[13.03.26, 14:06:11] Ana: Hallo',
    '[13.03.26, 14:06:12] Ana: \u200eპიქჩერი',
    '[13.03.26, 14:07:11] My Bakery: Willkommen',
  ];
  assert.deepEqual(
    rows(lines).map(([, sender, kind]) => [sender, kind]),
    [
      ['Kuchen', 'system'],
      ['Ana', 'text'],
      ['Ana', 'media'],
      ['My Bakery', 'text'],
    ],
  );
});

test('a date within a message is no head of another one', () => {
  const lines = [
    '13/03/26, 14:05 - Ana: when?',
    '14/03/26, at ten',
    '[14/03/26] or so',
    '13/03/26, 14:06 - My Bakery: ok',
  ];
  assert.deepEqual(
    rows(lines).map(([, , , text]) => text),
    ['when?\n14/03/26, at ten\n[14/03/26] or so', 'ok'],
  );
});
