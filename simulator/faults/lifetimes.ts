import { z } from 'zod';
import { idSchema } from '../connection.ts';
import { sampler } from '../distribution.ts';
import { defineFault } from '../fault.ts';
import { meanTime, optionalQuantity } from '../field.ts';
import type { Resident } from '../injection.ts';
import type { LifetimeLaws, Unit } from '../parts/lifetimes.ts';
import { placeFields, placeName } from './places.ts';

const config = z.strictObject({
  component: idSchema.optional(),
  ...placeFields,
  mtbf: meanTime({
    title: 'Time up (MTBF)',
    help: 'From a repair to the next failure, of each instance. A bare time is the mean of an exponential law.',
    default: '4380 h',
    source:
      'Assumption: two failures a year, reboots of the host included; Dean (Google I/O 2008) tells of about 1,000 machine failures in the first year of a cluster of one or two thousand.',
  }),
  mttr: meanTime({
    title: 'Time down (MTTR)',
    help: 'How long a repair takes once it has begun. A bare time is the mean of an exponential law.',
    default: '5 min',
    source: 'Assumption: replaced without a person; an hour or so with one.',
  }),
  crews: optionalQuantity('count', {
    title: 'Crews',
    help: 'Instances that can be under repair at the same time; the others wait, first failed first repaired. Each has a crew of its own if empty.',
    min: 1,
    max: 100_000,
    integer: true,
  }),
});
export type LifetimesConfig = z.output<typeof config>;

/**
 * What random failures strike, each a unit that fails and is repaired as a whole: the instances of a component, or all
 * that stands in a place as it fails. `members` says who that is at that moment; `fail` returns the repair.
 */
export function unitsOf<T>(
  { component, ...place }: LifetimesConfig,
  members: () => readonly T[],
  fail: (of: T) => () => void,
): Unit[] {
  if (component !== undefined) {
    return members().map((instance, i) => ({
      name: `${component}#${i}`,
      fail: () => fail(instance),
    }));
  }
  return [
    {
      name: `${place.zone === undefined ? 'region' : 'zone'} ${placeName(place)}`,
      fail: () => {
        const repairs = members().map(fail);
        return () => {
          for (const repair of repairs) repair();
        };
      },
    },
  ];
}

/** The laws of times up and down. */
export function lawsOf({ mtbf, mttr, crews }: LifetimesConfig): LifetimeLaws {
  return { up: sampler(mtbf), down: sampler(mttr), crews: crews ?? Number.POSITIVE_INFINITY };
}

/** Instances, or a zone as a whole, fail at random and are repaired, again and again. */
export const lifetimes = defineFault({
  kind: 'lifetimes',
  title: 'Lifetimes',
  summary: 'Instances fail at random and are repaired, again and again.',
  help: 'Availability is MTBF / (MTBF + MTTR). Each instance fails by itself; written with "zone" or "region" in place of "component", all that stands there fails together. Failures are rare and runs are short: `headroom estimate` gives the share of time up over the long run, without requests.',
  icon: 'hourglass',
  target: 'component-or-zone',
  always: true,
  roles: ['router', 'compute', 'cache', 'store', 'queue', 'worker', 'external', 'support', 'scheduler'],
  config,
  begin: (written, targets) => {
    const { component } = written;
    const members = () => (component === undefined ? targets.residents(written) : targets.sites(component));
    targets.alternate(
      unitsOf(written, members, (of: Resident) => of.crash(0)),
      lawsOf(written),
    );
  },
  label: ({ component, ...place }) => `${component ?? placeName(place)} lifetimes`,
});
