import type { Command } from 'commander';
import { toldStates } from '../../../domain/alerts/incident.ts';
import { listIncidents } from '../../../store/alerts/incidents.ts';
import { listVersions } from '../../../store/training/versions.ts';
import { oneModel } from '../../arguments.ts';
import type { Cli } from '../../cli.ts';
import { type ModelRow, modelLines } from '../../print/serving/models.ts';
import { shownHashPath } from '../../print/shown-path.ts';
import { openReading } from '../../session/session.ts';

export function addModelsCommand(program: Command, cli: Cli): void {
  program
    .command('models')
    .description('Trained models with file size and date; the champion is the one that predicts.')
    .option('--model <model>', 'versions of this model only (default: all)', oneModel)
    .action((options) =>
      cli.run(options, async ({ output, surroundings }) => {
        const session = await openReading(surroundings);
        try {
          const versions = await listVersions(session.database, options.model);
          const open = await listIncidents(session.database, { states: toldStates, limit: 1_000 });
          const rows: ModelRow[] = versions.map((version) => ({
            ...version,
            incidents: version.champion ? open.flatMap(({ id, model }) => (model === version.model ? [id] : [])) : [],
            version: version.name,
            path: session.blobs.path(version.artifactHash),
          }));
          output.lines(
            modelLines(
              rows.map((row) => ({ ...row, path: shownHashPath(row.path) })),
              output.width,
            ),
          );
          output.data(rows.map(modelJson));
        } finally {
          await session.close();
        }
      }),
    );
}

function modelJson(row: ModelRow) {
  return {
    model: row.model,
    version: row.version,
    champion: row.champion,
    incidents: row.incidents,
    engine: row.engine,
    synthetic: row.synthetic,
    label_source: row.labelSource,
    metrics: row.metrics,
    file_size: row.byteCount,
    created_at: row.createdAt,
    file: row.path,
  };
}
