import { Histogram } from './kernel/index.ts';
import type { ComponentSeries, RequestSeries, Timeline } from './result.ts';
import type { Run } from './run.ts';

/** At most so many windows in a run: enough for a chart, and a bound for a run of any length. */
const MOST_WINDOWS = 300;

/** Length of a window [s]: 1, 2 or 5 times a power of ten, so that axes are readable. */
export function windowLength(duration: number): number {
  for (let power = 1e-9; ; power *= 10) {
    for (const factor of [1, 2, 5]) if (duration / (power * factor) <= MOST_WINDOWS) return power * factor;
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer U)[] ? U[] : T[K] };
type RequestColumns = Mutable<RequestSeries>;
type ComponentColumns = Mutable<Omit<Required<ComponentSeries>, 'resources'>> & { resources: Record<string, number[]> };

/** Growth of a running total from window to window, through the reset at the end of the warm-up. */
class Growth {
  private before = 0;

  take(total: number): number {
    const growth = total - this.before;
    this.before = total;
    return growth;
  }

  /** The total is about to be set to zero. */
  reset(total: number): void {
    this.before -= total;
  }
}

/** Running totals of one component, in a fixed order. */
const TOTALS = 4;
/** And after those of its resources, of what is scaled: replicas that are paid, work and take requests. */
const SCALED = 3;

/** Records the series of one replication: a value for each window, from the very start. */
export class TimelineRecorder {
  readonly step: number;
  private readonly run: Run;
  private readonly all = new Histogram();
  private readonly requests: readonly RequestColumns[];
  private readonly components: readonly ComponentColumns[];
  private readonly growths: readonly (readonly Growth[])[];
  private windows = 0;

  constructor(run: Run) {
    this.run = run;
    this.step = windowLength(run.model.duration);
    const columns = (): RequestColumns => ({ offered: [], ok: [], failed: [], p50: [], p95: [], p99: [] });
    this.requests = [columns(), ...run.model.kinds.map(columns)];
    this.components = run.model.components.map(({ resources }) => ({
      utilization: [],
      resources: Object.fromEntries(resources.filter(isLimited).map(({ name }) => [name, []])),
      queue: [],
      inSystem: [],
      up: [],
      replicas: [],
      hitRatio: [],
    }));
    this.growths = run.model.components.map((component) =>
      Array.from({ length: TOTALS + 2 * component.resources.length + SCALED }, () => new Growth()),
    );
  }

  /** End of the window under way [s]. */
  get nextEnd(): number {
    return (this.windows + 1) * this.step;
  }

  /** To be called before the books are reset. */
  beforeReset(): void {
    this.growths.forEach((growths, index) => {
      this.totals(index).forEach((total, i) => {
        growths[i].reset(total);
      });
    });
  }

  /** The window under way is over. */
  close(): void {
    this.windows++;
    this.closeRequests();
    this.components.forEach((columns, index) => {
      this.closeComponent(columns, index);
    });
  }

  timeline(): Timeline {
    const { kinds, components, faults, duration } = this.run.model;
    const names = ['*', ...kinds.map((kind) => kind.name)];
    return {
      step: this.step,
      requests: Object.fromEntries(names.map((name, i) => [name, this.requests[i]])),
      components: Object.fromEntries(
        components.map((component, i) => {
          const { hitRatio, replicas, ...columns } = this.components[i];
          const own = {
            ...(component.spec.autoscale !== undefined && { replicas }),
            ...(component.definition.holds !== undefined && { hitRatio }),
          };
          return [component.spec.id, { ...columns, ...own }];
        }),
      ),
      faults: faults.map(({ label, definition, from, to }) => ({
        label,
        kind: definition.kind,
        from,
        // A momentary fault is a line, one without an end lasts to the end of the run.
        to:
          to < Number.POSITIVE_INFINITY
            ? to
            : definition.end === undefined && definition.always !== true
              ? from
              : duration,
      })),
    };
  }

  private closeRequests(): void {
    const { books } = this.run.requests;
    const { all, step } = this;
    let offered = 0;
    let ok = 0;
    let failed = 0;
    all.clear();
    books.forEach((book, i) => {
      push(
        this.requests[i + 1],
        book.windowOffered / step,
        book.windowOk / step,
        book.windowFailed / step,
        book.window,
      );
      offered += book.windowOffered;
      ok += book.windowOk;
      failed += book.windowFailed;
      all.merge(book.window);
      book.windowOffered = 0;
      book.windowOk = 0;
      book.windowFailed = 0;
      book.window.clear();
    });
    push(this.requests[0], offered / step, ok / step, failed / step, all);
  }

  private closeComponent(columns: ComponentColumns, index: number): void {
    const { step } = this;
    const component = this.run.model.components[index];
    const growth = this.totals(index).map((total, i) => this.growths[index][i].take(total));
    const [inSystem, up, hits, misses] = growth;
    const isScaled = component.spec.autoscale !== undefined;
    const [paid, working, serving] = growth.slice(-SCALED).map((area) => area / step);
    let utilization = 0;
    let queue = 0;
    component.resources.forEach((resource, i) => {
      if (isLimited(resource)) {
        const busy = growth[TOTALS + 2 * i] / step / (resource.servers * (isScaled ? working : resource.instances));
        columns.resources[resource.name].push(busy);
        utilization = Math.max(utilization, busy);
      }
      queue += growth[TOTALS + 2 * i + 1] / step;
    });
    columns.utilization.push(utilization);
    columns.queue.push(queue);
    columns.inSystem.push(inSystem / step);
    columns.up.push(up / step / (isScaled ? serving : component.instances));
    if (isScaled) columns.replicas.push(paid);
    columns.hitRatio.push(hits + misses === 0 ? null : hits / (hits + misses));
  }

  private totals(index: number): number[] {
    const { sim, books } = this.run;
    const book = books[index];
    const totals = [book.inSystem.areaAt(sim.now), book.up.areaAt(sim.now), book.hits, book.delayedHits + book.misses];
    for (const { busy, waiting } of book.resources) totals.push(busy.areaAt(sim.now), waiting.areaAt(sim.now));
    const [{ autoscaler }] = this.run.sites[index];
    if (autoscaler !== undefined) {
      for (const level of [autoscaler.paid, autoscaler.working, autoscaler.serving]) totals.push(level.areaAt(sim.now));
    }
    return totals;
  }
}

function isLimited({ servers }: { servers: number }): boolean {
  return servers < Number.POSITIVE_INFINITY;
}

function push(columns: RequestColumns, offered: number, ok: number, failed: number, latency: Histogram): void {
  columns.offered.push(offered);
  columns.ok.push(ok);
  columns.failed.push(failed);
  const quantile = (p: number) => (latency.count === 0 ? null : latency.quantile(p));
  columns.p50.push(quantile(0.5));
  columns.p95.push(quantile(0.95));
  columns.p99.push(quantile(0.99));
}

/** Element-wise mean of the series of several replications; null where none measured anything. */
export function meanTimeline(timelines: readonly Timeline[]): Timeline {
  const [first, ...rest] = timelines;
  if (rest.length === 0) return first;
  const mean = (columns: readonly (readonly (number | null)[])[]): (number | null)[] => {
    const length = Math.min(...columns.map((column) => column.length));
    return Array.from({ length }, (_, i) => {
      const known = columns.map((column) => column[i]).filter((value) => value !== null);
      return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
    });
  };
  const merged = <T>(
    of: readonly Readonly<Record<string, T>>[],
    merge: (parts: readonly T[]) => T,
  ): Record<string, T> =>
    Object.fromEntries(Object.keys(of[0]).map((name) => [name, merge(of.map((record) => record[name]))]));
  const columns = <T extends object>(parts: readonly T[]): T =>
    Object.fromEntries(
      Object.keys(parts[0]).map((name) => {
        const values = parts.map((part) => part[name as keyof T]);
        return [name, Array.isArray(values[0]) ? mean(values as never) : columns(values as never)];
      }),
    ) as T;
  return {
    ...first,
    requests: merged(
      timelines.map((timeline) => timeline.requests),
      columns,
    ),
    components: merged(
      timelines.map((timeline) => timeline.components),
      columns,
    ),
  };
}
