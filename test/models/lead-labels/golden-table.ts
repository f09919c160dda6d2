import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../stack/project-root.ts';
import { openTestDatabase } from '../../store/test-database.ts';
import { crmRows } from '../crm-rows.ts';
import { combinations, courses, dates, type Labels, labelsOfCombinations, orders, stages } from './combinations.ts';

/** The table of all combinations with their labels. Run by itself, this file writes it: read what changed before you commit it. */
export const tableFile = join(projectRoot, 'test', 'models', 'lead-labels', 'golden-table.md');

export function goldenTable(labels: readonly Labels[]): string {
  const labelOf = new Map(combinations.map((each, at) => [JSON.stringify(each), labels[at]]));
  const lines = stages.flatMap((stage) =>
    dates.flatMap((date) =>
      courses.map((course) => {
        const cells = orders.map((order) => {
          const found = labelOf.get(JSON.stringify({ stage, date, course, order, rated: false }));
          return `${Number(found?.outcomes.toFixed(3))} ${found?.way}`;
        });
        return `| ${[stage, date, course, ...cells].join(' | ')} |`;
      }),
    ),
  );
  return [
    '# Labels of leads by their outcomes',
    '',
    'A label window of 32 days, in which nobody wrote. `combinations.ts` says what the columns mean. In a run on ratings a rated lead gets its',
    'rating, whatever is in this table, and a lead without a rating is left out.',
    '',
    `| stage | date | course | ${orders.join(' | ')} |`,
    `|---|---|---|${orders.map(() => '---|').join('')}`,
    ...lines,
    '',
  ].join('\n');
}

if (import.meta.main) {
  const database = await openTestDatabase();
  writeFileSync(tableFile, goldenTable(await labelsOfCombinations(database, crmRows(database))));
}
