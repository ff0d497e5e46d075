import type { Finding, StationEstimate } from '../../simulator/index.ts';
import { useEngine } from '../engine/index.ts';
import { useEstimatesHidden } from '../interview/index.ts';
import { type ComponentMetrics, useComponentMetrics, useRun } from '../run/index.ts';
import { type Compiled, compiled } from '../state/compiled.ts';
import { useDocument } from '../state/document-store.ts';

/** What a node shows of the load on its component: measured where a run is still about this design, else estimated. */
export interface ShownLoad {
  readonly measured: boolean;
  readonly utilization: number;
  /** Name of the most utilized resource; absent where nothing is limited. */
  readonly limiting?: string;
  /** Requests and calls per second that come to it. */
  readonly arrivalRate: number;
  readonly hitRatio?: number;
  readonly errorRate: number;
  /** Share of instances up. */
  readonly up: number;
  readonly bottleneck: boolean;
}

const measured = new WeakMap<ComponentMetrics, ShownLoad>();

function fromRun(metrics: ComponentMetrics): ShownLoad {
  const known = measured.get(metrics);
  if (known !== undefined) return known;
  const { utilization, arrivalRate, limiting, hitRatio, errorRate, up, bottleneck } = metrics;
  const made: ShownLoad = {
    measured: true,
    utilization,
    arrivalRate,
    errorRate,
    up,
    bottleneck,
    ...(limiting === undefined ? {} : { limiting }),
    ...(hitRatio === undefined ? {} : { hitRatio }),
  };
  measured.set(metrics, made);
  return made;
}

const estimates = new WeakMap<StationEstimate, ShownLoad>();

function fromEstimate(of: StationEstimate): ShownLoad {
  const known = estimates.get(of);
  if (known !== undefined) return known;
  const made: ShownLoad = {
    measured: false,
    utilization: of.utilization,
    arrivalRate: of.arrivalRate,
    errorRate: 0,
    up: 1,
    bottleneck: false,
    ...(of.limiting === undefined ? {} : { limiting: of.limiting }),
    ...(of.hitRatio === undefined ? {} : { hitRatio: of.hitRatio }),
  };
  estimates.set(of, made);
  return made;
}

/** The load on a component; undefined before there is any workload. */
export function useLoad(id: string): ShownLoad | undefined {
  const metrics = useComponentMetrics(id);
  const stale = useRun((run) => run.stale);
  const hidden = useEstimatesHidden();
  useEngine();
  const estimated = useDocument((document) => compiled(document).estimate?.components[id]);
  if (metrics !== undefined && !stale) return fromRun(metrics);
  return estimated === undefined || hidden ? undefined : fromEstimate(estimated);
}

const NONE: readonly Finding[] = [];
let indexed: { readonly of: Compiled; readonly byPlace: ReadonlyMap<string, readonly Finding[]> } | undefined;

/** Findings by the component or connection that they are about: `components/3`. */
function byPlace(of: Compiled): ReadonlyMap<string, readonly Finding[]> {
  if (indexed?.of === of) return indexed.byPlace;
  const places = new Map<string, Finding[]>();
  for (const finding of of.findings) {
    const place = finding.path.slice(0, 2).join('/');
    const there = places.get(place);
    if (there === undefined) places.set(place, [finding]);
    else there.push(finding);
  }
  indexed = { of, byPlace: places };
  return places;
}

/** Errors and warnings about one component or connection. */
export function useFindings(collection: 'components' | 'connections', item: object): readonly Finding[] {
  useEngine();
  return useDocument((document) => {
    const index = (document[collection] as readonly object[]).indexOf(item);
    return byPlace(compiled(document)).get(`${collection}/${index}`) ?? NONE;
  });
}
