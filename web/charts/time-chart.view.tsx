import { useEffect, useId, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatQuantity } from '../../simulator/index.ts';
import { ChartTable } from './chart-table.tsx';
import { type ColorToken, computedColor, useThemeVersion } from './colors.ts';
import { moveCursor, useCursor } from './cursor.ts';
import styles from './time-chart.module.css';
import { readingText, type TimeChartProps, valueRange, valueText, windowText } from './time-series.ts';

const SYNC = 'simulated-time';
const HEIGHT = 148;
const FONT = '11px "Inter Variable", system-ui, sans-serif';

/** A chart over simulated time: lines, fault bands, a cursor shared with its siblings, and the same as a table. */
export default function TimeChart(chart: TimeChartProps) {
  const { title, summary, step, series, dimension, instant, onInstant } = chart;
  const heading = useId();
  const said = useId();
  const canvas = useRef<HTMLDivElement>(null);
  usePlot(canvas, chart);
  const hover = useCursor();
  const shown = hover ?? instant;
  const windows = series[0]?.values.length ?? 0;
  const at = Math.min(shown ?? 0, Math.max(0, windows - 1));
  return (
    <figure className={styles['figure']} aria-labelledby={heading} aria-describedby={said}>
      <figcaption className={styles['caption']}>
        <span id={heading} className={styles['title']}>
          {title}
        </span>
        <span className={styles['when']}>{shown === undefined ? '' : windowText(at, step)}</span>
      </figcaption>
      <ul className={styles['legend']}>
        {series.map((line) => (
          <li key={line.label}>
            <svg viewBox="0 0 22 6" aria-hidden="true" className={styles['sample']}>
              <line
                x1="0"
                x2="22"
                y1="3"
                y2="3"
                stroke={`var(${line.color})`}
                strokeWidth={line.ghost === true ? 1 : 2}
                strokeDasharray={line.dash?.join(' ')}
              />
            </svg>
            {line.label}
            {shown !== undefined && <b className={styles['value']}>{valueText(line.values[at], dimension)}</b>}
          </li>
        ))}
      </ul>
      <div
        className={styles['plot']}
        role="slider"
        tabIndex={0}
        aria-label={`${title}: instant`}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, windows - 1)}
        aria-valuenow={at}
        aria-valuetext={shown === undefined ? 'Whole run' : readingText(at, chart)}
        onKeyDown={(event) => {
          const next = keyed(event.key, instant, windows);
          if (next === 'ignored') return;
          event.preventDefault();
          event.stopPropagation();
          onInstant(next);
        }}
      >
        <div ref={canvas} aria-hidden="true" />
      </div>
      <p id={said} className={styles['summary']}>
        {summary}
      </p>
      <ChartTable {...chart} />
    </figure>
  );
}

/** The window that a key leads to; Escape leads back to the whole run. */
function keyed(key: string, instant: number | undefined, windows: number): number | undefined | 'ignored' {
  const last = windows - 1;
  if (last < 0) return 'ignored';
  const page = Math.max(1, Math.round(windows / 10));
  const by = (delta: number): number => Math.min(last, Math.max(0, instant === undefined ? 0 : instant + delta));
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return by(1);
    case 'ArrowLeft':
    case 'ArrowDown':
      return by(-1);
    case 'PageUp':
      return by(page);
    case 'PageDown':
      return by(-page);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'Escape':
      return undefined;
    default:
      return 'ignored';
  }
}

/** Keeps a plot drawn in the element: anew when the data or the theme change, resized with the element. */
function usePlot(canvas: React.RefObject<HTMLDivElement | null>, chart: TimeChartProps): void {
  const theme = useThemeVersion();
  const plot = useRef<uPlot | undefined>(undefined);
  const live = useRef(chart);
  live.current = chart;
  const { series, bands, step, dimension, logarithmic, instant } = chart;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme is read from the element's computed style
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const made = new uPlot(
      options(element, { series, bands, dimension, logarithmic: logarithmic === true }, live),
      columns(series, step, logarithmic === true),
      element,
    );
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [canvas, series, bands, step, dimension, logarithmic, theme]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the instant is drawn from the live properties
  useEffect(() => plot.current?.redraw(false, false), [instant]);
}

function columns(series: TimeChartProps['series'], step: number, logarithmic: boolean): uPlot.AlignedData {
  const windows = series[0]?.values.length ?? 0;
  const times = Array.from({ length: windows }, (_, window) => (window + 0.5) * step);
  const drawn = (value: number | null): number | null => (logarithmic && value !== null && value <= 0 ? null : value);
  return [times, ...series.map(({ values }) => values.map(drawn))];
}

type Drawn = Pick<TimeChartProps, 'series' | 'bands' | 'dimension'> & { readonly logarithmic: boolean };

function options(
  element: HTMLElement,
  { series, bands, dimension, logarithmic }: Drawn,
  live: { readonly current: TimeChartProps },
): uPlot.Options {
  const color = (token: ColorToken): string => computedColor(element, `var(${token})`);
  const tint = (token: ColorToken): string =>
    computedColor(element, `color-mix(in srgb, var(${token}) 14%, transparent)`);
  const ink = color('--text-muted');
  const axis = { stroke: ink, font: FONT, grid: { stroke: color('--border'), width: 1 }, ticks: { show: false } };
  const [low, high] = valueRange(
    series,
    logarithmic,
    dimension === 'fraction' ? fractionTop(series) : burstTop(series),
  );
  const round = roundTicks(low, high);
  return {
    width: Math.max(160, element.clientWidth),
    height: HEIGHT,
    padding: [3 + LABEL * labelRows(bands), 14, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: SYNC }, drag: { x: false, y: false }, points: { size: 6 }, y: false },
    scales: {
      x: {
        time: false,
        range: (_, from, to) => [Math.max(0, from - live.current.step / 2), to + live.current.step / 2],
      },
      y: { range: [low, high], distr: logarithmic ? 3 : 1 },
    },
    axes: [
      { ...axis, size: 24, values: (_, ticks) => ticks.map((tick) => formatQuantity(tick, 'time')) },
      {
        ...axis,
        size: 58,
        space: 28,
        ...(logarithmic ? { filter: round, grid: { ...axis.grid, filter: round } } : {}),
        values: (_, ticks) => ticks.map((tick) => (tick === null ? '' : formatQuantity(tick, dimension))),
      },
    ],
    series: [
      {},
      ...series.map((line) => ({
        label: line.label,
        stroke: color(line.color),
        width: line.ghost === true ? 1 : 1.75,
        alpha: line.ghost === true ? 0.5 : 1,
        points: { show: false },
        ...(line.dash === undefined ? {} : { dash: [...line.dash] }),
        ...(line.filled === true ? { fill: tint(line.color) } : {}),
      })),
    ],
    hooks: {
      drawClear: [(plot) => drawBands(plot, bands, ink, { fault: tint('--bad'), warmup: tint('--series-5') })],
      draw: [(plot) => drawInstant(plot, live.current, ink)],
      setCursor: [(plot) => moveCursor(plot.cursor.idx ?? undefined)],
      ready: [
        (plot) => plot.over.addEventListener('click', () => live.current.onInstant(plot.cursor.idx ?? undefined)),
      ],
    },
  };
}

/** A logarithmic axis is marked at its decades; at 2 and 5 as well where it has but one. */
function roundTicks(low: number, high: number): uPlot.Axis.Filter {
  const leading = high / low < 11 ? [1, 2, 5] : [1];
  return (_, ticks) =>
    ticks.map((tick) => (leading.includes(Number(tick.toExponential(3).split('e')[0])) ? tick : null));
}

function highest(series: TimeChartProps['series']): number {
  return Math.max(0, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)));
}

/** Twice what the steady series reach, where a burst goes beyond that: a crash fails all it held in one window. */
function burstTop(series: TimeChartProps['series']): number | undefined {
  const room = 2 * highest(series.filter(({ bursts }) => bursts !== true));
  return room > 0 && highest(series) > room ? room : undefined;
}

/** Shares are read against the whole unless they are far below it. */
function fractionTop(series: TimeChartProps['series']): number | undefined {
  const high = highest(series);
  return high > 0.3 ? Math.max(1.04, high * 1.05) : undefined;
}

/** Height of a row of labels [CSS px]. */
const LABEL = 13;

/** Rows for labels above the plot: a second one where several faults may begin close to each other. */
function labelRows(bands: TimeChartProps['bands']): number {
  return bands.filter(({ kind }) => kind === 'fault').length > 1 ? 2 : 1;
}

function drawBands(
  plot: uPlot,
  bands: TimeChartProps['bands'],
  ink: string,
  fill: Readonly<Record<'fault' | 'warmup', string>>,
): void {
  const { ctx, bbox } = plot;
  const right = bbox.left + bbox.width;
  const gap = 4 * devicePixelRatio;
  ctx.save();
  ctx.font = FONT.replace('11px', `${11 * devicePixelRatio}px`);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'bottom';
  // Labels stand above the plot, where no line crosses them; one for which no row has room is left to the cursor's reading.
  const rows = Array.from({ length: labelRows(bands) }, (): (readonly [number, number])[] => []);
  for (const band of bands.toSorted((a, b) => a.kind.localeCompare(b.kind))) {
    const from = Math.max(bbox.left, plot.valToPos(band.from, 'x', true));
    const to = Math.min(right, Math.max(from + 2 * devicePixelRatio, plot.valToPos(band.to, 'x', true)));
    if (to <= from) continue;
    ctx.fillStyle = fill[band.kind];
    ctx.fillRect(from, bbox.top, to - from, bbox.height);
    const { width } = ctx.measureText(band.label);
    const start = Math.min(from, right - width);
    const row = rows.findIndex(
      (taken) => !taken.some(([low, high]) => start < high + gap && start + width + gap > low),
    );
    rows[row]?.push([start, start + width]);
    if (row === -1) continue;
    ctx.fillStyle = ink;
    ctx.fillText(band.label, start, bbox.top - (1 + row * LABEL) * devicePixelRatio);
  }
  ctx.restore();
}

function drawInstant(plot: uPlot, { instant, step }: TimeChartProps, ink: string): void {
  if (instant === undefined) return;
  const { ctx, bbox } = plot;
  const x = plot.valToPos((instant + 0.5) * step, 'x', true);
  ctx.save();
  ctx.strokeStyle = ink;
  ctx.lineWidth = 2 * devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}
