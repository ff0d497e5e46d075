import { z } from 'zod';
import { idSchema } from '../connection.ts';
import { defineFault } from '../fault.ts';
import { choice, quantity } from '../field.ts';
import { struckReplicas } from './struck.ts';

const config = z.strictObject({
  component: idSchema,
  by: quantity('time', {
    title: 'By',
    help: 'How far the clock is from the true time.',
    default: '1 s',
    source:
      'Assumption: a quartz clock that nobody corrects drifts by 20 to 50 millionths, some seconds a day; a leap second is one.',
    usual: '1 ms–5 min',
    above: 0,
    max: 86_400,
  }),
  direction: choice({
    title: 'Direction',
    help: 'Which way it is wrong. At the end it is set right again: a clock that was fast goes back.',
    options: [
      { value: 'fast', title: 'Fast', description: 'It shows a time that has not come yet.' },
      { value: 'slow', title: 'Slow', description: 'It shows a time that is over.' },
    ],
    default: 'fast',
    source: 'Assumption: either is as likely; a fast one is undone by going back, which is the worse moment.',
  }),
  replicas: struckReplicas('have a wrong clock'),
});
type ClockSkewConfig = z.output<typeof config>;

function offsetOf({ by, direction }: ClockSkewConfig): number {
  return direction === 'fast' ? by : -by;
}

/** The clocks of some instances are wrong, and set right at the end. */
export const clockSkew = defineFault({
  kind: 'clockSkew',
  title: 'Clock skew',
  summary: 'Clocks of instances are wrong: by timestamps, leases and the validity of tokens they do wrong things.',
  help: 'Nothing is slow and nothing fails where clocks do not matter. Where the last timestamp wins, a node that is ahead overwrites what is written after it, and what a node that is behind writes is lost, though it was acknowledged. A lock service whose clock jumps lets leases run out whose holders are alive. Tokens of an issuer that is ahead are not valid yet. Numbers made of the time stop where it goes back.',
  icon: 'timer',
  target: 'component',
  unsuited: ({ component }, { spec, definition }) =>
    definition(component)?.readsClock?.(spec(component) as never) === true
      ? undefined
      : `What "${component}" does depends on no clock.`,
  config,
  begin: (written, targets) => {
    const sites = targets.sites(written.component, written.replicas);
    for (const site of sites) site.setClock(offsetOf(written));
    return sites;
  },
  end: (written, _targets, sites) => {
    for (const site of sites) site.setClock(-offsetOf(written));
  },
  label: ({ component, direction }) => `${component} clock ${direction}`,
});
