import { type Change, changed } from '../change.ts';
import type { Side } from '../comparison.ts';
import { figureOf, remediesOf } from '../findings/index.ts';
import type { Model } from '../model.ts';
import type { ResultFinding } from '../result.ts';
import type { Topology } from '../topology.ts';
import { judgedBy, sideOf, type Trial, trialOf } from './effect.ts';
import { type Figures, figuresOf, type StudyRun, studyRun } from './figures.ts';
import { includes, pairsOf } from './pairs.ts';
import { ranked } from './ranking.ts';
import { CANCELED, isCanceled, prepared, type Study, USUAL_REPLICATIONS } from './study.ts';

/**
 * What a finding is worth once it has been tried. `confirmed`: a change of just that helps. `together`: it does not, but helps with
 * that of another finding, and neither does alone. `protects`: without it things are worse, so that the cause is behind
 * it. `elsewhere`: the change does nothing, the limit is elsewhere. `unclear`: the intervals leave it open. `unchecked`:
 * nothing can be changed there, or the analysis was canceled before.
 */
export type FindingVerdict = 'confirmed' | 'together' | 'protects' | 'elsewhere' | 'unclear' | 'unchecked';

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
 * seeds. A change that several findings ask for is run once. Where none helps they are tried two by two. Undefined where
 * the design does not run.
 */
export function* explain(topology: Topology, options: ExplainOptions = {}): Study<Explanation | undefined> {
  const replications = options.replications ?? Math.max(USUAL_REPLICATIONS, topology.run.replications);
  const model = prepared(topology, { replications });
  if (model === undefined) return undefined;
  const measured = yield { model, says: 'the design as it is', number: 0, of: 1 };
  if (isCanceled(measured)) return undefined;
  return yield* new Inquiry(topology, model, sideOf('as it is', measured)).study();
}

/** A finding, and the changes that would show whether it is a cause. */
interface Plan {
  readonly finding: ResultFinding;
  readonly changes: readonly Change[];
}

interface Tried {
  readonly trial: Trial;
  readonly after: Side;
}

class Inquiry {
  private readonly topology: Topology;
  private readonly before: Side;
  private readonly plans: readonly Plan[];
  private readonly trials = new Map<string, Tried>();
  private experiments = 1;
  private events: number;
  private partial: string | undefined;

  constructor(topology: Topology, model: Model, before: Side) {
    this.topology = topology;
    this.before = before;
    this.plans = before.whole.findings.map((finding) => ({ finding, changes: remediesOf(finding, model) }));
    this.events = before.whole.run.events;
    this.partial = before.whole.run.partial?.says;
  }

  *study(): Study<Explanation> {
    const { whole } = this.before;
    yield* this.try(this.plans.flatMap(({ changes }) => changes));
    const single = this.plans.map((plan) => this.checked(plan));
    const pairs = this.isCured(single) ? [] : pairsOf(single.filter(({ verdict }) => isOpen(verdict)));
    yield* this.try(pairs);
    const cures = pairs.flatMap((change) => this.trials.get(keyOf(change))?.trial ?? []).filter(helps);
    const findings = single.map((finding) => withPairs(finding, cures));
    return {
      format: 'headroom/explanation@1',
      run: studyRun(whole, { experiments: this.experiments, events: this.events }),
      before: figuresOf(whole),
      findings: ranked(findings),
      ...(this.partial === undefined ? {} : { partial: this.partial }),
    };
  }

  /** Each change by itself, and each once. */
  private *try(changes: readonly Change[]): Study<void> {
    const { replications, warmup } = this.before.whole.run;
    const wanted = new Map(changes.map((change) => [keyOf(change), change] as const));
    const of = this.experiments + wanted.size;
    for (const [key, change] of wanted) {
      if (this.partial !== undefined) return;
      const model = prepared(changed(this.topology, change), { replications, warmup });
      // A change that leaves the design without sense proves nothing.
      if (model === undefined) continue;
      const measured = yield { model, says: change.says, number: this.experiments, of };
      if (isCanceled(measured)) {
        this.partial = CANCELED;
        return;
      }
      this.experiments += 1;
      const after = sideOf(change.says, measured);
      this.events += after.whole.run.events;
      this.trials.set(key, { trial: trialOf(change, this.before, after), after });
    }
  }

  private checked({ finding, changes }: Plan): CheckedFinding {
    const figure = figureOf(finding);
    const trials = changes.flatMap((change): Trial[] => {
      const tried = this.trials.get(keyOf(change));
      if (tried === undefined) return [];
      return [figure === undefined ? tried.trial : judgedBy(tried.trial, figure, this.before, tried.after)];
    });
    return { ...finding, verdict: verdictOf(trials, changes.length), trials };
  }

  /** Whether some change raises the number of good answers or shortens the time; of wrong effects pairs say nothing. */
  private isCured(findings: readonly CheckedFinding[]): boolean {
    return findings.some(({ trials }) => trials.some((trial) => trial.figure === undefined && helps(trial)));
  }
}

const helps = ({ verdict }: Trial): boolean => verdict === 'helps';

/** What two changes at once may still cure. */
function isOpen(verdict: FindingVerdict): boolean {
  return verdict === 'elsewhere' || verdict === 'unclear';
}

/** A finding with the pairs that help and that one of its changes is half of. */
function withPairs(finding: CheckedFinding, cures: readonly Trial[]): CheckedFinding {
  if (!isOpen(finding.verdict)) return finding;
  const own = cures.filter(({ change }) => finding.trials.some((trial) => includes(change, trial.change)));
  return own.length === 0 ? finding : { ...finding, verdict: 'together', trials: [...own, ...finding.trials] };
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
