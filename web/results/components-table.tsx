import { ArrowDown, ArrowUp } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { JudgedResult } from '../../simulator/index.ts';
import { ScrollRegion } from '../charts/index.ts';
import { useSelection } from '../state/document-store.ts';
import { Badge, UtilizationBar } from '../ui/index.ts';
import styles from '../ui/report.module.css';
import {
  type Column,
  type ComponentRow,
  columns,
  componentRows,
  type Sorting,
  sorted,
  sortedBy,
} from './component-rows.ts';
import { count, rate, share, time } from './format.ts';
import { PlaceLink } from './place-link.tsx';

const heads: Readonly<Record<Column, { readonly title: string; readonly help: string }>> = {
  id: { title: 'Component', help: 'Click a name to select it on the canvas.' },
  utilization: { title: 'Utilization', help: 'Mean share busy of its most utilized resource, and which one that is.' },
  arrivalRate: { title: 'Requests', help: 'Requests that reached it per second.' },
  queue: { title: 'Queue', help: 'Requests waiting: mean, and the most at any time.' },
  wait: { title: 'Wait p99', help: 'Time waiting for its resources; 1 % waited longer.' },
  p99: { title: 'Response p99', help: 'From arriving at it to its answer, calls to others included.' },
  errorRate: { title: 'Errors', help: 'Failed share of its answers, failures passed on included.' },
};

/** Every component with what it did; the heads sort, the names select. */
export function ComponentsTable({ result }: { readonly result: JudgedResult }) {
  const [sorting, setSorting] = useState<Sorting>({ column: 'utilization', descending: true });
  const rows = useMemo(() => componentRows(result, { share, time }), [result]);
  const selection = useSelection().components;
  return (
    <section className={styles['section']} aria-labelledby="components">
      <h4 id="components">Components</h4>
      <ScrollRegion className={styles['scroll']} label="Components, measured">
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <Head
                  key={column}
                  column={column}
                  sorting={sorting}
                  onSort={() => setSorting(sortedBy(sorting, column))}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted(rows, sorting).map((row) => (
              <Row key={row.id} row={row} selected={selection.includes(row.id)} />
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  );
}

interface HeadProps {
  readonly column: Column;
  readonly sorting: Sorting;
  readonly onSort: () => void;
}

function Head({ column, sorting, onSort }: HeadProps) {
  const active = sorting.column === column;
  const Arrow = sorting.descending ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={active ? (sorting.descending ? 'descending' : 'ascending') : 'none'}
      title={heads[column].help}
    >
      <button type="button" onClick={onSort}>
        {heads[column].title}
        {active && <Arrow className={styles['sorted']} aria-hidden />}
      </button>
    </th>
  );
}

function Row({ row, selected }: { readonly row: ComponentRow; readonly selected: boolean }) {
  return (
    <tr data-selected={selected}>
      <th scope="row">
        <PlaceLink component={row.id} selected={selected} />
        {row.instances > 1 && <Badge>×{row.instances}</Badge>} {row.bottleneck && <Badge tone="bad">bottleneck</Badge>}
        {row.notes.length > 0 && <small className={styles['notes']}>{row.notes.join(', ')}</small>}
      </th>
      <td>
        {row.limiting === undefined ? (
          <span className={styles['muted']}>no limit</span>
        ) : (
          <span className={styles['load']}>
            <UtilizationBar utilization={row.utilization} />
            <b>{share(row.utilization)}</b>
            <small>{row.limiting}</small>
          </span>
        )}
      </td>
      <td>{rate(row.arrivalRate)}</td>
      <td>
        {count(row.queue)} <small>max {count(row.queueMax)}</small>
      </td>
      <td>{time(row.wait)}</td>
      <td>{time(row.p99)}</td>
      <td data-bad={row.errorRate > 0}>{share(row.errorRate)}</td>
    </tr>
  );
}
