import { z } from 'zod';
import { idSchema } from '../connection.ts';
import { defineFault } from '../fault.ts';

const config = z.strictObject({ component: idSchema });

/** A cache forgets everything at one moment. */
export const flush = defineFault({
  kind: 'flush',
  title: 'Flush',
  summary: 'A cache forgets everything.',
  help: 'Every request then misses until the cache has filled again: the store behind it must stand 1/(1 − hit ratio) times its usual load.',
  icon: 'trash',
  target: 'component',
  isFrequent: true,
  roles: ['cache'],
  config,
  begin: ({ component }, targets) => {
    for (const site of targets.sites(component)) site.flush();
  },
  label: ({ component }) => `${component} flush`,
});
