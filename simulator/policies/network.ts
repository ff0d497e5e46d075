import { type DistributionSpec, scaled } from '../distribution.ts';
import { group, optionalQuantity, optionalTimeDistribution } from '../field.ts';

const NO_TIME: DistributionSpec = { kind: 'constant', value: 0 };
/** Of a wire of which nothing else is said [s]: the default of the field. */
const USUAL: DistributionSpec = { kind: 'constant', value: 0.0005 };

/** Round trip of a connection between ends of which it is not known how far they are from one another. */
export function roundTripOf(network: { readonly rtt?: DistributionSpec | undefined } | undefined): DistributionSpec {
  return network === undefined ? NO_TIME : (network.rtt ?? USUAL);
}

/** A network that is so many times as fast: in its round trips, its jitter and its bandwidth. */
export function speedUp<
  Network extends {
    readonly rtt: DistributionSpec;
    readonly jitter?: number | undefined;
    readonly bandwidth?: number | undefined;
  },
>(network: Network, times: number): Network {
  const { rtt, jitter, bandwidth } = network;
  return {
    ...network,
    rtt: scaled(rtt, 1 / times),
    ...(jitter === undefined ? {} : { jitter: jitter / times }),
    ...(bandwidth === undefined ? {} : { bandwidth: bandwidth * times }),
  };
}

/** How long a message is on its way, and what may happen to it there. */
export const networkField = group(
  {
    title: 'Network',
    help: 'Delay of the wire between caller and callee. Without it a call takes no time to arrive, unless both stand in zones that the design describes. It is no queue unless a bandwidth is given.',
  },
  {
    rtt: optionalTimeDistribution(
      {
        title: 'Round trip',
        help: 'There and back without any work; each way draws its own half. Written here it holds whatever the distance; else the zones of the two ends decide where the design describes them.',
      },
      {
        default: '0.5 ms',
        source: 'J. Dean, LADIS 2009, "numbers everyone should know": a round trip within a data center, 0.5 ms.',
      },
    ),
    jitter: optionalQuantity('time', {
      title: 'Jitter',
      help: 'Each way takes up to this much longer, evenly distributed.',
      min: 0,
      max: 60,
    }),
    loss: optionalQuantity('fraction', {
      title: 'Packet loss',
      help: 'Chance that a message is lost and sent again after 200 ms, then 400 ms, … as TCP does (RFC 6298; 200 ms is the minimum in Linux).',
      min: 0,
      max: 0.9,
    }),
    bandwidth: optionalQuantity('bandwidth', {
      title: 'Bandwidth',
      help: 'Payload and response then queue for the wire, each way on its own.',
      above: 0,
    }),
  },
);
