import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { placeFields, placeName } from './places.ts';
import { callsField } from './struck.ts';

const config = z.strictObject({ ...placeFields, calls: callsField });

/** Everything in a zone or a region crashes together. */
export const outage = defineFault({
  kind: 'outage',
  title: 'Zone outage',
  summary: 'Everything in a zone or a region crashes at once.',
  help: 'Replicas help only where they fail independently: those of one zone share its power and its network. Of a component that is spread over zones only the instances in this one fall, and those left get its load: two zones at 80 % do not survive the loss of one. A copy that stands there can take nobody’s place.',
  icon: 'power-off',
  target: 'zone',
  isFrequent: true,
  config,
  // What stood there as it began is what comes back: by then a primary may have moved.
  begin: ({ calls, ...place }, targets, until) =>
    targets.residents(place).map((resident) => resident.crash(calls === 'hang' ? until : 0)),
  end: (_config, _targets, repairs) => {
    for (const repair of repairs) repair();
  },
  label: (place) => `${placeName(place)} outage`,
});
