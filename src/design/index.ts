export {
  connectionKey,
  DESIGN_FORMAT,
  type DesignDocument,
  type Position,
  type RawComponent,
  type RawConnection,
  type RawFault,
  type RawObjective,
  type RawRegion,
  type RawRequest,
  type RawRun,
  type RawStream,
  type RawWorkload,
} from './document.ts';
export {
  addComponent,
  connect,
  dropPolicy,
  freshId,
  type Items,
  move,
  type Refused,
  refusal,
  removeItems,
  rename,
  renameDesign,
  setConnection,
  setParameter,
} from './edit.ts';
export {
  addFault,
  addStream,
  freshStream,
  removeFault,
  removeStream,
  setFault,
  setRun,
  setStream,
} from './edit-load.ts';
export {
  addPlace,
  type PlaceKind,
  placeIn,
  regionIds,
  removePlace,
  renamePlace,
  roundTripOf,
  setPlace,
  setRoundTrip,
  zoneIds,
  zonesOf,
} from './edit-places.ts';
export { addReplica } from './edit-replicas.ts';
export { explainIssues, type Vocabulary } from './explain.ts';
export { type FileFormat, type FormatKind, type Migration, readFormat } from './format.ts';
export {
  copyFragment,
  duplicate,
  FRAGMENT_FORMAT,
  type Fragment,
  type Pasted,
  paste,
} from './fragment.ts';
export { type JsonReading, locate, locator, type PlacedFinding, readJson, type TextPlace } from './json.ts';
export { checkValue, limits } from './limits.ts';
export { type DesignReading, parseDesign, readDesign } from './parse.ts';
export { type PricesReading, readPrices } from './prices.ts';
export { readFragment } from './read-fragment.ts';
export { resultParts, resultSchema } from './result-schema.ts';
export { designSchema } from './schema.ts';
export { getIn, type Path, setIn } from './set-in.ts';
export { type ScenarioSettings, withScenario } from './with-scenario.ts';
