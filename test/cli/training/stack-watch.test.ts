import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { watchStack } from '../../../cli/training/stack-watch.ts';
import { readConfig } from '../../../stack/config.ts';
import { identify } from '../../../stack/process-identity.ts';
import { removeRecord, writeRecord } from '../../../stack/stack-record.ts';
import { temporaryFolder } from '../../infrastructure.ts';

test('when a stack ends while a command waits on it, the error says how to go on', async () => {
  const home = temporaryFolder();
  const nowhere = { databaseUrl: 'postgresql://u@h/d', temporalAddress: undefined, temporalUiUrl: undefined };
  const process_ = { pid: process.pid, process: identify(process.pid), startedAt: new Date().toISOString() };
  writeRecord(home, { ...nowhere, ...process_, apiUrl: undefined });
  const { lost } = watchStack(readConfig({ PERENNIAL_HOME: home }));
  const alive = setInterval(() => {}, 1000); // the watch itself keeps no process alive
  removeRecord(home);
  await once(lost, 'abort');
  clearInterval(alive);
  assert.equal(lost.reason.code, 'temporal_unavailable');
  assert.match(lost.reason.remedy, /npm start/);
});

test('nothing is watched when this home has no stack', () => {
  const { lost, stop } = watchStack(readConfig({ PERENNIAL_HOME: temporaryFolder() }));
  assert.equal(lost.aborted, false);
  stop();
});
