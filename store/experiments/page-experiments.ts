import type { ExperimentState } from '../../domain/experiment/experiment.ts';
import type { ModelName } from '../../domain/models.ts';
import type { Database } from '../database/database.ts';
import { byMoment, fillPage, matching, type Page, type PageAsked, readPage } from '../database/read-page.ts';
import { ExperimentEntity } from './experiment-entities.ts';
import type { Experiment } from './experiments.ts';

export type ExperimentFilter = {
  readonly model?: ModelName | undefined;
  readonly state?: ExperimentState | undefined;
  readonly oldestFirst?: boolean;
};

export async function pageExperiments(
  database: Database,
  { model, state, oldestFirst = false }: ExperimentFilter,
  page: PageAsked,
): Promise<Page<Experiment>> {
  const matches = matching([
    ['model', model],
    ['state', state],
  ]);
  const query = { columns: 'id', from: 'experiments', ...matches, order: byMoment('created_at', 'text', !oldestFirst) };
  return await fillPage(await readPage<Pick<Experiment, 'id'>>(database, query, page), async (ids) => {
    const rows = await database.em().find(ExperimentEntity, { id: { $in: ids } });
    return rows.map((row) => ({ ...row }));
  });
}
