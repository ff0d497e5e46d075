import { useMemo } from 'react';
import { formatQuantity } from '../../simulator/index.ts';
import { useCompiled } from '../state/compiled.ts';
import { ratePlan } from './rate.ts';
import styles from './timeline.module.css';

interface RatePlotProps {
  readonly width: number;
  /** [s] */
  readonly horizon: number;
  readonly warmup: number;
}

const HEIGHT = 52;
const FOOT = 16;
/** Pixels between two samples of the curve. */
const SAMPLE = 2;

/** The rate asked for over the run, as an area; its greatest value is written beside it. */
export function RatePlot({ width, horizon, warmup }: RatePlotProps) {
  const { topology } = useCompiled();
  const plan = useMemo(() => (topology === undefined ? undefined : ratePlan(topology)), [topology]);
  const rates = useMemo(() => {
    const count = Math.max(2, Math.ceil(width / SAMPLE));
    return Array.from({ length: count + 1 }, (_, i) => plan?.at((i / count) * horizon) ?? 0);
  }, [plan, width, horizon]);
  const top = Math.max(...rates);
  const low = Math.min(...rates);
  const x = (time: number): number => (time / horizon) * width;
  const y = (rate: number): number => HEIGHT - (top === 0 ? 0 : (rate / top) * (HEIGHT - 16));
  const line = rates
    .map((rate, i) => `${((i / (rates.length - 1)) * width).toFixed(1)} ${y(rate).toFixed(1)}`)
    .join('L');
  const says = summary(plan, low, top);
  return (
    <figure className={styles['plot']} aria-label={`Rate over simulated time: ${says}`}>
      <svg width={width} height={HEIGHT + FOOT} aria-hidden="true">
        <rect className={styles['warmup']} x={0} y={0} width={x(Math.min(warmup, horizon))} height={HEIGHT} />
        {top > 0 && (
          <>
            <path className={styles['area']} d={`M0 ${HEIGHT}L${line}L${width} ${HEIGHT}Z`} />
            <path className={styles['line']} d={`M${line}`} />
          </>
        )}
        {x(warmup) > 60 && (
          <text className={styles['label']} x={4} y={HEIGHT - 5}>
            warm-up
          </text>
        )}
        <text className={styles['label']} x={width - 4} y={11} textAnchor="end">
          {says}
        </text>
        <line className={styles['axis']} x1={0} x2={width} y1={HEIGHT} y2={HEIGHT} />
        {ticks(horizon, width).map((tick) => (
          <text
            key={tick}
            className={styles['label']}
            x={x(tick)}
            y={HEIGHT + 12}
            textAnchor={tick === 0 ? 'start' : x(tick) > width - 16 ? 'end' : 'middle'}
          >
            {formatQuantity(tick, 'time')}
          </text>
        ))}
      </svg>
    </figure>
  );
}

function summary(plan: ReturnType<typeof ratePlan> | undefined, low: number, top: number): string {
  if (plan === undefined) return 'the design has problems, so its rate is not known';
  const users =
    plan.others === 0 ? '' : ` and ${plan.others === 1 ? 'one stream' : `${plan.others} streams`} without a fixed rate`;
  if (top === 0) return plan.others === 0 ? 'no requests' : 'depends on how soon users are answered';
  const rate = (value: number): string => formatQuantity(value, 'rate');
  return (top - low < top * 1e-3 ? rate(top) : `${rate(low)} to ${rate(top)}`) + users;
}

/** Round times along the axis, about one in 90 pixels. */
function ticks(horizon: number, width: number): number[] {
  const rough = (horizon * 90) / Math.max(90, width);
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((candidate) => candidate * decade >= rough) ?? 10) * decade;
  return Array.from({ length: Math.floor(horizon / step + 1e-9) + 1 }, (_, i) => Number((i * step).toPrecision(9)));
}
