import type { Deployed } from '../../../serving/live/deploy-version.ts';
import { plural } from '../format.ts';

/** @param done 'Deployed' or 'Rolled back to' */
export function deployedLines(
  done: string,
  {
    version,
    previous,
    goldenRows,
  }: Pick<Deployed, 'previous' | 'goldenRows'> & {
    readonly version: Pick<Deployed['version'], 'model' | 'name'>;
  },
): string[] {
  return [
    `OK ${done} ${version.model} ${version.name}${previous === null ? '' : `, ${previous} served until now`}.`,
    goldenRows === 0
      ? '   It was trained before golden rows were stored, so its answers could not be compared.'
      : `   Its file answered ${plural(goldenRows, 'golden row')} exactly as when it was trained.`,
  ];
}
