import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { requireOwnArtifacts } from '../../control/own-artifacts.ts';
import { type Blobs, openBlobs } from '../../store/artifacts/blobs.ts';
import { readInstallation } from '../../store/installation.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { addVersion, openHistory } from '../serving/random-model.ts';
import { openTestDatabase } from '../store/test-database.ts';

const database = await openTestDatabase({ poolSize: 4 });
const { id } = await readInstallation(database);
await openHistory(database);

describe('a worker at its start', () => {
  let [blobs, folder]: [Blobs, string] = open();

  function open(): [Blobs, string] {
    const folder = temporaryFolder();
    return [openBlobs(folder), folder];
  }
  beforeEach(async () => {
    [blobs, folder] = open();
    await database.query('update installation set artifacts_place = null');
    await database.query('truncate model_versions cascade');
  });

  it('marks the artifacts of a new installation, and the next one finds the mark', async () => {
    await Promise.all([requireOwnArtifacts(database, blobs, folder), requireOwnArtifacts(database, blobs, folder)]);
    assert.equal(await blobs.readMark(), id);
    await requireOwnArtifacts(database, blobs, folder);
  });

  it('refuses another folder than the one that was marked, and names both', async () => {
    await requireOwnArtifacts(database, blobs, folder);
    const [other, itsFolder] = open();
    await assert.rejects(requireOwnArtifacts(database, other, itsFolder), ({ code, message, remedy }) => {
      assert.equal(code, 'invalid_configuration');
      assert.ok(message.includes(folder) && message.includes(itsFolder));
      assert.match(remedy, /PERENNIAL_ARTIFACTS/);
      return true;
    });
    assert.equal(await other.readMark(), null);
  });

  it('takes a folder that the artifacts were moved to with their mark', async () => {
    await requireOwnArtifacts(database, blobs, folder);
    const [moved, itsFolder] = open();
    await moved.writeMark(id);
    await requireOwnArtifacts(database, moved, itsFolder);
    await assert.rejects(requireOwnArtifacts(database, open()[0], 'elsewhere'), { message: new RegExp(itsFolder) });
  });

  it('refuses the artifacts of another installation', async () => {
    await blobs.writeMark('3f0c');
    await assert.rejects(requireOwnArtifacts(database, blobs, folder), { message: /another installation, 3f0c/ });
  });

  it('of an earlier release marks the folder only where its models are', async () => {
    await addVersion({ database, blobs }, 'churn', 1);
    const [empty, itsFolder] = open();
    await assert.rejects(requireOwnArtifacts(database, empty, itsFolder), { message: /none of its models is there/ });
    await requireOwnArtifacts(database, blobs, folder);
    assert.equal(await blobs.readMark(), id);
  });
});
