import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findMapping } from '../../../ingest/mapping/choose-mapping.ts';
import { readPresets } from '../../../ingest/mapping/read-presets.ts';
import { surveyFile } from '../../../ingest/table-file.ts';
import { projectRoot } from '../../../stack/project-root.ts';

const fixtures = join(projectRoot, 'test/ingest/presets');
const exports = readdirSync(fixtures, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(csv|txt)$/.test(name) && !name.endsWith('expected.txt'))
  .sort();

/** Where a file of the preset's system isn't named after the preset. */
const presetOf: Readonly<Record<string, string>> = {
  'chatwoot/contacts-export.csv': 'chatwoot/contacts',
  'hubspot/hubspot-deals-ui-export.csv': 'hubspot/deals',
  'mailchimp/campaigns.csv': 'mailchimp/activity',
  'mailchimp/cleaned_members.csv': 'mailchimp/members',
  'mailchimp/mailchimp-audience.csv': 'mailchimp/members',
  'mailchimp/subscribed_members.csv': 'mailchimp/members',
  'mailchimp/unsubscribed_members.csv': 'mailchimp/members',
  'odoo/leads-technical.csv': 'odoo/leads',
  'odoo/odoo-crm-lead.csv': 'odoo/leads',
  'odoo/whatsapp-messages.csv': 'odoo/messages',
  'chatwoot/chatwoot-contacts-sample.csv': 'chatwoot/contacts',
  'chatwoot/chatwoot-messages-words.csv': 'chatwoot/messages',
  'salesforce/contacts-report.csv': 'salesforce/contacts',
  'salesforce/opportunities-report.csv': 'salesforce/opportunities',
  'salesforce/email-messages.csv': 'salesforce/tasks',
  'salesforce/salesforce-dataloader-leads.csv': 'salesforce/leads',
  'salesforce/salesforce-leads.csv': 'salesforce/leads-report',
};

for (const name of exports) {
  test(`the export ${name} is recognised`, async () => {
    const file = join(fixtures, name);
    const { header } = await surveyFile(file, () => () => {}, undefined, { us: ['My Bakery', 'Meine Bäckerei'] });
    const [system, base] = [name.split(/[\\/]/)[0], name.replace(/^.*[\\/]/, '').replace(/\.\w+$/, '')];
    const shared = base.startsWith(`${system}-`) ? base.slice(system.length + 1) : base;
    const expected = presetOf[name] ?? (system === 'whatsapp' ? 'whatsapp/chat' : `${system}/${shared}`);
    assert.equal(findMapping({ file, header })?.by, `the preset ${expected}`);
  });
}

test('every preset has an export of its kind among the fixtures, but for technical names', async () => {
  const used = new Set<string>();
  for (const name of exports) {
    const file = join(fixtures, name);
    const { header } = await surveyFile(file, () => () => {}, undefined, { us: ['My Bakery', 'Meine Bäckerei'] });
    used.add(findMapping({ file, header })?.mapping.name ?? '');
  }
  const untried = readPresets().flatMap(({ mapping: { name } }) => (used.has(name) ? [] : [name]));
  assert.deepEqual(
    untried.filter((name) => !/, technical names$/.test(name)),
    [],
  );
});

test('ids of a preset stand behind the name of its system', () => {
  for (const { mapping, name } of readPresets()) assert.equal(mapping.source, name.split('/')[0], mapping.name);
});

test('no preset takes another system’s score or probability for a rating that people gave', () => {
  const folder = join(projectRoot, 'ingest/presets');
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.yaml')) continue;
    assert.doesNotMatch(readFileSync(join(folder, file), 'utf8'), /^\s*(score|scored_at):/m, file);
  }
});
