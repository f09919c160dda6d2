import { Argument, type Command } from 'commander';
import type { ModelName } from '../../../domain/models.ts';
import {
  type MeasurementSource,
  type MetricRecord,
  measurementSources,
} from '../../../domain/monitoring/measurement.ts';
import { readMetricRecords } from '../../../store/alerts/metric-records.ts';
import { listVersions } from '../../../store/training/versions.ts';
import { oneModel, oneOf, wholeNumber } from '../../arguments.ts';
import type { Cli } from '../../cli.ts';
import { metricHistoryLines, nothingMeasured, seriesOf } from '../../print/operation/metric-history.ts';
import { openReading } from '../../session/session.ts';

type Options = { readonly segment?: string; readonly source?: MeasurementSource; readonly days: number };

export function addMetricsCommand(program: Command, cli: Cli): void {
  program
    .command('metrics')
    .description(
      'How accurate a deployed model is by the labels that have come, and how far its data has drifted, day by day.',
    )
    .addArgument(new Argument('<model>', 'lead_scoring, churn or engagement').argParser(oneModel))
    .option('--source <source>', `${measurementSources.join(', ')} only`, oneOf(measurementSources))
    .option('--segment <segment>', 'all, acted_on, country=DE, feature=reply_rate ... (default: the whole)')
    .option('--days <count>', 'how many days at most', wholeNumber(1, 1000), 30)
    .action((model: ModelName, { segment, source, days, ...options }: Options) =>
      cli.run(options, async ({ output, surroundings }) => {
        const session = await openReading(surroundings);
        try {
          const { database } = session;
          const records = await readMetricRecords(database, { model, source, segment, days });
          const versions = await listVersions(database, model);
          const shown = segment === undefined ? records.filter(isOfTheWhole) : records;
          const measured = {
            model,
            champion: versions.find(({ champion }) => champion)?.name ?? null,
            holdouts: new Map(versions.map(({ name, metrics }) => [name, metrics])),
          };
          output.lines(
            shown.length === 0
              ? nothingMeasured({ segment, source }, await readMetricRecords(database, { model, days }))
              : metricHistoryLines(seriesOf(shown), measured, output.width),
          );
          output.data(records.map(metricJson));
        } finally {
          await session.close();
        }
      }),
    );
}

function isOfTheWhole({ segment }: MetricRecord): boolean {
  return segment === 'all' || segment === 'acted_on' || segment === 'prediction';
}

/** The guide's record first. */
function metricJson({ date, model, version, metric, value, samples, source, ...rest }: MetricRecord) {
  return { date, model, version, metric, value, samples, source, ...rest };
}
