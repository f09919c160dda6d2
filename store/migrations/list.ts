import type { Migration } from '@mikro-orm/migrations';
import { CrmTables } from './0001-crm.ts';
import { TrainingTables } from './0002-training.ts';
import { ExperimentTables } from './0003-experiments.ts';
import { ScheduleTables } from './0004-schedules.ts';
import { MetricTables } from './0005-metrics.ts';
import { IncidentTables } from './0006-incidents.ts';
import { ArrivalTables } from './0007-arrivals.ts';
import { DegradationTables } from './0008-degradation.ts';
import { InstallationTable } from './0009-installation.ts';
import { ImportTables } from './0010-imports.ts';
import { MergeTables } from './0011-merges.ts';
import { SnapshotMarks } from './0012-snapshot-marks.ts';
import { SentimentColumns } from './0013-sentiment.ts';
import { LabelSources } from './0014-label-sources.ts';
import { CommandTables } from './0017-commands.ts';
import { ArtifactPlace } from './0019-artifacts.ts';
import { IncidentFigures } from './0020-figures.ts';
import { CandidatesAreNews } from './0021-candidates-are-news.ts';
import { PeopleAtWork } from './0023-people-at-work.ts';
import { CampaignCounts } from './0024-campaign-counts.ts';
import { RunReports } from './0025-run-reports.ts';
import { EventTables } from './0027-events.ts';
import { UploadTable } from './0027-uploads.ts';
import { BulkCounts } from './0029-bulk-counts.ts';
import { TouchedContacts } from './0030-touched-contacts.ts';
import { UpsertTables } from './0031-upserts.ts';
import { SourceTables } from './0032-sources.ts';
import { HookTables } from './0034-hooks.ts';
import { Outbox } from './0035-outbox.ts';
import { AccessTables } from './0038-access.ts';
import { KeptAnswers } from './0039-kept-answers.ts';
import { Erasures } from './0040-erasures.ts';
import { TraceTables } from './0042-traces.ts';
import { FolderTables } from './0043-folders.ts';
import { ListsByPages } from './0044-lists-by-pages.ts';

type MigrationClass = new (...parameters: ConstructorParameters<typeof Migration>) => Migration;

/** In the order in which they are applied. A released name is never changed or removed. */
export const migrations: readonly { readonly name: string; readonly class: MigrationClass }[] = [
  { name: '0001-crm', class: CrmTables },
  { name: '0002-training', class: TrainingTables },
  { name: '0003-experiments', class: ExperimentTables },
  { name: '0004-schedules', class: ScheduleTables },
  { name: '0005-metrics', class: MetricTables },
  { name: '0006-incidents', class: IncidentTables },
  { name: '0007-arrivals', class: ArrivalTables },
  { name: '0008-degradation', class: DegradationTables },
  { name: '0009-installation', class: InstallationTable },
  { name: '0010-imports', class: ImportTables },
  { name: '0011-merges', class: MergeTables },
  { name: '0012-snapshot-marks', class: SnapshotMarks },
  { name: '0013-sentiment', class: SentimentColumns },
  { name: '0014-label-sources', class: LabelSources },
  { name: '0017-commands', class: CommandTables },
  { name: '0019-artifacts', class: ArtifactPlace },
  { name: '0020-figures', class: IncidentFigures },
  { name: '0021-candidates-are-news', class: CandidatesAreNews },
  { name: '0023-people-at-work', class: PeopleAtWork },
  { name: '0024-campaign-counts', class: CampaignCounts },
  { name: '0025-run-reports', class: RunReports },
  { name: '0027-events', class: EventTables },
  { name: '0027-uploads', class: UploadTable },
  { name: '0029-bulk-counts', class: BulkCounts },
  { name: '0030-touched-contacts', class: TouchedContacts },
  { name: '0031-upserts', class: UpsertTables },
  { name: '0032-sources', class: SourceTables },
  { name: '0034-hooks', class: HookTables },
  { name: '0035-outbox', class: Outbox },
  { name: '0038-access', class: AccessTables },
  { name: '0039-kept-answers', class: KeptAnswers },
  { name: '0040-erasures', class: Erasures },
  { name: '0042-traces', class: TraceTables },
  { name: '0043-folders', class: FolderTables },
  { name: '0044-lists-by-pages', class: ListsByPages },
];

export const migrationsTable = 'perennial_migrations';
