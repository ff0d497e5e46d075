/**
 * Round trips between regions of public clouds [s], by their codes: what a packet needs there and back, as measured from
 * machine to machine. Between US regions, and to and from Singapore: S. Eskildsen, napkin-math (2026); the others:
 * cloudping.co, medians. The floor is light in fiber, 1 ms for 100 km of cable there and back.
 */
const MEASURED: readonly (readonly [string, string, number])[] = [
  ['us-east-1', 'us-west-2', 0.06],
  ['us-east-1', 'us-west-1', 0.06],
  ['us-east-1', 'eu-west-1', 0.07],
  ['us-east-1', 'ap-northeast-1', 0.15],
  ['us-east-1', 'ap-south-1', 0.19],
  ['us-east-1', 'ap-southeast-1', 0.215],
  ['us-east-1', 'sa-east-1', 0.115],
  ['us-west-1', 'ap-southeast-1', 0.18],
  ['us-west-2', 'ap-southeast-1', 0.18],
  ['eu-west-1', 'eu-central-1', 0.025],
  ['eu-west-1', 'ap-southeast-1', 0.16],
  ['ap-southeast-1', 'ap-northeast-1', 0.07],
  ['ap-southeast-1', 'ap-southeast-2', 0.092],
  ['us-central1', 'us-east1', 0.025],
  ['us-central1', 'us-west1', 0.04],
  ['us-east1', 'us-west1', 0.06],
  ['europe-west1', 'us-east1', 0.08],
  ['europe-west1', 'us-central1', 0.1],
];

const known = new Map(MEASURED.flatMap(([a, b, time]) => [[`${a} ${b}`, time] as const, [`${b} ${a}`, time] as const]));

/** Round trip between two regions that are called as a cloud calls them [s]; undefined where nobody has measured it. */
export function measuredRoundTrip(a: string, b: string): number | undefined {
  return known.get(`${a} ${b}`);
}
