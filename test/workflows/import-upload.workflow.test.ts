import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { openImports } from '../../api/imports.ts';
import type { Ports } from '../../api/ports.ts';
import { createPretendControl } from '../../control/pretend-control.ts';
import { createUploadControl } from '../../control/upload-control.ts';
import type { FileReport } from '../../ingest/import-report.ts';
import type { Inspection } from '../../ingest/inspect/inspection.ts';
import { dataSummary } from '../../store/crm/data-summary.ts';
import { removeSynthetic } from '../../store/crm/remove-synthetic.ts';
import type { Upload } from '../../store/uploads/uploads.ts';
import { type RunningPipeline, startPipeline, testLimits } from './running-pipeline.ts';

let pipeline: RunningPipeline;
let imports: Ports['imports'];
before(async () => {
  pipeline = await startPipeline({ seed: null });
  const { client, database, installation, config } = pipeline;
  const uploads = createUploadControl({ client, database, installation, limits: testLimits });
  imports = openImports(database, { uploads, uploadFolder: config.uploadFolder });
});
after(() => pipeline?.close());

const limit = 1_000;
const send = (name: string, content: string) =>
  imports.receive(Readable.from([Buffer.from(content)]), { name, by: 'Max', limit });

/** Once its step has ended. */
async function ended({ id }: Upload): Promise<Upload> {
  await pipeline.client.workflow
    .getHandle(pipeline.installation.importUpload(id))
    .result()
    .catch(() => {});
  return await imports.read(id);
}

describe('a file that is sent', () => {
  const content =
    'external_id,name,phone,created_at\nc-1,Anna,+43 660 1234567,2026-01-05\nc-2,Otto,+43 660 7654321,soon\n';
  let sent: Upload;

  it('is looked at, tried without a trace, and imported; what was rejected comes back as a file', async () => {
    sent = await ended(await send('contacts.csv', content));
    const { columns, rejected } = sent.inspection as Inspection;
    assert.deepEqual([sent.state, rejected, columns[1]?.uses], ['waiting', 1, ['contacts.name']]);
    assert.doesNotMatch(JSON.stringify(sent.inspection), new RegExp(pipeline.config.home));

    const tried = await ended(await imports.begin(sent.id, 'try', null));
    assert.deepEqual(
      [tried.state, (tried.trial as FileReport).stored, (tried.trial as FileReport).batch],
      ['waiting', 1, null],
    );
    assert.equal((await dataSummary(pipeline.database)).contacts, 0);

    const done = await ended(await imports.begin(sent.id, 'import', null));
    const { stored, batch } = done.report as FileReport;
    assert.deepEqual([done.state, stored, (await dataSummary(pipeline.database)).contacts], ['imported', 1, 1]);
    assert.equal(done.inspection, null);
    assert.deepEqual(await readdir(`${pipeline.config.uploadFolder}/${sent.id}`), ['contacts.csv.rejects.csv']);
    const { stream } = await imports.rejects(sent.id);
    const rejects = await text(stream ?? assert.fail());
    assert.match(rejects, /^external_id,name,phone,created_at,rejected_line,rejected_reason\r\nc-2,Otto,.*,3,/);

    const mended = rejects.replace(',soon,', ',2026-01-06,');
    const again = await ended(await send('contacts.csv.rejects.csv', mended));
    await ended(await imports.begin(again.id, 'import', null));
    assert.equal((await dataSummary(pipeline.database)).contacts, 2);
    const { rows: all } = await imports.listImports({ limit: 10, after: null });
    assert.deepEqual(
      all.map(({ file }) => file),
      ['contacts.csv.rejects.csv', 'contacts.csv'],
    );
    await imports.undo(batch ?? assert.fail());
    assert.equal((await dataSummary(pipeline.database)).contacts, 1);
  });

  it('is not imported twice by one order, nor worked on by two at once', async () => {
    await assert.rejects(imports.begin(sent.id, 'import', null), { code: 'invalid_input' });
    await pipeline.database.query(`update uploads set state = 'working' where id = $1`, [sent.id]);
    await assert.rejects(imports.begin(sent.id, 'try', null), { code: 'already_running' });
    // Temporal knows of nothing: a person gets out of it
    assert.equal((await imports.cancel(sent.id)).error?.code, 'cancelled');
  });

  it('keeps why it could not be read, with what to do, and can be looked at with a mapping of one’s own', async () => {
    const unknown = await ended(await send('list.csv', 'Ref,Wer,Wann\nc-9,Eva,05.01.2026\n'));
    const mapping = 'name: ours\ntables:\n  contacts:\n    external_id: Nummer\n    name: Wer\n    created_at: Wann\n';
    const refused = await ended(await imports.begin(unknown.id, 'inspect', { mapping }));
    assert.deepEqual([refused.state, refused.error?.code], ['failed', 'invalid_input']);
    assert.match(refused.error?.message ?? '', /Nummer/);
    assert.notEqual(refused.error?.remedy, '');
    assert.doesNotMatch(JSON.stringify(refused.error), new RegExp(pipeline.config.home));
    const right = await ended(
      await imports.begin(unknown.id, 'inspect', { mapping: mapping.replace('Nummer', 'Ref') }),
    );
    assert.equal((right.inspection as Inspection).stored, 1);
    assert.equal(((await ended(await imports.begin(unknown.id, 'import', null))).report as FileReport).stored, 1);
  });

  it('may be a chat, of which a person says who the business is', async () => {
    const chat =
      '05/01/2026, 10:00 - Ana Silva: Hello\n05/01/2026, 10:05 - Shop: Good morning\n05/01/2026, 10:06 - Otto: Me too\n';
    const asked = await ended(await send('chat.txt', chat));
    assert.deepEqual([asked.state, asked.error?.senders], ['failed', ['Ana Silva', 'Shop', 'Otto']]);
    const known = await ended(await imports.begin(asked.id, 'inspect', { us: ['Shop'] }));
    assert.deepEqual([known.state, known.error, (known.inspection as Inspection).read], ['waiting', null, 3]);
  });

  it('may be given another meaning when an import stored nothing of it', async () => {
    const undated = await ended(
      await send('people.csv', 'Customer No,Full name,Mobile\n100,Maria Huber,+43 660 1112223\n'),
    );
    const tried = await ended(await imports.begin(undated.id, 'import', null));
    assert.deepEqual([tried.state, tried.report, (tried.trial as FileReport).rejected], ['waiting', null, 1]);
    const { text: mapping } = tried.inspection as Inspection;
    const dated = `${mapping}    created_at: { value: 2026-01-05 }\n`;
    await ended(await imports.begin(undated.id, 'inspect', { mapping: dated }));
    const done = await ended(await imports.begin(undated.id, 'import', null));
    assert.deepEqual([done.state, (done.report as FileReport).stored], ['imported', 1]);
  });

  it('leaves nothing behind when it is too long, empty or named like a path', async () => {
    await assert.rejects(send('big.csv', 'x'.repeat(limit + 1)), { code: 'payload_too_large' });
    await assert.rejects(send('empty.csv', ''), { code: 'invalid_input' });
    const before = (await readdir(pipeline.config.uploadFolder)).length;
    const { name } = await ended(await send('../../etc/passwd.csv', content));
    assert.deepEqual([name, (await readdir(pipeline.config.uploadFolder)).length], ['passwd.csv', before + 1]);
  });
});

describe('a pretend business', () => {
  it('goes from nothing to lists of three models, and is removed with everything that came of it', async () => {
    const { client, database, installation } = pipeline;
    const pretend = createPretendControl({ client, installation, limits: testLimits, candidates: 1 });
    assert.equal((await pretend.status()).state, 'none');
    await database.query('delete from contacts');
    await pretend.start();
    await pretend.start(); // shares it
    await client.workflow.getHandle(installation.pretendBusiness).result();
    assert.equal((await pretend.status()).state, 'done');
    const batches = await database.query<{ model: string; subjects: number }>(
      'select model, subjects from prediction_batches',
    );
    assert.deepEqual(batches.map(({ model }) => model).toSorted(), ['churn', 'engagement', 'lead_scoring']);
    assert.ok(batches.every(({ subjects }) => subjects > 0));
    const removed = await removeSynthetic(database);
    assert.deepEqual(removed, { contacts: 200, versions: 3 });
    const [left] = await database.query<{ left: number }>(
      `select (select count(*) from predictions) + (select count(*) from champions) + (select count(*) from contacts) as left`,
    );
    assert.equal(left.left, 0);
  });
});
