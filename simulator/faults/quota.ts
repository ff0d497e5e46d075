import { z } from 'zod';
import { idSchema } from '../connection.ts';
import { defineFault } from '../fault.ts';
import { quantity } from '../field.ts';
import { QuotaGate } from '../parts/quota-gate.ts';
import { TokenBucket } from '../parts/token-bucket.ts';

const config = z.strictObject({
  component: idSchema,
  rate: quantity('rate', {
    title: 'Rate',
    help: 'Requests per second that each instance still takes; what exceeds it is refused as with status 429.',
    default: '10/s',
    source: 'Assumption: a tenth of a usual limit of 100 requests per second.',
    above: 0,
    max: 1e8,
  }),
});

/** A component takes no more than so many requests per second: a quota that has run out, an operator who throttles. */
export const quota = defineFault({
  kind: 'quota',
  title: 'Quota',
  summary: 'The component refuses what exceeds a rate.',
  help: 'A quota has run out, a plan has expired, a provider protects itself. What is refused costs nothing there, but who tries again at once uses up the rate for those who have not been served.',
  icon: 'gauge',
  target: 'component',
  roles: ['router', 'compute', 'cache', 'store', 'queue', 'external', 'support'],
  config,
  begin: ({ component, rate }, targets) =>
    targets.sites(component).map((site) => {
      const gate = new QuotaGate(site, new TokenBucket(rate, Math.max(1, rate), 0));
      site.setGuard(gate, true);
      return () => site.setGuard(gate, false);
    }),
  end: (_, __, lifted) => {
    for (const lift of lifted) lift();
  },
  label: ({ component }) => `${component} quota`,
});
