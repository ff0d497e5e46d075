import { benefit, type Trial } from './effect.ts';
import type { CheckedFinding, FindingVerdict } from './explain.ts';

const order: readonly FindingVerdict[] = ['confirmed', 'together', 'protects', 'unclear', 'unchecked', 'elsewhere'];

/** Benefits that differ by less than this share of the largest are alike: then the graver finding comes first. */
const ALIKE = 0.1;

/**
 * Findings in the order in which to read them: what was confirmed first, and of that what helps most. What only shows a cause that is
 * another finding, and what no designer can take away, comes after what can be changed. They come in the order of their gravity.
 */
export function ranked(findings: readonly CheckedFinding[]): CheckedFinding[] {
  const gains = new Map(findings.map((finding) => [finding, gainOf(finding)] as const));
  const most = [0, 1].map((i) => Math.max(...[...gains.values()].map((gain) => gain[i] ?? 0)));
  const rankOf = (finding: CheckedFinding): readonly number[] => [
    order.indexOf(finding.verdict),
    isEcho(finding, findings) ? 1 : 0,
    isStruck(finding) ? 1 : 0,
    ...(gains.get(finding) ?? []).map((gain, i) => (most[i] > 0 ? -Math.round(gain / (ALIKE * most[i])) : 0)),
  ];
  const ranks = new Map(findings.map((finding) => [finding, rankOf(finding)] as const));
  return [...findings].sort((a, b) => compared(ranks.get(a) ?? [], ranks.get(b) ?? []));
}

function compared(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : a[at] - b[at];
}

/** By its best change: of goodput, and of p99 where that stays. */
function gainOf({ trials }: CheckedFinding): readonly number[] {
  const all = trials.map(benefit);
  return [0, 1].map((i) => Math.max(0, ...all.map((gain) => gain[i])));
}

/** By code, whether a finding only shows what another one says, if that is as sure. */
const echoes: Readonly<Record<string, (finding: CheckedFinding, other: CheckedFinding) => boolean>> = {
  // That requests fail is what is to be explained.
  failures: (_, other) => other.code !== 'fault',
  // Threads wait for a callee which is itself what limits.
  'threads-held': ({ evidence: { callee } }, other) =>
    other.component === callee || other.connection?.endsWith(`->${callee}`) === true,
  // Retries make the load that nobody waits for any more.
  'wasted-work': (_, other) => other.code === 'retry-amplification',
  // Busy, and most of it for nothing.
  saturated: ({ evidence: { utilization, wasted } }, other) =>
    Number(wasted) > Number(utilization) / 2 && (other.code === 'retry-amplification' || other.code === 'wasted-work'),
};

function isEcho(finding: CheckedFinding, findings: readonly CheckedFinding[]): boolean {
  return findings.some(
    (other) =>
      other !== finding &&
      other.verdict === finding.verdict &&
      (echoes[finding.code]?.(finding, other) === true || saysMore(other, finding)),
  );
}

/** Whether all that was tried for one finding was tried for another, and more; that requests fail says less. */
function saysMore(one: CheckedFinding, other: CheckedFinding): boolean {
  if (one.code === 'failures') return false;
  const tried = new Set(one.trials.map(({ change }) => change.says));
  return other.trials.length < tried.size && other.trials.every(({ change }) => tried.has(change.says));
}

/** Whether all that helps is that a fault does not strike. */
function isStruck({ trials }: CheckedFinding): boolean {
  const cures = trials.filter(({ verdict }: Trial) => verdict === 'helps');
  return cures.length > 0 && cures.every(({ change }) => change.edits.every((edit) => 'fault' in edit));
}
