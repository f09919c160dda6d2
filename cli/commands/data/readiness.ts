import type { Command } from 'commander';
import { readReadiness } from '../../../control/data-readiness.ts';
import type { ModelName } from '../../../domain/models.ts';
import { openProfiler } from '../../../jobs/open-profiler.ts';
import { definitions } from '../../../models/registry.ts';
import { countParked } from '../../../store/crm/parked-rows.ts';
import { modelsArgument } from '../../arguments.ts';
import type { Cli } from '../../cli.ts';
import { readinessLines } from '../../print/data/readiness.ts';
import { freshnessLines } from '../../print/data/sources.ts';
import { openWorking } from '../../session/session.ts';
import { readShownSources } from './shown-sources.ts';

/** What a thread prints, danfojs's greeting among it, is nothing for the reader. */
const silent = { debug() {}, warn() {} };

/** `data` alone: for each model what is there, and what is missing. */
export function addReadinessCommand(data: Command, cli: Cli): void {
  data
    .command('readiness', { isDefault: true })
    .description(
      'For each model: what there is to learn from, what is missing, and what looks wrong. Nothing is changed.',
    )
    .addArgument(modelsArgument())
    .action((models: readonly ModelName[], options) =>
      cli.run(options, async ({ output, interrupted, surroundings }) => {
        const session = await openWorking(surroundings, output);
        try {
          const { database, blobs, config } = session;
          const { businessTimezone, leadLabels, attributes } = config;
          const openSilent = () => openProfiler(silent);
          const found = await readReadiness(
            { database, blobs, definitions, businessTimezone, leadLabels, attributes, openProfiler: openSilent },
            models,
            new Date(),
            interrupted,
          );
          output.lines(readinessLines(found));
          output.lines(
            freshnessLines(await readShownSources(database), await countParked(database), new Date(), output.width),
          );
          output.data(found);
        } finally {
          await session.close();
        }
      }),
    );
}
