import { useMemo } from 'react';
import type { JudgedResult, RequestResult } from '../../simulator/index.ts';
import { Histogram, type HistogramMark } from '../charts/index.ts';
import { latencySentence } from './figures.ts';

interface LatencyProps {
  readonly of: RequestResult;
  readonly request: string;
  readonly result: JudgedResult;
  readonly previous: RequestResult | undefined;
}

/** The distribution of response times, with its percentiles and the limits that objectives set for them. */
export function Latency({ of, request, result, previous }: LatencyProps) {
  const marks = useMemo(() => marksOf(of, request, result), [of, request, result]);
  return (
    <Histogram
      title={request === '*' ? 'Response time of good answers' : `Response time of good answers: ${request}`}
      summary={`${latencySentence(of.latency)}${previous === undefined ? '' : ' The dashed outline is the run before.'}`}
      bars={of.histogram}
      marks={marks}
      ghost={previous?.histogram}
    />
  );
}

function marksOf({ latency }: RequestResult, request: string, result: JudgedResult): HistogramMark[] {
  if (latency.count === 0) return [];
  const percentiles = [
    { label: 'p50', value: latency.p50 },
    { label: 'p95', value: latency.p95 },
    { label: 'p99', value: latency.p99 },
    { label: 'p99.9', value: latency.p999 },
  ];
  // Objectives speak of this request, or of all: `p99(redirect) < 50 ms`, `p99() < 50 ms`.
  const ours = request === '*' ? /^\s*p\d+\(\s*\)/ : new RegExp(`^\\s*p\\d+\\(\\s*"?${request}"?\\s*\\)`);
  const limits = result.objectives
    .filter(({ require, limit, unit }) => unit === 's' && limit !== undefined && ours.test(require))
    .map(
      ({ require, limit }): HistogramMark => ({
        label: `limit of ${require.slice(0, require.indexOf('(')).trim()}`,
        value: limit ?? 0,
        kind: 'limit',
      }),
    );
  return [...percentiles, ...limits];
}
