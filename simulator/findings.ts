import type { Model } from './model.ts';
import { formatQuantity } from './quantity.ts';
import type { ResultFinding, RunResult } from './result.ts';
import { isSaturated, longestSpell, SATURATED } from './saturation.ts';

const HIGH = 0.8;

const percent = (share: number) => formatQuantity(share, 'fraction');
const time = (seconds: number) => formatQuantity(seconds, 'time');

/** What a run shows, in words with the numbers they rest on: the gravest first. */
export function findingsOf(model: Model, result: RunResult): ResultFinding[] {
  const found = [
    ...saturation(model, result),
    ...failures(model, result),
    ...pools(result),
    ...retries(result),
    ...breakers(result),
    ...backlogs(result),
    ...waste(result),
    ...bottleneck(result),
  ];
  const rank = { critical: 0, warning: 1, info: 2 } as const;
  return found.sort((a, b) => rank[a.severity] - rank[b.severity]);
}

function saturation(model: Model, result: RunResult): ResultFinding[] {
  return model.components.flatMap(({ spec, resources, outgoing }) =>
    resources.flatMap(({ name, holdsCalls }): ResultFinding[] => {
      const resource = result.components[spec.id].resources[name];
      if (!isSaturated(result, spec.id, name)) return [];
      // Threads that wait for a core of their own component are full because the cores are.
      if (holdsCalls && resources.some((other) => !other.holdsCalls && isSaturated(result, spec.id, other.name)))
        return [];
      const spell = longestSpell(result, spec.id, name);
      const isWhole = resource.utilization >= SATURATED;
      const when = isWhole ? '' : ` from ${time(spell.from)} to ${time(spell.to)}`;
      const slowest = outgoing
        .map((number) => model.connections[number].spec)
        .map(({ to }) => ({ to, mean: result.connections[`${spec.id}->${to}`].latency.mean }))
        .sort((a, b) => b.mean - a.mean)[0];
      const isHeld = holdsCalls && slowest !== undefined && slowest.mean > result.components[spec.id].latency.mean / 3;
      const what = resource.title.toLowerCase();
      const evidence = {
        utilization: resource.utilization,
        queue: resource.queue.mean,
        waitP99: resource.wait.p99,
        ...(isWhole ? {} : { from: spell.from, to: spell.to }),
      };
      return [
        {
          code: isHeld ? 'threads-held' : 'saturated',
          severity: 'critical',
          component: spec.id,
          says: isHeld
            ? `${spec.id}: all its ${what} were taken${when}, held while they waited for ${slowest.to}. More of them would only wait too; a timeout or a circuit breaker gives them back.`
            : `${spec.id}: all its ${what} were busy${when}: it was asked for more than it can do. 1 % of the requests waited for them longer than ${time(resource.wait.p99)}.`,
          evidence: isHeld ? { ...evidence, callee: slowest.to, calleeMean: slowest.mean } : evidence,
        },
      ];
    }),
  );
}

const CAUSES: Readonly<Record<string, string>> = {
  rejected: 'its queue was full',
  'rate-limited': 'the rate limit refused them',
  refused: 'it was down when they came',
  unavailable: 'no healthy target was known',
  'circuit-open': 'the circuit breaker was open',
  timeout: 'no answer came in time',
  error: 'it answered with an error',
  'bulkhead-full': 'the bulkhead had no room for them',
  throttled: 'the caller throttled itself',
  'deadline-exceeded': 'their deadline passed',
  canceled: 'nobody waited for them any more',
  crashed: 'it crashed with them inside',
  shed: 'it shed them: they were late, or others more urgent',
  abandoned: 'they waited too long for their turn',
};

/** A share of failures that nobody would mention. */
const NEGLIGIBLE = 1e-4;

function failures(model: Model, result: RunResult): ResultFinding[] {
  const all = result.requests['*'];
  if (all.errorRate < NEGLIGIBLE) return [];
  const [first] = all.failures;
  const failed = all.failures.reduce((sum, { count }) => sum + count, 0);
  const isConnection = first.at.includes('->');
  const isLimited = model.components.some(
    ({ spec }) => spec.id === first.at && spec['concurrencyLimit'] !== undefined && first.reason === 'rejected',
  );
  const cause = isLimited ? 'it had as many in progress as its limit lets in' : (CAUSES[first.reason] ?? first.reason);
  return [
    {
      code: 'failures',
      severity: all.errorRate > 0.001 ? 'critical' : 'warning',
      ...(isConnection ? { connection: first.at } : { component: first.at }),
      says: `${percent(all.errorRate)} of the requests failed. Most (${percent(first.count / failed)}) at ${first.at.replace('->', ' → ')}: ${cause}.`,
      evidence: { errorRate: all.errorRate, reason: first.reason, count: first.count },
    },
  ];
}

function pools(result: RunResult): ResultFinding[] {
  return Object.entries(result.connections).flatMap(([connection, { from, to, pool }]): ResultFinding[] => {
    if (pool === undefined || pool.utilization < HIGH) return [];
    return [
      {
        code: 'pool-exhausted',
        severity: pool.utilization >= SATURATED ? 'critical' : 'warning',
        connection,
        says: `${from} → ${to}: the ${pool.size} connections of each caller are ${percent(pool.utilization)} taken, and 1 % of the calls wait longer than ${time(pool.wait.p99)} for one.`,
        evidence: { utilization: pool.utilization, waitP99: pool.wait.p99, size: pool.size },
      },
    ];
  });
}

function retries(result: RunResult): ResultFinding[] {
  return Object.entries(result.connections).flatMap(
    ([connection, { from, to, calls, attempts, retries: made }]): ResultFinding[] => {
      const amplification = attempts / calls;
      // Retries that a bulkhead or an open breaker refuses are no load.
      if (calls === 0 || made / calls < 0.05 || amplification <= 1) return [];
      return [
        {
          code: 'retry-amplification',
          severity: amplification > 1.5 ? 'critical' : 'warning',
          connection,
          says: `${from} → ${to}: retries turn each call into ${amplification.toFixed(2)} attempts. They add load just when capacity is missing.`,
          evidence: { amplification, retries: made, calls },
        },
      ];
    },
  );
}

function breakers(result: RunResult): ResultFinding[] {
  return Object.entries(result.connections).flatMap(([connection, { from, to, breaker }]): ResultFinding[] => {
    if (breaker === undefined || breaker.opened === 0) return [];
    return [
      {
        code: 'breaker-opened',
        severity: 'warning',
        connection,
        says: `${from} → ${to}: the circuit breaker opened ${breaker.opened} times and was open ${percent(breaker.openFraction)} of the time.`,
        evidence: { opened: breaker.opened, openFraction: breaker.openFraction },
      },
    ];
  });
}

function backlogs(result: RunResult): ResultFinding[] {
  return Object.entries(result.components).flatMap(([component, { lag, arrivalRate, throughput }]): ResultFinding[] => {
    // A backlog of seconds of work at the end is one that grew.
    if (lag === undefined || lag.backlog < Math.max(100, arrivalRate * 2)) return [];
    return [
      {
        code: 'backlog',
        severity: 'warning',
        component,
        says: `${component}: ${Math.round(lag.backlog)} messages still wait at the end. Workers take longer than producers: the backlog grows.`,
        evidence: { backlog: lag.backlog, arrivalRate, throughput },
      },
    ];
  });
}

function waste(result: RunResult): ResultFinding[] {
  return Object.entries(result.components).flatMap(([component, { resources }]) =>
    Object.values(resources).flatMap(({ title, wasted, utilization }): ResultFinding[] => {
      if (wasted < 0.05) return [];
      return [
        {
          code: 'wasted-work',
          severity: 'warning',
          component,
          says: `${component}: ${percent(wasted / utilization)} of the time of its ${title.toLowerCase()} went into work whose caller had already given up.`,
          evidence: { wasted, utilization },
        },
      ];
    }),
  );
}

function bottleneck({ bottleneck: found, components }: RunResult): ResultFinding[] {
  if (found === undefined || found.saturated !== undefined) return [];
  const { component, resource, utilization } = found;
  return [
    {
      code: 'bottleneck',
      severity: utilization >= HIGH ? 'warning' : 'info',
      component,
      says: `${component} has the least headroom: its ${components[component].resources[resource].title.toLowerCase()} are busy ${percent(utilization)} of the time.`,
      evidence: { utilization },
    },
  ];
}
