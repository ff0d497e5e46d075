import type { AnyComponent } from '../component.ts';
import type { ComponentSpec } from '../topology.ts';

export type Path = readonly (string | number)[];

/** Adds a finding: a stable code, its place, and the three sentences that a reader is owed. */
export type Say = (code: string, path: Path, what: string, why: string, todo: string) => void;

/** Components whose type is known, by id. */
export type Known = ReadonlyMap<string, { spec: ComponentSpec; definition: AnyComponent }>;
