import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { NO_VISIT } from '../kernel/index.ts';
import { CallPlan, type Planner } from '../parts/call-plan.ts';
import { RequestSource } from '../parts/request-source.ts';
import { SECONDS_PER_MONTH } from '../quantity.ts';
import type { ComponentStation, Site } from '../site.ts';

/**
 * The people or programs that use the system. The workload says how often they ask and for what; here their requests
 * begin and end, so here response times and failures are measured.
 *
 * Leaves out: users who give up or reload (draw a client app).
 */
const config = z.strictObject({});

export const client = defineComponent({
  type: 'client',
  title: 'Client',
  category: 'clients',
  role: 'client',
  alsoKnownAs: ['users', 'population', 'browser', 'traffic'],
  summary: 'Where requests come from, and where their response time is measured.',
  help: 'Sends the requests of the workload whose streams name it. What it sees is what users see: the response time here includes every network, queue and retry on the way. Traffic to it is billed as internet egress.',
  misconception:
    'Daily users divided by 86,400 is the average, not the load to design for; and concurrent users are not requests per second.',
  leavesOut: 'Users who give up or reload, caches of their own, new connections: draw a client app.',
  icon: 'users',
  config,
  calls: ['router', 'compute', 'external', 'queue'],
  wiring:
    'Clients reach a system by its front door: a name (DNS), a CDN, a balancer, a gateway, a service or an external API. Devices and agents may also publish to a queue or a log directly.',
  instances: () => 1,
  resources: () => [],
  work: () => ({}),
  cost: (_config, usage, prices) => [
    {
      driver: 'traffic',
      title: 'Traffic to the internet',
      monthly: prices('egress', usage.responseRate * SECONDS_PER_MONTH),
    },
  ],
  station: (_config, site) => new ClientStation(site),
  starter: {},
});

class ClientStation implements ComponentStation, Planner {
  private readonly plan: CallPlan;
  private readonly source: RequestSource;

  constructor(site: Site) {
    this.plan = new CallPlan(site, this);
    this.source = new RequestSource(site);
  }

  /** A request of its own: opened here by an arrival. */
  arrive(visit: number): void {
    this.plan.start(visit);
  }

  answered(visit: number, tag: number, outcome: number, origin: number): void {
    this.plan.answered(visit, tag, outcome, origin);
  }

  planned(visit: number, outcome: number, origin: number): void {
    this.source.ended(visit, outcome, origin);
  }

  wake(timer: number, visit: number): void {
    if (visit === NO_VISIT) this.source.due(timer);
  }

  abandoned(): void {
    // Nobody calls a client.
  }

  crashed(): void {
    // Clients do not crash; there is no such fault.
  }
}
