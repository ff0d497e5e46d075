import { group, optionalQuantity, timeDistribution } from '../field.ts';

/** How long a message is on its way, and what may happen to it there. */
export const networkField = group(
  {
    title: 'Network',
    help: 'Delay of the wire between caller and callee. Without it a call takes no time to arrive. It is no queue unless a bandwidth is given.',
  },
  {
    rtt: timeDistribution({
      title: 'Round trip',
      help: 'There and back without any work; each way draws its own half.',
      default: '0.5 ms',
      source: 'J. Dean, LADIS 2009, "numbers everyone should know": a round trip within a data center, 0.5 ms.',
    }),
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
