import type { WorldProgress } from '../ingest/world-progress.ts';
import type { GenerateReport, WorldToWrite } from '../ingest/write-world.ts';
import {
  type GenerationPhase,
  generationEnd,
  generationHeading,
  generationPhases,
  phaseDone,
  phaseHeading,
} from './print/data/generation.ts';
import type { Bar, Output } from './session/output.ts';

export type GenerationPrinter<World extends WorldToWrite> = {
  /** The world to write. It counts messages as they are written, because the number per conversation is drawn only then. */
  readonly world: World;
  progress(progress: WorldProgress): void;
  /** Prints the remaining phases, and that everything is complete. */
  finish(report: GenerateReport): void;
  /** Ends the bar in progress where there is no report. */
  abandon(): void;
};

/** Prints the writing of a world as the guide does: each phase announced, a bar, and what was created. */
export function createGenerationPrinter<World extends WorldToWrite>(
  output: Output,
  world: World,
): GenerationPrinter<World> {
  /** A phase begins when the one before has ended, so that one bar moves at a time. */
  let current: { readonly phase: GenerationPhase; readonly bar: Bar } | undefined;
  let ended = 0;
  let messages = 0;
  output.lines(generationHeading());

  function end() {
    if (current === undefined) return;
    current.bar.complete();
    output.lines(phaseDone(current.phase, { ...world.counts, messages }));
    current = undefined;
    ended++;
  }

  function begin(phase: GenerationPhase): Bar {
    if (current?.phase === phase) return current.bar;
    while (generationPhases.indexOf(phase) > ended) pass();
    end();
    const planned = phase === 'messages' ? world.counts.conversations : world.counts[phase];
    output.lines([phaseHeading(phase, planned)]);
    current = { phase, bar: output.startBar() };
    return current.bar;
  }

  /** A phase without rows has no progress. */
  function pass() {
    if (current === undefined) begin(generationPhases[ended]);
    end();
  }

  function* counted<Row>(rows: Iterable<Row>): Iterable<Row> {
    for (const row of rows) {
      messages++;
      yield row;
    }
  }
  const tables = world.tables.map((table) =>
    table.name === 'messages' ? { ...table, rows: () => counted(table.rows()) } : table,
  );

  return {
    world: { ...world, tables },
    progress({ phase, done, total, label }) {
      begin(phase).update(done / total, label);
    },
    finish(report) {
      messages = report.messages;
      while (ended < generationPhases.length) pass();
      output.lines(generationEnd());
    },
    abandon: () => current?.bar.stop(),
  };
}
