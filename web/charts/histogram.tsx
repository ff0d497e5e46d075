import { useId, useMemo } from 'react';
import { formatQuantity, type HistogramBar } from '../../simulator/index.ts';
import styles from './histogram.module.css';
import { axisOf, type LogAxis, type LogBin, logBins, logPosition, logTicks } from './log-bins.ts';
import { useWidth } from './use-width.ts';

export interface HistogramMark {
  readonly label: string;
  /** [s] */
  readonly value: number;
  /** A limit is drawn as a border, a percentile as a mark. */
  readonly kind?: 'limit';
}

interface HistogramProps {
  readonly title: string;
  readonly summary: string;
  readonly bars: readonly HistogramBar[];
  readonly marks: readonly HistogramMark[];
  /** The run before, drawn as an outline. */
  readonly ghost?: readonly HistogramBar[] | undefined;
}

const PLOT = 108;
const ROW = 14;
const FOOT = 18;
/** Pixels that a label needs so that it does not lie over the next. */
const LABEL = 86;

/** Times on a logarithmic axis as bars, with percentiles marked. */
export function Histogram({ title, summary, bars, marks, ghost }: HistogramProps) {
  const [frame, width] = useWidth<HTMLDivElement>();
  const heading = useId();
  const axis = useMemo(() => axisOf(ghost === undefined ? bars : [...bars, ...ghost].sort(byStart)), [bars, ghost]);
  return (
    <figure className={styles['figure']} aria-labelledby={heading}>
      <figcaption id={heading} className={styles['title']}>
        {title}
      </figcaption>
      <div ref={frame} aria-hidden="true" className={styles['frame']}>
        {axis !== undefined && width > 0 && <Plot axis={axis} width={width} bars={bars} marks={marks} ghost={ghost} />}
      </div>
      <p className={styles['summary']}>{summary}</p>
    </figure>
  );
}

function byStart(a: HistogramBar, b: HistogramBar): number {
  return a.from - b.from;
}

interface PlotProps extends Pick<HistogramProps, 'bars' | 'marks' | 'ghost'> {
  readonly axis: LogAxis;
  readonly width: number;
}

function Plot({ axis, width, bars, marks, ghost }: PlotProps) {
  const count = Math.max(12, Math.min(72, Math.floor(width / 9)));
  const bins = useMemo(() => logBins(bars, axis, count), [bars, axis, count]);
  const before = useMemo(() => (ghost === undefined ? [] : logBins(ghost, axis, count)), [ghost, axis, count]);
  const placed = place(marks, axis, width);
  const head = ROW * (1 + Math.max(0, ...placed.map(({ row }) => row)));
  const top = Math.max(...bins.map(({ share }) => share), ...before.map(({ share }) => share));
  const height = (share: number): number => (share === 0 ? 0 : Math.max(1.5, (share / top) * (PLOT - 4)));
  const bar = width / count;
  const base = head + PLOT;
  return (
    <svg width={width} height={base + FOOT} role="presentation">
      {bins.map((bin, index) => (
        <rect
          key={bin.from}
          className={styles['bar']}
          x={index * bar + 0.5}
          width={Math.max(1, bar - 1)}
          y={base - height(bin.share)}
          height={height(bin.share)}
        >
          <title>{binText(bin)}</title>
        </rect>
      ))}
      {before.length > 0 && <path className={styles['ghost']} d={outline(before, bar, base, height)} />}
      <line className={styles['axis']} x1={0} x2={width} y1={base} y2={base} />
      {logTicks(axis, Math.floor(width / 56)).map((tick) => (
        <text
          key={tick}
          className={styles['tick']}
          x={logPosition(tick, axis) * width}
          y={base + 13}
          textAnchor={anchor(logPosition(tick, axis))}
        >
          {formatQuantity(tick, 'time')}
        </text>
      ))}
      {placed.map(({ label, value, kind, x, row, flip }) => (
        <g key={label} className={kind === 'limit' ? styles['limit'] : styles['mark']}>
          <line x1={x} x2={x} y1={row * ROW + 2} y2={base} />
          <text x={flip ? x - 4 : x + 4} y={row * ROW + 11} textAnchor={flip ? 'end' : 'start'}>
            {label} {formatQuantity(value, 'time')}
          </text>
        </g>
      ))}
    </svg>
  );
}

function binText({ from, to, share }: LogBin): string {
  return `${formatQuantity(from, 'time')}–${formatQuantity(to, 'time')}: ${formatQuantity(share, 'fraction')} of requests`;
}

function anchor(position: number): 'start' | 'middle' | 'end' {
  return position < 0.02 ? 'start' : position > 0.98 ? 'end' : 'middle';
}

function outline(bins: readonly LogBin[], bar: number, base: number, height: (share: number) => number): string {
  let path = `M0 ${base}`;
  bins.forEach((bin, index) => {
    path += `L${(index * bar).toFixed(1)} ${(base - height(bin.share)).toFixed(1)}H${((index + 1) * bar).toFixed(1)}`;
  });
  return `${path}V${base}`;
}

interface Placed extends HistogramMark {
  readonly x: number;
  /** Labels that would lie over each other are on rows of their own. */
  readonly row: number;
  /** The label stands left of its line, where there is no room at its right. */
  readonly flip: boolean;
}

function place(marks: readonly HistogramMark[], axis: LogAxis, width: number): Placed[] {
  const ends: number[] = [];
  return marks
    .filter(({ value }) => value > 0 && value <= axis.to * 1.0001)
    .toSorted((a, b) => a.value - b.value)
    .map((mark) => {
      const x = logPosition(mark.value, axis) * width;
      const flip = x + LABEL > width;
      const from = flip ? x - LABEL : x;
      let row = ends.findIndex((end) => end <= from);
      if (row === -1) row = ends.length;
      ends[row] = from + LABEL;
      return { ...mark, x, row, flip };
    });
}
