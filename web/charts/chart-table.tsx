import { useState } from 'react';
import { ScrollRegion } from './scroll-region.tsx';
import styles from './time-chart.module.css';
import { type TimeChartProps, valueText, windowText } from './time-series.ts';

/** The values of a chart as a table behind a disclosure; rows are made when it is opened. */
export function ChartTable({ title, series, step, dimension }: TimeChartProps) {
  const [open, setOpen] = useState(false);
  const windows = series[0]?.values.length ?? 0;
  return (
    <details className={styles['table']} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Data</summary>
      {open && (
        <ScrollRegion className={styles['rows']} label={`${title}: data`}>
          <table>
            <thead>
              <tr>
                <th scope="col">Time</th>
                {series.map(({ label }) => (
                  <th scope="col" key={label}>
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {Array.from({ length: windows }, (_, window) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a window is its index
                <tr key={window}>
                  <th scope="row">{windowText(window, step)}</th>
                  {series.map(({ label, values }) => (
                    <td key={label}>{valueText(values[window], dimension)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </details>
  );
}
