/** The door of the simulator: what `src` and `web` may use. */
export * from './analysis/index.ts';
export { type ArrivalsSpec, arrivalCatalogue, arrivalsSchema, processOf } from './arrival-catalogue.ts';
export type { AnyArrivals } from './arrival-process.ts';
export type { TraceRows } from './arrivals/trace.ts';
export {
  type Availability,
  type AvailabilityFigures,
  type ExactAvailability,
  exactAvailability,
  simulateAvailability,
} from './availability.ts';
export { policies } from './call-policies.ts';
export { catalogue, definitionOf } from './catalogue.ts';
export { type Change, changed, type Edit } from './change.ts';
export { compare, type Side } from './comparison.ts';
export { type Compilation, compile } from './compile.ts';
export type { AnyComponent, Category, ComponentDefinition, CostLine, ResourceSpec, Role, Usage } from './component.ts';
export { actsAs } from './component.ts';
export {
  type ConnectionSpec,
  connectionFields,
  connectionSchema,
  idSchema,
} from './connection.ts';
export { type DistributionSpec, scaled as scaledDistribution } from './distribution.ts';
export { distributionJsonSchema, distributionKinds } from './distribution-schema.ts';
export { estimate } from './estimate.ts';
export {
  advanceNamed,
  canceledAt,
  Experiment,
  type ExperimentOptions,
  type Progress,
  replicationOf,
  type Settled,
  settled,
  simulate,
} from './experiment.ts';
export type { AnyFault, DesignAround, FaultDefinition, FaultTarget } from './fault.ts';
export { faultCatalogue, faultOf } from './fault-catalogue.ts';
export { applies, type Choice, type Field, type FieldMeta, fieldMeta, fieldsOf, requiredQuantity } from './field.ts';
export { type Finding, hasErrors, pathText, type Severity } from './finding.ts';
export { isPlural } from './findings/symptom.ts';
export { type Finished, Gathering } from './gathering.ts';
export { cos, exp, InvariantError, ln, normalCdf, pow, sin } from './kernel/index.ts';
export { isScalable, scalableRate, withLoad } from './load.ts';
export * as mechanisms from './mechanisms.ts';
export type { Model } from './model.ts';
export { isId, reservedNames } from './names.ts';
export { batchSchema, meanBatch } from './parts/batch.ts';
export { factorAt, shapePoints } from './parts/shape.ts';
export { type Places, regionRoundTrip, regionSchema, zoneRoundTrip, zoneSchema } from './places.ts';
export { type PriceItem, type PriceList, type PriceUnit, priceListSchema, priceOf } from './price-list.ts';
export { defaultPrices, type Prices, pricesOf } from './prices.ts';
export {
  type Dimension,
  dimensions,
  formatQuantity,
  HOURS_PER_MONTH,
  readQuantity,
  SECONDS_PER_MONTH,
} from './quantity.ts';
export type { Replication } from './replication.ts';
export type * from './result.ts';
export { type BlamePart, blameParts } from './summary/index.ts';
export type { ComponentSpec, FaultSpec, StreamTopology, Topology } from './topology.ts';
export { MOST_TRACES, type Pick as TracePick, reasons as traceReasons } from './tracing/samples.ts';
export type { RequestTrace, SpanKind, TraceSpan } from './tracing/trace.ts';
export { Tracing } from './tracing/tracing.ts';
export { wiring } from './wiring.ts';
export {
  popularityDefaults,
  type RunSpec,
  requestSchema,
  runSchema,
  type ShapePoints,
  type ShapeSpec,
  shapeSchema,
  streamSchema,
  type WorkloadSpec,
  workloadSchema,
} from './workload.ts';
