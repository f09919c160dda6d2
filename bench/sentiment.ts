import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rocAuc } from '../engine/metrics/ranking.ts';
import { measureSentiment } from '../models/sentiment/measure-sentiment.ts';

/**
 * How well texts are told apart: `node bench/sentiment.ts <folder>`. Each `<language>[-...].tsv` there has the columns `label` (negative,
 * neutral, positive) and `text`; further ones hold what other libraries measured (-1 to 1) and are judged in the same way.
 */
const classes = ['negative', 'neutral', 'positive'] as const;
type Class = (typeof classes)[number];
type Sample = { readonly label: Class; readonly sentiment: number };

/** As the models' features cut it. */
function classOf(sentiment: number): Class {
  return sentiment > 0.2 ? 'positive' : sentiment < -0.2 ? 'negative' : 'neutral';
}

function judge(samples: readonly Sample[]): { accuracy: number; macroF1: number; auc: number } {
  const f1 = classes.map((each) => {
    const found = samples.filter(({ sentiment }) => classOf(sentiment) === each);
    const right = found.filter(({ label }) => label === each).length;
    const present = samples.filter(({ label }) => label === each).length;
    return found.length + present === 0 ? 0 : (2 * right) / (found.length + present);
  });
  const poles = samples.filter(({ label }) => label !== 'neutral');
  const truth = Float64Array.from(poles, ({ label }) => (label === 'positive' ? 1 : 0));
  return {
    accuracy: samples.filter(({ label, sentiment }) => classOf(sentiment) === label).length / samples.length,
    macroF1: f1.reduce((sum, each) => sum + each, 0) / classes.length,
    auc:
      rocAuc(
        truth,
        Float64Array.from(poles, ({ sentiment }) => (sentiment + 1) / 2),
      ).value ?? Number.NaN,
  };
}

function print(name: string, samples: readonly Sample[], more = ''): void {
  const { accuracy, macroF1, auc } = judge(samples);
  const figures = [accuracy, macroF1, auc].map((each) => each.toFixed(3).padStart(8)).join('');
  process.stdout.write(`  ${name.padEnd(28)}${figures}  ${more}\n`);
}

const [folder = '.'] = process.argv.slice(2);
for (const file of readdirSync(folder).filter((name) => name.endsWith('.tsv'))) {
  const [head, ...rows] = readFileSync(join(folder, file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  const labels = rows.map(([label]) => label as Class);
  const language = file.slice(0, 2);
  process.stdout.write(`${file}, ${rows.length} texts: accuracy, macro-F1, AUC of positive against negative\n`);
  print(
    'constant: all neutral',
    labels.map((label) => ({ label, sentiment: 0 })),
  );
  for (const [index, name] of head.entries()) {
    if (index > 1)
      print(
        name,
        rows.map((row, at) => ({ label: labels[at], sentiment: Number(row[index]) })),
      );
  }
  for (const [name, profile] of [
    ['language known', language],
    ['language told by the words', null],
  ] as const) {
    const started = performance.now();
    const samples = rows.map(([, text], at) => ({
      label: labels[at],
      sentiment: measureSentiment(text, profile) ?? 0,
    }));
    const micros = (1000 * (performance.now() - started)) / rows.length;
    print(name, samples, `${micros.toFixed(1)} µs a text`);
  }
}
