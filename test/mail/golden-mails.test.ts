import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { alertRules } from '../../domain/alerts/rules.ts';
import { decodePng } from './decode-png.ts';
import { goldenFiles, goldenFolder } from './golden-files.ts';
import { goldenMails } from './golden-mails.ts';

describe('the mails', () => {
  it('are word for word those in test/mail/golden (npx node test/mail/write-golden.ts writes them anew)', async () => {
    for (const { file, text } of goldenMails.flatMap(goldenFiles)) {
      assert.equal(await readFile(join(goldenFolder, file), 'utf8'), text, file);
    }
    const files = await readdir(goldenFolder);
    assert.deepEqual(
      files.sort(),
      goldenMails
        .flatMap(goldenFiles)
        .map(({ file }) => file)
        .sort(),
    );
  });

  it('cover every rule that people are mailed about, and every cause', () => {
    const mailed = alertRules.filter(({ mails }) => mails).map(({ id }) => id);
    assert.deepEqual([...new Set(goldenMails.flatMap(({ rules }) => rules))].sort(), mailed.sort());
    const causes = [
      'circumstance',
      'deployment',
      'inputs_moved',
      'labels_due',
      'missing_data',
      'weak',
      'world_changed',
    ];
    assert.deepEqual([...new Set(goldenMails.flatMap((each) => each.causes))].sort(), causes);
  });

  it('say first that the serving model is unchanged where a candidate was refused, and ask nobody to train again', () => {
    const refused = goldenMails.find(({ name }) => name === 'candidate-refused');
    assert.match(refused?.mail.subject ?? '', /^ML Model Performance Alert: .*\(MAE=25\.11, R²=-0\.13\)$/);
    assert.match(
      refused?.mail.body ?? '',
      /^The lead scoring model that serves is unchanged: version 2026-08-02\.1, MAE=8\.10/,
    );
    assert.doesNotMatch(refused?.mail.body ?? '', /degraded|perennial train/);
  });

  it('offer a rollback where a deployment made it worse, and nowhere else', () => {
    const offering = goldenMails.filter(({ mail }) => mail.body.includes('npx perennial rollback'));
    assert.deepEqual(
      offering.map(({ name }) => name),
      ['mae-bad-deployment', 'forced-deployment'],
    );
    assert.ok(
      offering.every(({ mail }) => mail.html?.includes('href="https://crm.example.org/#rollback-lead_scoring"')),
    );
  });

  it('carry charts that decode', () => {
    for (const { cid, png } of goldenMails.flatMap(({ mail }) => mail.charts ?? [])) {
      const { width, height } = decodePng(Buffer.from(png, 'base64'));
      assert.deepEqual([width, height], [1120, 440], cid);
    }
  });
});
