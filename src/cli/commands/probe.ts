import { compile, probe as probed, type Topology, type Trigger, triggerOf } from '../../../simulator/index.ts';
import { type Host, type Outcome, Refusal } from '../host.ts';
import type { OpenedDesign } from '../open-design.ts';
import { probeReport } from '../render/probe.ts';
import { runStudy, type StudyOptions } from './study.ts';

export interface ProbeCommandOptions extends StudyOptions {
  /** `surge`, `surge:3`, `slow:db:5`, `crash:db`, `flush:cache`, `latency:api->db`. */
  readonly trigger?: string;
  /** How long it lasts, what comes before it is measured, and what comes after it is watched [s]. */
  readonly for?: number;
  readonly baseline?: number;
  readonly watch?: number;
  /** False for the one trigger alone. */
  readonly search?: boolean;
}

/** Whether a design comes back by itself once what struck it is gone. One that does not is no good answer. */
export function probe(path: string, options: ProbeCommandOptions, host: Host): Promise<Outcome> {
  const { replications, baseline, watch, search } = options;
  const study = ({ model: { topology } }: OpenedDesign) => {
    const trigger = options.trigger === undefined ? undefined : triggerFor(options.trigger, options.for, topology);
    return probed(topology, { trigger, replications, baseline, watch, search });
  };
  const isGood = ({ verdict }: { readonly verdict: string }) => verdict === 'recovers';
  return runStudy(path, options, { study, report: probeReport, isGood }, host);
}

function triggerFor(text: string, lasts: number | undefined, topology: Topology): Trigger {
  const [kind = '', ...rest] = text.split(':');
  const size = Number(rest.at(-1));
  const isSized = rest.length > 0 && Number.isFinite(size);
  const [target, ...more] = isSized ? rest.slice(0, -1) : rest;
  const trigger = more.length > 0 ? undefined : triggerOf(kind, target, isSized ? size : undefined, lasts);
  if (trigger === undefined) {
    throw new Refusal(
      `--trigger ${text}: expected a fault that passes, its target and its factor, such as surge:3, slow:db:10, crash:db, flush:cache or latency:api->db.`,
    );
  }
  const { findings } = compile({ ...topology, faults: [{ at: 0, ...trigger }] });
  const wrong = findings.find(({ severity, path: [place] }) => severity === 'error' && place === 'faults');
  if (wrong !== undefined) throw new Refusal(`--trigger ${text}: ${wrong.what} ${wrong.todo}`);
  return trigger;
}
