import { openReceiver } from '../delivery/receiver.ts';
import { openScoredBusiness } from '../delivery/scored-business.ts';
import { recordHistory } from './record-history.ts';
import { startPipeline } from './running-pipeline.ts';

/**
 * Records a delivery that failed once and slept, as `record-histories.ts` does for the other workflows:
 *
 *   node test/workflows/record-deliveries.ts [suffix]
 */
const suffix = process.argv[2] ?? '';
process.env.RECORDER_SECRET = 'whsec_cmVjb3JkZXI=';
const receiver = await openReceiver();
/** Without a name: workflows read the name from their task queue, which a replay doesn't have. */
const pipeline = await startPipeline({
  seed: null,
  workers: false,
  env: { PERENNIAL_INSTALLATION: '' },
  backoff: { firstWait: 1_000, longestWait: 1_000, giveUp: 60_000 },
});
try {
  const { database, client, installation } = pipeline;
  await pipeline.startWorkers(['orchestration']);
  const business = await openScoredBusiness(database);
  const { id } = await business.destination({
    settings: { url: receiver.url, secretFrom: { env: 'RECORDER_SECRET' }, allowPrivate: true },
    events: ['incident.fired'],
  });
  receiver.answer = () => (receiver.received.length === 1 ? 500 : 204);
  await database.query(`select perennial_put_out('incident.fired', 'incident/1', '{}')`);
  await receiver.until(() => receiver.received.length === 2);
  await client.workflow.getHandle(installation.deliverEvents(id)).result();
  await recordHistory(client, `deliver-events${suffix}`, installation.deliverEvents(id));
} finally {
  await pipeline.close();
  await receiver.leave();
}
process.exit(0);
