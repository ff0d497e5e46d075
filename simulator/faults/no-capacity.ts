import { z } from 'zod';
import { idSchema } from '../connection.ts';
import { defineFault } from '../fault.ts';
import type { Site } from '../site.ts';

const config = z.strictObject({ component: idSchema });

/** The autoscaler asks for more and gets nothing: the zone is full, the quota is used up, the control plane is down. */
export const noCapacity = defineFault({
  kind: 'noCapacity',
  title: 'No capacity',
  summary: 'Autoscaling adds nothing: there are no machines to be had.',
  help: 'It comes when everybody needs machines at once: after the loss of a zone, in a region-wide incident whose first victim is the control plane. What is switched off meanwhile is not got back. Only capacity that stands already helps.',
  icon: 'package-x',
  target: 'component',
  unsuited: ({ component }, { spec }) =>
    spec(component)?.autoscale === undefined ? `"${component}" is not scaled by itself.` : undefined,
  config,
  begin: ({ component }, targets) => hold(targets.sites(component), true),
  end: ({ component }, targets) => hold(targets.sites(component), false),
  label: ({ component }) => `${component} cannot scale`,
});

function hold(sites: readonly Site[], isHeld: boolean): void {
  sites[0]?.autoscaler?.hold(isHeld);
}
