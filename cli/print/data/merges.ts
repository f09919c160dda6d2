import type { ListedMerge } from '../../../store/crm/contact-merges.ts';
import type { Merge } from '../../../store/crm/merge-contacts.ts';
import type { Unmerge } from '../../../store/crm/unmerge-contacts.ts';
import { absent, formatMoment, plural } from '../format.ts';
import { tableLines } from '../table.ts';

export function mergeLines({ id, survivor, merged, moved, optedOut, excluded }: Merge): string[] {
  return [
    `OK ${merged} is now one with ${survivor}, which keeps its id (merge ${id}). ${plural(moved, 'row')} moved.`,
    ...(optedOut ? [`   ${merged} wanted no messages, so ${survivor} gets none from now on.`] : []),
    ...(excluded > 0 ? [`   ${plural(excluded, 'unit')} of experiments under way count for no arm any more.`] : []),
    `   Take it back: npx perennial data unmerge ${id}`,
  ];
}

export function unmergeLines({ id, survivor, merged, moved }: Unmerge): string[] {
  return [
    `OK Merge ${id} is taken back: ${merged} is a contact of its own again. ${plural(moved, 'row')} moved.`,
    `   What came since stays with ${survivor}.`,
  ];
}

export function mergesLines(merges: readonly ListedMerge[], width: number | null = null): string[] {
  if (merges.length === 0)
    return ['No contacts were merged yet: npx perennial data duplicates lists who may be one person.'];
  return tableLines(
    merges,
    [
      { title: 'Merge', cell: ({ id }) => String(id), right: true },
      { title: 'Contact', cell: ({ survivor }) => survivor },
      { title: 'Took in', cell: ({ merged }) => merged },
      { title: 'When', cell: ({ mergedAt }) => formatMoment(mergedAt) },
      { title: 'Who', cell: ({ actor, batchId }) => (batchId === null ? actor : `${actor} ${batchId}`) },
      { title: 'Why', cell: ({ reason }) => reason, folds: true },
      {
        title: 'Taken back',
        cell: ({ undoneAt, undoneBy, undoneReason }) =>
          undoneAt === null ? absent : `${formatMoment(undoneAt)} by ${undoneBy}: ${undoneReason}`,
        folds: true,
      },
    ],
    '',
    width,
  );
}
