import { type Change, changed } from '../change.ts';
import type { Side } from '../comparison.ts';
import { figureOf, remediesOf } from '../findings/index.ts';
import type { ResultFinding } from '../result.ts';
import type { Topology } from '../topology.ts';
import { byBenefit, judgedBy, sideOf, type Trial, trialOf } from './effect.ts';
import { type Figures, figuresOf, type StudyRun, studyRun } from './figures.ts';
import { CANCELED, isCanceled, prepared, type Study, USUAL_REPLICATIONS } from './study.ts';

/**
 * What a finding is worth once it has been tried. `confirmed`: a change of just that helps. `protects`: without it things
 * are worse, so that the cause is behind it. `elsewhere`: the change does nothing, the limit is elsewhere. `unclear`: the
 * intervals leave it open. `unchecked`: nothing can be changed there, or the analysis was canceled before.
 */
export type FindingVerdict = 'confirmed' | 'protects' | 'elsewhere' | 'unclear' | 'unchecked';

export interface CheckedFinding extends ResultFinding {
  readonly verdict: FindingVerdict;
  readonly trials: readonly Trial[];
}

/** Why a design performs as it does (`headroom/explanation@1`). */
export interface Explanation {
  readonly format: 'headroom/explanation@1';
  readonly run: StudyRun;
  readonly before: Figures;
  /** What was confirmed first. */
  readonly findings: readonly CheckedFinding[];
  /** Why the analysis ended early. */
  readonly partial?: string;
}

export interface ExplainOptions {
  readonly replications?: number | undefined;
}

/**
 * Runs a design, takes what the run shows for suspicions, and tries each: the design with just that changed, on the same
 * seeds. A change that several findings ask for is run once. Undefined where the design does not run.
 */
export function* explain(topology: Topology, options: ExplainOptions = {}): Study<Explanation | undefined> {
  const replications = options.replications ?? Math.max(USUAL_REPLICATIONS, topology.run.replications);
  const model = prepared(topology, { replications });
  if (model === undefined) return undefined;
  const measured = yield { model, says: 'the design as it is', number: 0, of: 1 };
  if (isCanceled(measured)) return undefined;
  const before = sideOf('as it is', measured);
  const { run } = before.whole;
  const plans = before.whole.findings.map((finding) => ({ finding, changes: remediesOf(finding, model) }));
  const wanted = new Map(plans.flatMap(({ changes }) => changes.map((change) => [keyOf(change), change] as const)));
  const trials = new Map<string, { readonly trial: Trial; readonly after: Side }>();
  let { events } = run;
  let experiments = 1;
  let partial = run.partial?.says;
  for (const [key, change] of partial === undefined ? wanted : []) {
    const other = prepared(changed(topology, change), { replications, warmup: run.warmup });
    // A change that leaves the design without sense proves nothing.
    if (other === undefined) continue;
    const tried = yield { model: other, says: change.says, number: experiments, of: wanted.size + 1 };
    if (isCanceled(tried)) {
      partial = CANCELED;
      break;
    }
    experiments += 1;
    const after: Side = sideOf(change.says, tried);
    events += after.whole.run.events;
    trials.set(key, { trial: trialOf(change, before, after), after });
  }
  const findings = plans.map(({ finding, changes }): CheckedFinding => {
    const figure = figureOf(finding);
    const own = changes.flatMap((change): Trial[] => {
      const tried = trials.get(keyOf(change));
      if (tried === undefined) return [];
      return [figure === undefined ? tried.trial : judgedBy(tried.trial, figure, before, tried.after)];
    });
    return { ...finding, verdict: verdictOf(own, changes.length), trials: own };
  });
  return {
    format: 'headroom/explanation@1',
    run: studyRun(before.whole, { experiments, events }),
    before: figuresOf(before.whole),
    findings: findings.sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict) || byBest(a, b)),
    ...(partial === undefined ? {} : { partial }),
  };
}

const order: readonly FindingVerdict[] = ['confirmed', 'protects', 'unclear', 'unchecked', 'elsewhere'];

/** Those first whose best change helps most; what has none keeps its place. */
function byBest({ trials: [...a] }: CheckedFinding, { trials: [...b] }: CheckedFinding): number {
  const [first, second] = [a.sort(byBenefit)[0], b.sort(byBenefit)[0]];
  return first === undefined || second === undefined ? 0 : byBenefit(first, second);
}

const keyOf = ({ edits }: Change): string => JSON.stringify(edits);

function verdictOf(trials: readonly Trial[], planned: number): FindingVerdict {
  if (trials.some(({ verdict }) => verdict === 'helps')) return 'confirmed';
  if (trials.length < planned || trials.length === 0) return 'unchecked';
  if (trials.some(({ verdict }) => verdict === 'unclear')) return 'unclear';
  return trials.some(({ verdict, change }) => verdict === 'worse' && takesAway(change)) ? 'protects' : 'elsewhere';
}

/** Whether a change only removes something: a policy, a limit. */
function takesAway({ edits }: Change): boolean {
  return edits.every((edit) => 'field' in edit && edit.value === undefined);
}
