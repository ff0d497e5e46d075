import { z } from 'zod';
import { idSchema } from '../connection.ts';
import { defineFault } from '../fault.ts';
import { quantity } from '../field.ts';

const config = z.strictObject({
  component: idSchema,
  by: quantity('time', {
    title: 'By',
    help: 'How much longer than usual it takes until the copies have what the primary has committed.',
    default: '30 s',
    source: 'Assumption: a bulk change or a long query on the replica, for half a minute.',
    usual: '1 s–1 h',
    above: 0,
    max: 86_400,
  }),
});

/** The copies of a store fall behind: a bulk change, a long query on the replica, a full link between the two. */
export const replicaLag = defineFault({
  kind: 'replicaLag',
  title: 'Replica lag',
  summary: 'The copies of a store fall behind its primary.',
  help: 'Nothing fails and nothing is slow, but reads from copies are older than usual, who reads what it has just written does not find it, and a primary that is lost now takes more with it. Writes that wait for copies wait for so much longer. What is behind when it ends is applied in its order and its time.',
  icon: 'hourglass',
  target: 'component',
  roles: ['store'],
  unsuited: ({ component }, { spec }) => {
    const struck = spec(component);
    return struck?.['replicationLag'] === undefined && struck?.['lag'] === undefined
      ? `No copy of "${component}" lags behind: where it has replicas, give it a replicationLag.`
      : undefined;
  },
  config,
  begin: ({ component, by }, targets) => {
    const [primary] = targets.sites(component);
    primary?.fallBehind(by);
    return primary;
  },
  end: ({ by }, _targets, primary) => primary?.fallBehind(-by),
  label: ({ component }) => `${component} replica lag`,
});
