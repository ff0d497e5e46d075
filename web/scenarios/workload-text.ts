import { formatQuantity, readQuantity } from '../../simulator/index.ts';
import type { RawWorkload } from '../../src/index.ts';
import { isRead, parametersOf, parts, processOf, shapeOf, shapes } from '../load/index.ts';

/** A workload in sentences: who asks, how often, for what. */
export function workloadLines({ streams }: RawWorkload): string[] {
  return streams.flatMap(({ client, arrivals, shape, requests }) => {
    const { rate, users, think } = parametersOf(arrivals) as Readonly<Record<string, unknown>> & {
      rate?: unknown;
      users?: unknown;
      think?: unknown;
    };
    const total = readQuantity(rate, 'rate');
    const over =
      shapeOf(shape) === 'steady'
        ? ''
        : `, ${shapes.find(({ value }) => value === shapeOf(shape))?.title.toLowerCase()}`;
    const head = total.ok
      ? `${formatQuantity(total.value, 'rate')} from ${client} (${processOf(arrivals)}${over})`
      : users === undefined
        ? `A stream from ${client} (${processOf(arrivals)}${over})`
        : `${String(users)} users from ${client}, thinking for ${String(think)}${over}`;
    const shares = parts(requests);
    const kinds = Object.entries(requests).map(([name, request]) => {
      const share = formatQuantity(shares[name] ?? 0, 'fraction');
      return `${name}: ${share} ${isRead(request) ? 'reads' : 'writes'}`;
    });
    return [head, ...kinds];
  });
}
