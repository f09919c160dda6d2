import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rocAuc } from '../../engine/metrics/ranking.ts';
import { measureSentiment } from '../../models/sentiment/measure-sentiment.ts';
import { holds, print } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';

/**
 * Public texts, which no file of the project holds: docs/sentiment.md says where they are from. Each `<language>[-...].tsv` has the columns
 * `label` (negative, neutral, positive) and `text`; further ones hold what other libraries measured, with their own limits moved to 0.2.
 */
const samples = fileURLToPath(new URL('../../../shared/data/sentiment', import.meta.url));

const classes = ['negative', 'neutral', 'positive'] as const;
type Class = (typeof classes)[number];
type Sample = { readonly label: Class; readonly sentiment: number };

type Figures = { readonly accuracy: number; readonly macroF1: number; readonly auc: number };

/** As the models' features cut it. */
function classOf(sentiment: number): Class {
  return sentiment > 0.2 ? 'positive' : sentiment < -0.2 ? 'negative' : 'neutral';
}

function judge(samples: readonly Sample[]): Figures {
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

/** `npm run proof -- sentiment [folder]`: how well the lexicons tell friendly from unfriendly, beside a constant and other libraries. */
export async function run({ args }: RunOptions): Promise<{ passed: boolean }> {
  const [folder = samples] = args;
  if (!existsSync(folder)) {
    print(`Skipped: ${folder} is not here. docs/sentiment.md says what belongs there.`);
    return { passed: true };
  }
  let passed = true;
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.tsv')))
    passed = judgeFile(folder, file) && passed;
  return { passed };
}

function judgeFile(folder: string, file: string): boolean {
  const [head, ...rows] = readFileSync(join(folder, file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  const labels = rows.map(([label]) => label as Class);
  function tell(name: string, sentiments: readonly number[]): Figures {
    const figures = judge(sentiments.map((sentiment, at) => ({ label: labels[at], sentiment })));
    const { accuracy, macroF1, auc } = figures;
    print(`  ${name.padEnd(28)}${[accuracy, macroF1, auc].map((each) => each.toFixed(3).padStart(8)).join('')}`);
    return figures;
  }
  print(`${file}, ${rows.length} texts: accuracy, macro-F1, AUC of positive against negative`);
  const others = [
    tell(
      'constant: all neutral',
      labels.map(() => 0),
    ),
    ...head.slice(2).map((name, index) =>
      tell(
        name,
        rows.map((row) => Number(row[index + 2])),
      ),
    ),
  ];
  const measure = (profile: string | null) => rows.map(([, text]) => measureSentiment(text, profile) ?? 0);
  const { auc } = tell('lexicons, language known', measure(file.slice(0, 2)));
  tell('lexicons, told by the words', measure(null));
  const best = Math.max(...others.map((other) => other.auc));
  return holds('AUC', `${auc.toFixed(3)} (> ${best.toFixed(3)}, the best of the others)`, auc > best);
}
