import { z } from 'zod';
import { idSchema } from '../connection.ts';
import { defineFault } from '../fault.ts';
import { LockGate } from '../parts/lock-gate.ts';
import { struckKinds } from '../parts/struck-kinds.ts';
import { struckReplicas, struckRequests } from './struck.ts';

const config = z.strictObject({
  component: idSchema,
  requests: struckRequests('wait for the lock: "write" where a migration still lets readers in'),
  replicas: struckReplicas('are locked'),
});

/** Requests wait at the door until it is over, and then come in all together: a migration that locks a table. */
export const lock = defineFault({
  kind: 'lock',
  title: 'Lock',
  summary: 'Requests wait until a lock is given back, and then come in together.',
  help: 'A schema change that locks its table, a long transaction, a lock whose holder has gone to lunch. What is inside is finished; who comes waits, with the thread and the connection of the caller, until a timeout or the end. Then all come at once.',
  icon: 'lock',
  target: 'component',
  roles: ['cache', 'store'],
  config,
  begin: ({ component, requests, replicas }, targets) => {
    const struck = struckKinds(targets.kinds, requests);
    return targets.sites(component, replicas).map((site) => {
      const gate = new LockGate(site, struck);
      site.setGuard(gate, true);
      return () => {
        site.setGuard(gate, false);
        site.enter(gate.release());
      };
    });
  },
  end: (_, __, opened) => {
    for (const open of opened) open();
  },
  label: ({ component }) => `${component} locked`,
});
