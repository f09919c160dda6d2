import { holds, print } from '../../figures.ts';
import type { Act } from './act.ts';
import { type Doubled, findDoubled, type Outage } from './post-office.ts';

/** Days under kills against the same days undisturbed. */
export function judgeActs(killed: Act, calm: Act, outages: readonly Outage[]): boolean {
  const { findings, deliveries, failures, days } = killed;
  const doubled = findDoubled(deliveries, outages);
  const delivered = new Set(deliveries.map(({ messageId }) => messageId));
  const queued = new Set(findings.messageIds);
  const lost = findings.messageIds.filter((id) => !delivered.has(id));
  const foreign = [...delivered].filter((id) => !queued.has(id));
  for (const failure of failures) print(`  ${failure}`);
  for (const each of doubled) print(`  ${each.messageId} delivered again: ${wordsOf(each)}`);
  return [
    holds(
      'days monitored',
      `${days - failures.length} of ${days}`,
      failures.length === 0 && calm.failures.length === 0,
    ),
    same('metric records', findings.records, calm.findings.records),
    same('readings', findings.readings, calm.findings.readings),
    same('incidents', findings.incidents, calm.findings.incidents),
    holds('series with two open incidents', String(findings.openTwice), findings.openTwice === 0),
    same('mails in the outbox', findings.mails, calm.findings.mails),
    holds('mails never delivered', String(lost.length + findings.unsent), lost.length + findings.unsent === 0),
    holds('deliveries under a Message-ID of none', String(foreign.length), foreign.length === 0),
    holds(
      'delivered again, each while something was gone between its data and its mark',
      `${doubled.length} of ${findings.messageIds.length}`,
      doubled.every(({ because }) => because !== null),
    ),
    holds(
      'delivered again undisturbed',
      String(calm.deliveries.length - calm.findings.messageIds.length),
      calm.deliveries.length === calm.findings.messageIds.length,
    ),
    holds('workflows that never ended', String(killed.running), killed.running === 0),
    holds(
      'workers that ended by themselves',
      killed.endedByThemselves.join(', ') || '0',
      killed.endedByThemselves.length === 0,
    ),
  ].every(Boolean);
}

/** Nothing at all equals nothing: that would prove nothing. */
function same(what: string, found: readonly string[], expected: readonly string[]): boolean {
  const odd = found.find((line, at) => line !== expected[at]) ?? expected[found.length];
  const equal = odd === undefined && found.length > 0;
  if (odd !== undefined) print(`  differs: ${odd}\n  instead: ${expected[found.indexOf(odd)] ?? '-'}`);
  return holds(`${what} equal to the undisturbed`, `${found.length}, ${expected.length} undisturbed`, equal);
}

function wordsOf({ because }: Doubled): string {
  return because === null
    ? 'nothing was gone'
    : `${because.of} were gone`.replace(/^(postgres|temporal) were/, '$1 was');
}
