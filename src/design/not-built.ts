/**
 * Names that the file format has and this version does not build yet. A file that uses one is refused with that reason:
 * the name is right and must not be ignored. Names that are built are found in the schemas; they need not leave this
 * list, because the schemas are asked first.
 */

/** Which part of a document a field is in. */
export type Part =
  | 'document'
  | 'component'
  | 'connection'
  | 'retry'
  | 'stream'
  | 'arrivals'
  | 'shape'
  | 'request'
  | 'fault'
  | 'fault-config';

const fields: Readonly<Record<Part, readonly string[]>> = {
  document: ['zones'],
  component: [
    ...['zone', 'replicas', 'threads', 'cores', 'model', 'queue', 'whenFull', 'discipline', 'queueTimeout', 'work'],
    ...['shedLate', 'codel', 'concurrencyLimit', 'usl', 'needs', 'autoscale', 'failover'],
    ...['capacity', 'eviction', 'ttl', 'ttlRenewedByHit', 'coalesce', 'staleWhileRevalidate', 'write', 'start'],
    ...['readReplicas', 'replicationLag', 'replication', 'pool', 'n', 'r', 'w', 'messages'],
  ],
  connection: [],
  retry: [],
  stream: [],
  arrivals: [],
  shape: [],
  request: [],
  fault: ['partition', 'outage', 'hotKey', 'lifetimes', 'freeze', 'deploy'],
  'fault-config': ['replicas', 'zone', 'crews'],
};

/** Values of choices that the format names, by field. */
const values: Readonly<Record<string, readonly string[]>> = {
  eviction: ['lru', 'lfu', 'fifo', 'random', 'none'],
  write: ['aside', 'through', 'back'],
  start: ['cold', 'warm'],
  replication: ['sync', 'semi-sync', 'async'],
  model: ['thread-per-request', 'event-loop'],
  policy: [
    'round-robin',
    'random',
    'least-connections',
    'power-of-two',
    'weighted',
    'consistent-hash',
    'least-work',
    'peak-ewma',
  ],
};

/** Whether the format has this field in this part of a document. */
export function isFormatField(part: Part, name: string): boolean {
  return fields[part].includes(name);
}

/** Whether the format has this value for the choice `field`. */
export function isFormatValue(field: string, value: unknown): boolean {
  return typeof value === 'string' && Object.hasOwn(values, field) && (values[field]?.includes(value) ?? false);
}
