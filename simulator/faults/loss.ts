import { z } from 'zod';
import { idSchema } from '../connection.ts';
import { defineFault } from '../fault.ts';
import { quantity } from '../field.ts';

const config = z.strictObject({
  from: idSchema,
  to: idSchema,
  rate: quantity('fraction', {
    title: 'Loss',
    help: 'Probability that a message is lost, each time it is sent.',
    default: '5 %',
    source: 'Assumption: a failing network card or an overfull link; the public internet loses 0.1 to 1 %.',
    usual: '0.1–10 %',
    above: 0,
    max: 0.9,
  }),
});

/** Messages get lost and are sent again: 200 ms later, then 400 ms, as TCP does. */
export const loss = defineFault({
  kind: 'loss',
  title: 'Packet loss',
  summary: 'Messages between two components get lost and are sent again.',
  help: 'The mean hardly shows it; the tail does, for each loss costs a retransmission timeout: 200 ms at the first, twice as much at each further one. Percentiles jump where the share of requests that lose a message passes them.',
  icon: 'wifi-off',
  target: 'connection',
  config,
  begin: ({ from, to, rate }, targets) =>
    targets.links(from, to).map((link) => {
      const draws = targets.stream(`${from}->${to} ${link.index}`, 'loss');
      link.lose(rate, draws);
      return () => link.loseNoMore(draws);
    }),
  end: (_, __, mended) => {
    for (const mend of mended) mend();
  },
  label: ({ from, to, rate }) => `${from}→${to} loses ${Math.round(rate * 1000) / 10} %`,
});
