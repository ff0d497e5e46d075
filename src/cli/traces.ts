import { dirname, join } from 'node:path';
import { readQuantity, type Topology, type TraceRows } from '../../simulator/index.ts';
import { readText } from './files.ts';
import { type Host, Refusal } from './host.ts';

/**
 * Puts the rows of CSV files into the streams that name one. A file lies beside the document at `home` and has the columns
 * `time`, `request` and `item`, in this order, the last two where they are known; a first line that names them is skipped.
 * Throws a `Refusal` with file and line where it cannot be read.
 */
export async function withTraces(topology: Topology, home: string, host: Host): Promise<Topology> {
  const streams: Topology['streams'][number][] = [];
  for (const stream of topology.streams) {
    const { file } = (stream.arrivals['trace'] ?? {}) as { file?: string };
    if (file === undefined) {
      streams.push(stream);
      continue;
    }
    const { name, text } = await readText(join(home === '-' ? '.' : dirname(home), file), host);
    streams.push({ ...stream, arrivals: { ...stream.arrivals, trace: { rows: rowsOf(text, name) } } });
  }
  return { ...topology, streams };
}

function rowsOf(text: string, name: string): TraceRows {
  const at: number[] = [];
  const requests: string[] = [];
  const keys: string[] = [];
  let width = 0;
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const cells = line.split(',').map((cell) => cell.trim());
    if (line.trim() === '' || (i === 0 && cells[0]?.toLowerCase() === 'time')) continue;
    const refusal = (expected: string) =>
      new Refusal(`${name}, line ${i + 1}: ${JSON.stringify(line.slice(0, 80))}; expected ${expected}.`);
    width ||= cells.length;
    const [time = '', request, key] = cells;
    const reading = readQuantity(/^[\d.]+(e[+-]?\d+)?$/i.test(time) ? Number(time) : time, 'time');
    if (!reading.ok || reading.value < 0) throw refusal('a time first, such as 1.25 for seconds or "1250 ms"');
    if (reading.value < (at.at(-1) ?? 0)) throw refusal('times that do not fall');
    if (cells.length !== width || width > 3) throw refusal('time, request and item: as many columns in each line');
    at.push(reading.value);
    if (request !== undefined) requests.push(request);
    if (key !== undefined) keys.push(key);
  }
  if (at.length === 0) throw new Refusal(`${name}: it has no rows; expected lines of time, request and item.`);
  return { at, ...(width > 1 && { requests }), ...(width > 2 && { keys }) };
}
