import { expect, test } from 'vitest';
import { z } from 'zod';
import { Experiment, Tracing } from '../../../simulator/index.ts';
import { otlp, type TracesData } from '../../../src/otlp/index.ts';
import { everything } from '../../simulator/tracing/sums.ts';
import { modelOf } from '../../support/topology.ts';

/**
 * The JSON encoding of trace.proto as the OTLP specification says it: ids as hexadecimal text and not all zero, 64-bit integers as decimal
 * text, enumerations as numbers, lowerCamelCase, and of a value exactly one kind.
 */
const hexId = (bytes: number) =>
  z
    .string()
    .regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`))
    .refine((id) => !/^0+$/.test(id));
const int64 = z.string().regex(/^-?\d{1,19}$/);
const anyValue = z.union([
  z.strictObject({ stringValue: z.string() }),
  z.strictObject({ intValue: int64 }),
  z.strictObject({ doubleValue: z.number() }),
  z.strictObject({ boolValue: z.boolean() }),
]);
const attributes = z
  .array(z.strictObject({ key: z.string().min(1), value: anyValue }))
  .refine((list) => new Set(list.map(({ key }) => key)).size === list.length);
const span = z
  .strictObject({
    traceId: hexId(16),
    spanId: hexId(8),
    parentSpanId: hexId(8).optional(),
    name: z.string().min(1),
    kind: z.int().min(1).max(5),
    startTimeUnixNano: int64,
    endTimeUnixNano: int64,
    attributes,
    events: z.array(z.strictObject({ timeUnixNano: int64, name: z.string().min(1) })).optional(),
    status: z.strictObject({ code: z.int().min(0).max(2).optional(), message: z.string().optional() }),
  })
  .refine((of) => BigInt(of.endTimeUnixNano) >= BigInt(of.startTimeUnixNano));
const tracesData = z.strictObject({
  resourceSpans: z.array(
    z.strictObject({
      resource: z.strictObject({ attributes }),
      scopeSpans: z.array(z.strictObject({ scope: z.strictObject({ name: z.string() }), spans: z.array(span) })),
    }),
  ),
});

function exported(): { data: TracesData; numbers: number[]; lengths: bigint[] } {
  const model = modelOf(everything(2000));
  const experiment = new Experiment(model, { blame: true });
  while (!experiment.advance(1e9));
  const tracing = new Tracing(model, experiment.gathering.picks(10));
  while (!tracing.advance(1e9));
  const traces = tracing.traces();
  return {
    data: otlp(traces, experiment.result().run.digest),
    numbers: traces.map(({ number }) => number),
    lengths: traces.map(({ from, to }) => BigInt(Math.round(to * 1e9)) - BigInt(Math.round(from * 1e9))),
  };
}

const { data, numbers, lengths } = exported();
const spans = data.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));

test('what is written is OTLP in JSON, as the specification encodes it', () => {
  expect(tracesData.safeParse(JSON.parse(JSON.stringify(data))).error).toBeUndefined();
});

test('every resource is a service with a name and an instance, each once', () => {
  const names = data.resourceSpans.map(({ resource }) => JSON.stringify(resource.attributes));
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/service\.name.*service\.instance\.id/);
});

test('span ids differ, and each parent is a span of the same trace', () => {
  const ids = new Map(spans.map((each) => [each.spanId, each]));
  expect(ids.size).toBe(spans.length);
  expect(spans.length).toBeGreaterThan(200);
  for (const { parentSpanId, traceId } of spans) {
    if (parentSpanId !== undefined) expect(ids.get(parentSpanId)?.traceId).toBe(traceId);
  }
});

test('each trace has one root, which lasts as long as its request took', () => {
  const roots = spans.filter(({ parentSpanId }) => parentSpanId === undefined);
  expect(roots.length).toBe(numbers.length);
  expect(new Set(roots.map(({ traceId }) => traceId)).size).toBe(numbers.length);
  numbers.forEach((number, i) => {
    const root = roots.find(({ traceId }) => Number.parseInt(traceId.slice(16), 16) === number);
    if (root === undefined) throw new Error('a request without a root');
    expect(BigInt(root.endTimeUnixNano) - BigInt(root.startTimeUnixNano)).toBe(lengths[i]);
  });
});

test('the same run gives the same file', () => {
  expect(exported().data).toEqual(data);
});
