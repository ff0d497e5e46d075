import { z } from 'zod';
import {
  compile,
  connectionSchema,
  definitionOf,
  faultOf,
  type Model,
  regionSchema,
  runSchema,
  shapePoints,
  type Topology,
  workloadSchema,
  zoneSchema,
} from '../../simulator/index.ts';

/** A design as a test writes it: the raw JSON of the format, without the parts that only documents have. */
export interface Sketch {
  components: { id: string; type: string; [parameter: string]: unknown }[];
  connections: { from: string; to: string; [field: string]: unknown }[];
  workload: unknown;
  faults?: { at?: number; for?: number; [kind: string]: unknown }[];
  zones?: Readonly<Record<string, unknown>>;
  regions?: Readonly<Record<string, unknown>>;
  run?: unknown;
}

/** Parses a sketch by the simulator's own schemas; throws where it is wrong, since a test should not be. */
export function topologyOf(sketch: Sketch): Topology {
  const run = runSchema.parse(sketch.run ?? {});
  return {
    components: sketch.components.map(({ id, type, name, ...parameters }) => {
      const definition = definitionOf(type);
      if (definition === undefined) throw new Error(`no type ${type}`);
      return {
        id,
        type,
        ...(name === undefined ? {} : { name: String(name) }),
        ...definition.config.parse(parameters),
      };
    }),
    connections: sketch.connections.map((connection) => connectionSchema.parse(connection)),
    streams: workloadSchema.parse(sketch.workload).streams.map(({ shape, ...stream }) => {
      if (shape !== undefined && 'expression' in shape) throw new Error('expressions are parsed by src');
      return { ...stream, ...(shape === undefined ? {} : { shape: shapePoints(shape, run.duration) }) };
    }),
    faults: (sketch.faults ?? []).map(({ at = 0, for: lasts, ...kinds }) => {
      const [kind = ''] = Object.keys(kinds);
      const config: z.ZodObject = faultOf(kind)?.config ?? z.strictObject({});
      return { at, for: lasts, kind, config: config.parse(kinds[kind]) };
    }),
    zones: sketch.zones && z.record(z.string(), zoneSchema).parse(sketch.zones),
    regions: sketch.regions && z.record(z.string(), regionSchema).parse(sketch.regions),
    run,
  };
}

/** The compiled model of a sketch; throws where a finding is an error. */
export function modelOf(sketch: Sketch): Model {
  const { model, findings } = compile(topologyOf(sketch));
  if (model === undefined) throw new Error(findings.map((finding) => finding.what).join('\n'));
  return model;
}

/** One client whose Poisson requests, all reads of items of their own choosing, come at a rate [1/s]. */
export function poisson(rate: number | string, request: object = {}): unknown {
  return {
    streams: [
      {
        client: 'users',
        arrivals: { poisson: { rate: typeof rate === 'number' ? rate : rate } },
        requests: { get: request },
      },
    ],
  };
}

/** A single station: `servers` threads, service of this law, unbounded FIFO. */
export function station(rate: number, work: unknown, servers = 1, more: object = {}, run: object = {}): Sketch {
  return {
    components: [
      { id: 'users', type: 'client' },
      { id: 'station', type: 'service', threads: servers, queue: 'unbounded', work, ...more },
    ],
    connections: [{ from: 'users', to: 'station' }],
    workload: poisson(rate),
    run,
  };
}
