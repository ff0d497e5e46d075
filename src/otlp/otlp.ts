import type { RequestTrace, SpanKind, TraceSpan } from '../../simulator/index.ts';

/**
 * Traces as OTLP, in its JSON encoding: trace and span ids in hexadecimal, 64-bit integers as decimal strings, enumerations as
 * numbers, names in lowerCamelCase. [OpenTelemetry protocol specification 1.5, "JSON Protobuf Encoding"; opentelemetry-proto,
 * trace.proto] It is one `TracesData`, which Jaeger's "Upload" reads, and what a collector takes at `/v1/traces`.
 */
export interface TracesData {
  readonly resourceSpans: readonly ResourceSpans[];
}

interface ResourceSpans {
  readonly resource: { readonly attributes: readonly Attribute[] };
  readonly scopeSpans: readonly { readonly scope: { readonly name: string }; readonly spans: readonly Span[] }[];
}

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly events?: readonly { readonly timeUnixNano: string; readonly name: string }[];
  readonly status: { readonly code?: number; readonly message?: string };
}

interface Attribute {
  readonly key: string;
  readonly value:
    | { readonly stringValue: string }
    | { readonly intValue: string }
    | { readonly doubleValue: number }
    | { readonly boolValue: boolean };
}

/** 2026-01-01T00:00:00Z: where the simulated clock begins, so that the same run gives the same file. [ns] */
const EPOCH = 1_767_225_600_000_000_000n;

/** SpanKind of trace.proto. */
const kinds: Readonly<Record<SpanKind, number>> = { policy: 1, visit: 2, call: 3, request: 3 };
const STATUS_ERROR = 2;

/** `digest` of the run that the traces are from; it is the first half of their ids, so that those of two runs do not meet. */
export function otlp(traces: readonly RequestTrace[], digest: string): TracesData {
  const resources = new Map<string, { readonly attributes: readonly Attribute[]; readonly spans: Span[] }>();
  for (const trace of traces) {
    trace.spans.forEach((span, position) => {
      const id = `${span.component}#${span.instance}`;
      const resource = resources.get(id) ?? { attributes: resourceAttributes(span, id), spans: [] };
      resources.set(id, resource);
      resource.spans.push(spanOf(trace, span, position, digest));
    });
  }
  return {
    resourceSpans: [...resources.values()].map(({ attributes, spans }) => ({
      resource: { attributes },
      scopeSpans: [{ scope: { name: 'headroom' }, spans }],
    })),
  };
}

function resourceAttributes({ component }: TraceSpan, id: string): Attribute[] {
  return [text('service.name', component), text('service.instance.id', id)];
}

function spanOf(trace: RequestTrace, span: TraceSpan, position: number, digest: string): Span {
  const isRoot = span.parent === undefined;
  const { works = [] } = span;
  return {
    traceId: digest + hex(trace.number, 16),
    spanId: spanId(trace, position),
    ...(span.parent !== undefined && { parentSpanId: spanId(trace, span.parent) }),
    name: span.name,
    kind: kinds[span.kind],
    startTimeUnixNano: nanos(span.from),
    endTimeUnixNano: nanos(span.to),
    attributes: [
      text('headroom.outcome', span.outcome),
      text('headroom.component', span.component),
      whole('headroom.instance', span.instance),
      ...(span.attempt === undefined ? [] : [whole('headroom.attempt', span.attempt)]),
      ...(span.wait === undefined ? [] : [seconds('headroom.wait', span.wait)]),
      ...(span.work === undefined ? [] : [seconds('headroom.work', span.work)]),
      ...(span.isOpen === undefined ? [] : [{ key: 'headroom.open', value: { boolValue: true } }]),
      ...(isRoot ? rootAttributes(trace) : []),
    ],
    ...(works.length > 0 && {
      events: works.flatMap(([from, to]) => [
        { timeUnixNano: nanos(from), name: 'work begins' },
        { timeUnixNano: nanos(to), name: 'work ends' },
      ]),
    }),
    status: isFailed(span.outcome) ? { code: STATUS_ERROR, message: span.outcome } : {},
  };
}

function rootAttributes({ number, why, failedAt, dropped }: RequestTrace): Attribute[] {
  return [
    whole('headroom.request', number),
    text('headroom.picked', why),
    ...(failedAt === undefined ? [] : [text('headroom.failed_at', failedAt)]),
    ...(dropped === 0 ? [] : [whole('headroom.dropped_spans', dropped)]),
  ];
}

/** Unlike in results, a miss of a cache is an answer. */
function isFailed(outcome: string): boolean {
  return outcome !== 'ok' && outcome !== 'miss';
}

const text = (key: string, stringValue: string): Attribute => ({ key, value: { stringValue } });
const whole = (key: string, value: number): Attribute => ({ key, value: { intValue: String(value) } });
const seconds = (key: string, doubleValue: number): Attribute => ({ key, value: { doubleValue } });

function spanId({ number }: RequestTrace, position: number): string {
  return hex(number, 8) + hex(position + 1, 8);
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0').slice(-digits);
}

/** A moment of the simulated clock [s]; to the nanosecond, which is finer than what a double tells apart. */
function nanos(time: number): string {
  return String(EPOCH + BigInt(Math.round(time * 1e9)));
}
