import { openControls } from '../../../control/open-controls.ts';
import type { FileReport } from '../../../ingest/import-report.ts';
import { createSchedules } from '../../../schedules/schedules.ts';
import { toPerennialError } from '../../report-error.ts';
import type { Session } from '../../session/session.ts';

const byHand = 'npx perennial data sentiment';

/**
 * After an import of messages: has the sentiment of those without one measured in the background. The import stands whatever comes of it.
 * @returns what was done, as lines; none where no message was imported or measuring is off.
 */
export async function measureImported(
  { config, database, temporalAddress, owned }: Session,
  reports: readonly FileReport[],
): Promise<string[]> {
  const messages = reports.flatMap(({ tables }) => tables.filter(({ table }) => table === 'messages'));
  const isNew = messages.some(({ inserted, updated }) => inserted + updated > 0);
  if (!isNew || !config.measuresSentiment) return [];
  // servers of our own end with this command
  if (temporalAddress === undefined || owned)
    return [`   The sentiment of messages without one is not measured yet: ${byHand}`];
  try {
    const temporal = { ...config.temporal, address: temporalAddress };
    const controls = await openControls({ temporal, schedules: createSchedules(config.schedules), database });
    await controls.sentiment.fill().finally(controls.close);
    return [
      `   The sentiment of messages without one is measured in the background; how far it is: ${byHand} --status`,
    ];
  } catch (error) {
    const { message } = toPerennialError(error);
    return [`   The sentiment of messages without one could not be measured (${message}); later: ${byHand}`];
  }
}
